import { paidBy } from './delays.ts';

/** What a schedule of queries costs and gives, on average over customers. */
export interface ScheduleCost {
  /** Queries a charge, until it is found paid or told as not confirmed. */
  readonly queries: number;
  /** From a payment to the query that finds it, in milliseconds. */
  readonly lagMs: number;
}

export interface OptimalSchedule extends ScheduleCost {
  /** When it asks, from the push, in milliseconds. */
  readonly timesMs: readonly number[];
}

/** Queries are placed on a grid of this span. */
const STEP_MS = 250;

/**
 * Returns the schedule with the least average lag for its number of queries, by dynamic programming over all schedules on a grid. It knows the
 * distribution of the load's customers, which no program does.
 *
 * @param queryCostMs how much lag a query is worth: the higher, the fewer queries
 * @param untilMs when a charge is told as not confirmed; a query precedes that
 */
export function optimalSchedule(queryCostMs: number, untilMs: number): OptimalSchedule {
  const steps = Math.round(untilMs / STEP_MS);
  const paid = Array.from({ length: steps + 1 }, (_, step) => paidBy(step * STEP_MS));
  /** The sum over customers of when they pay, up to each step. */
  const when = [0];
  for (let step = 1; step <= steps; step += 1)
    when.push((when[step - 1] ?? 0) + ((paid[step] ?? 0) - (paid[step - 1] ?? 0)) * (step - 0.5) * STEP_MS);
  const lagBetween = (from: number, to: number): number =>
    to * STEP_MS * ((paid[to] ?? 0) - (paid[from] ?? 0)) - ((when[to] ?? 0) - (when[from] ?? 0));
  /** The query after one at this step is made unless that one found a payment. */
  const isMade = (from: number): number => 1 - (paid[from] ?? 0);

  const least: number[] = Array.from({ length: steps + 1 }, () => 0);
  const next: number[] = [];
  for (let from = steps - 1; from >= 0; from -= 1) {
    let best = Number.POSITIVE_INFINITY;
    for (let to = from + 1; to <= steps; to += 1) {
      const cost = lagBetween(from, to) + queryCostMs * isMade(from) + (least[to] ?? 0);
      if (cost >= best) continue;
      best = cost;
      next[from] = to;
    }
    least[from] = best;
  }
  let [queries, lag] = [0, 0];
  const timesMs: number[] = [];
  for (let from = 0; from < steps; from = next[from] ?? steps) {
    const to = next[from] ?? steps;
    timesMs.push(to * STEP_MS);
    queries += isMade(from);
    lag += lagBetween(from, to);
  }
  return { queries, lagMs: lag / (paid[steps] ?? 1), timesMs };
}
