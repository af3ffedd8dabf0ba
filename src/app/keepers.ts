import type { KnownMoment } from '../domain/moment.ts';
import { summaryCalendar } from '../reports/summary-calendar.ts';
import { SUMMARIES_AT_ONCE, summaryWorker } from '../reports/summary-worker.ts';
import { keepTime } from '../runtime/timekeeper.ts';
import { startWorker } from '../runtime/worker.ts';
import type { Store } from '../store/port/store.ts';
import { serverTime } from '../telegram/api/server-time.ts';
import { LINK_LIMITS, linkKeeper } from '../telegram/bot/link-keeper.ts';
import type { Backups } from './backups.ts';
import { watchHold } from './hold-watch.ts';
import type { OperatorWatch } from './operator-watch.ts';
import type { AppParts } from './parts.ts';
import type { TelegramSide } from './telegram-side.ts';

/** Another program goes on from the last moment that was kept. What is due within this time of it is late. */
const SHARED_EVERY_MS = 5_000;

/** Keeps no moment once another program may lead, and keeps its own. */
const whileLeading = ({ program }: Pick<Store, 'program'>, mayBegin: () => boolean) => ({
  program: {
    async keepMoment(moment: KnownMoment): Promise<void> {
      if (mayBegin()) await program.keepMoment(moment);
    },
  },
});

/** Starts what keeps groups' links, summaries and the time, and what watches for the operators. */
export function startKeepers(
  { common, live, store, log, leadership }: AppParts,
  { api, clock, time, agent }: TelegramSide,
  { watch, backups }: { readonly watch: Pick<OperatorWatch, 'watch'>; readonly backups: Backups | undefined },
  wakeNotifier: () => void,
  ending: AbortSignal,
) {
  const mayBegin = leadership?.mayBegin ?? (() => true);
  const calendar = summaryCalendar(common.timeZone);
  const keepingLinks = startWorker(linkKeeper({ api, store, clock, log, wakeNotifier, ending }), {
    clock,
    log,
    mayBegin,
    concurrency: LINK_LIMITS.concurrency,
  });
  const summing = startWorker(
    summaryWorker({ store, clock, clockAgrees: clock.agrees, calendar, wakeNotifier }),
    { clock, log, mayBegin, concurrency: SUMMARIES_AT_ONCE },
  );
  const ask = () => serverTime(live.telegramApiRoot, ending, agent);
  const keepingTime =
    leadership === undefined
      ? keepTime({ store, clock, log, ask }, ending)
      : keepTime({ store: whileLeading(store, mayBegin), clock, log, ask, everyMs: SHARED_EVERY_MS }, ending);
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
