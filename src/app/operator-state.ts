import { dirname } from 'node:path';
import type { Timekeeper } from '../runtime/timekeeper.ts';
import type { OperatorState } from '../telegram/bot/operator-state.ts';
import type { Backups } from './backups.ts';
import type { OperatorWatch } from './operator-watch.ts';
import type { AppParts } from './parts.ts';
import { version } from './version.ts';

export interface OperatorStateParts extends Pick<AppParts, 'common' | 'store' | 'freeRatio' | 'leadership'> {
  readonly clock: Timekeeper;
  readonly watch: Pick<OperatorWatch, 'troubles'>;
  /** Undefined if none are scheduled. */
  readonly backups: Backups | undefined;
}

/** Returns what reads how the bot is, from its start on. */
export function operatorStateOf({
  common,
  store,
  clock,
  freeRatio,
  watch,
  backups,
  leadership,
}: OperatorStateParts): () => Promise<OperatorState> {
  const startedAt = clock.steady();
  return async () => {
    const shops = await store.merchants.all();
    return {
      version: version(),
      runningMs: clock.steady() - startedAt,
      shops: shops.length,
      suspended: shops.filter(({ suspendedAt }) => suspendedAt !== null).length,
      backlog: await store.backlog.figures(clock.now(), clock.steady()),
      backups: backups === undefined ? undefined : { lastAt: backups.lastAt() },
      diskFree: await freeRatio(dirname(common.databasePath)),
      clockAgrees: clock.agrees(),
      lead: leadership === undefined ? undefined : { term: leadership.term, ageMs: leadership.ageMs() },
      troubles: [...watch.troubles(), ...(backups?.isFailing() === true ? (['backup'] as const) : [])],
    };
  };
}
