import { nextQueryAt } from '../../../src/domain/poll-schedule.ts';
import { lineChart } from '../figures/line-chart.ts';
import { number } from '../figures/row.ts';
import { payingDelay } from '../load/delays.ts';
import { optimalSchedule, type ScheduleCost } from '../load/optimal-schedule.ts';
import type { Part } from './part.ts';

/** When a charge is told as not confirmed. */
const CONFIRM_MS = 180_000;
const CUSTOMERS = 50_000;
/** How much lag a query is worth, in milliseconds: from many queries to few. */
const WORTH_MS = [30, 60, 100, 150, 200, 300, 400, 600, 900, 1_400];

/** How soon the polling schedule finds a payment, beside the best schedule that asks as often. It runs no program. */
export const schedule: Part = {
  name: 'schedule',
  title: 'The polling schedule',
  when: 'quick',
  async run({ random }) {
    const ours = costOfSchedule(random);
    const curve = WORTH_MS.map((worth) => optimalSchedule(worth, CONFIRM_MS));
    const best = lagAt(curve, ours.queries);
    const nearest = curve.find(({ queries }) => queries < ours.queries);
    return {
      table: [
        ['schedule', 'queries a charge', 'payment to query, mean', 'goal'],
        ['ours', number(ours.queries), `${number(ours.lagMs)} ms`, '≤ 1.05 × the best'],
        ['the best that asks as often', number(ours.queries), `${number(best)} ms`, ''],
        ['ours ÷ the best', '', number(ours.lagMs / best), '≤ 1.05'],
      ],
      notes: [
        'The best one knows how customers behave: it is computed over all schedules, from the distribution of the delays.',
        `With ${number(nearest?.queries ?? Number.NaN)} queries, it asks after ${(nearest?.timesMs ?? []).map((ms) => ms / 1_000).join(', ')} s.`,
      ],
      plot: {
        file: 'polling-schedule.svg',
        title: 'Mean lag by the number of queries',
        svg: lineChart({
          title: 'From a payment to the query that finds it, by the number of queries',
          x: 'queries a charge, on average',
          y: 'ms',
          series: [
            { name: 'the best schedules', points: curve.toReversed().map(pointOf) },
            { name: 'ours', points: [pointOf(ours)] },
          ],
        }),
      },
    };
  },
};

const pointOf = ({ queries, lagMs }: ScheduleCost) => ({ x: Math.round(queries * 10) / 10, y: lagMs });

/** Lets many customers pay, or not, and asks about each as the schedule says. */
export function costOfSchedule(random: () => number): ScheduleCost {
  const watch = { pushedAt: 0, confirmBy: CONFIRM_MS, watchUntil: CONFIRM_MS };
  let [queries, lag, paid] = [0, 0, 0];
  for (let customer = 0; customer < CUSTOMERS; customer += 1) {
    const paidAt = payingDelay(random) ?? Number.POSITIVE_INFINITY;
    let at = 0;
    while (at < paidAt && at < CONFIRM_MS) {
      at = nextQueryAt(watch, at, random()) ?? CONFIRM_MS;
      queries += 1;
    }
    if (at < paidAt) continue;
    paid += 1;
    lag += at - paidAt;
  }
  return { queries: queries / CUSTOMERS, lagMs: lag / paid };
}

/** Returns the lag of the best schedule with so many queries, between two that were computed. */
function lagAt(curve: readonly ScheduleCost[], queries: number): number {
  const more = curve.findLast((one) => one.queries >= queries);
  const fewer = curve.find((one) => one.queries < queries);
  if (more === undefined || fewer === undefined) return Number.NaN;
  const share = (queries - fewer.queries) / (more.queries - fewer.queries);
  return fewer.lagMs + share * (more.lagMs - fewer.lagMs);
}
