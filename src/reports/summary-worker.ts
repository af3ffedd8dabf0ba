import type { Clock } from '../runtime/clock.ts';
import type { Work } from '../runtime/worker.ts';
import type { DueSummary, Summaries } from '../store/port/summaries.ts';
import type { SummaryCalendar } from './summary-calendar.ts';
import { figuresOf } from './summary-figures.ts';

export interface SummaryWorkerParts {
  readonly store: { readonly summaries: Summaries };
  readonly clock: Clock;
  /** Whether the machine's clock agrees with Telegram's. While it does not, nothing is summed: it may be another day. */
  readonly clockAgrees: () => boolean;
  readonly calendar: SummaryCalendar;
  /** Sends what was committed to the outbox. */
  readonly wakeNotifier: () => void;
}

/** Summaries are summed one after another: each is a few reads and one commit, and others' work goes in between. */
export const SUMMARIES_AT_ONCE = 1;
/** How long a summary waits after its time: a payment of the last second may still be on its way into the database. */
const SETTLE_MS = 5_000;
/** How soon it is checked again whether the clock agrees. */
const CLOCK_CHECK_MS = 10_000;
/** A pause before each read: the store's work gives way to nobody, and there may be a thousand summaries. */
const PAUSE_MS = 2;
/** How soon a summary is tried again after a fault. */
const RETRY_MS = 60_000;

/**
 * Tells summaries when they are due. After an outage only the latest period is told. The row in the store advances in the
 * transaction that adds the message, so that each period is told once, whenever the program dies.
 */
export function summaryWorker({
  store: { summaries },
  clock,
  clockAgrees,
  calendar,
  wakeNotifier,
}: SummaryWorkerParts): Work<DueSummary> {
  /** When summaries that met a fault are tried again, by their ids, in steady time: one must not hold up the others. */
  const waits = new Map<number, number>();
  const pause = (): Promise<void> => clock.sleep(PAUSE_MS);

  return {
    name: 'summaries',
    async claim(now, limit) {
      for (const [id, until] of waits) if (until <= now) waits.delete(id);
      if (!clockAgrees()) return [];
      return await summaries.due(clock.now() - SETTLE_MS, limit, [...waits.keys()]);
    },
    async perform(summary) {
      waits.set(summary.id, clock.steady() + RETRY_MS);
      await tell(summary);
      waits.delete(summary.id);
    },
    async nextDueAt() {
      const now = clock.steady();
      if (!clockAgrees()) return now + CLOCK_CHECK_MS;
      const dueAt = await summaries.nextDueAt();
      if (dueAt === undefined) return undefined;
      const at = now + Math.max(0, dueAt + SETTLE_MS - clock.now());
      return waits.size === 0 ? at : Math.max(at, Math.min(...waits.values()));
    },
  };

  async function tell(summary: DueSummary): Promise<void> {
    const { period, minute, dueAt, lastKey } = summary;
    const now = clock.now() - SETTLE_MS;
    const last = calendar.latest(period, minute, now);
    // A new one has no time yet. And the time zone may have changed since the time was set.
    if (dueAt === 0 || (lastKey !== null && last.key <= lastKey)) {
      await summaries.schedule(summary, calendar.next(period, minute, now, lastKey).dueAt);
      return;
    }
    const figures = await figuresOf({ store: summaries, pause }, summary, last, calendar.days(last));
    const nextDueAt = calendar.next(period, minute, now, last.key).dueAt;
    // The figures were read while the clock was right. If somebody has set it meanwhile, they are read again.
    if (!clockAgrees()) return;
    if ((await summaries.sum(summary, { key: last.key, nextDueAt, figures }, clock.now())) === 'summed')
      wakeNotifier();
  }
}
