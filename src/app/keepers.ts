import { summaryCalendar } from '../reports/summary-calendar.ts';
import { SUMMARIES_AT_ONCE, summaryWorker } from '../reports/summary-worker.ts';
import { keepTime } from '../runtime/timekeeper.ts';
import { startWorker } from '../runtime/worker.ts';
import { serverTime } from '../telegram/api/server-time.ts';
import { LINK_LIMITS, linkKeeper } from '../telegram/bot/link-keeper.ts';
import type { Backups } from './backups.ts';
import { watchHold } from './hold-watch.ts';
import type { OperatorWatch } from './operator-watch.ts';
import type { AppParts } from './parts.ts';
import type { TelegramSide } from './telegram-side.ts';

/** Starts what keeps groups' links, summaries and the time, and what watches for the operators. */
export function startKeepers(
  { common, live, store, log }: AppParts,
  { api, clock, time, agent }: TelegramSide,
  { watch, backups }: { readonly watch: Pick<OperatorWatch, 'watch'>; readonly backups: Backups | undefined },
  wakeNotifier: () => void,
  ending: AbortSignal,
) {
  const calendar = summaryCalendar(common.timeZone);
  const keepingLinks = startWorker(linkKeeper({ api, store, clock, log, wakeNotifier, ending }), {
    clock,
    log,
    concurrency: LINK_LIMITS.concurrency,
  });
  const summing = startWorker(
    summaryWorker({ store, clock, clockAgrees: clock.agrees, calendar, wakeNotifier }),
    { clock, log, concurrency: SUMMARIES_AT_ONCE },
  );
  const ask = () => serverTime(live.telegramApiRoot, ending, agent);
  const keepingTime = keepTime({ store, clock, log, ask }, ending);
  const watching = watch.watch();
  const { database } = common;
  const watchingHold = watchHold({ database, store, clock, time, log, wakeNotifier, ending });
  const backingUp = backups?.run();
  return {
    calendar,
    wakeLinks: () => keepingLinks.wake(),
    wakeSummaries: () => summing.wake(),
    async stop(graceMs: number): Promise<void> {
      await Promise.all([
        keepingTime,
        watching,
        watchingHold,
        backingUp,
        keepingLinks.stop(graceMs),
        summing.stop(graceMs),
      ]);
    },
  };
}
