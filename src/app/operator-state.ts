import { dirname } from 'node:path';
import type { Timekeeper } from '../runtime/timekeeper.ts';
import type { OperatorState } from '../telegram/bot/operator-state.ts';
import type { OperatorWatch } from './operator-watch.ts';
import type { AppParts } from './parts.ts';
import { version } from './version.ts';

export interface OperatorStateParts extends Pick<AppParts, 'common' | 'store' | 'freeRatio'> {
  readonly clock: Timekeeper;
}

/** Returns what reads how the bot is, from its start on. */
export function operatorStateOf(
  { common, store, clock, freeRatio }: OperatorStateParts,
  { troubles }: Pick<OperatorWatch, 'troubles'>,
): () => Promise<OperatorState> {
  const startedAt = clock.steady();
  return async () => {
    const shops = await store.merchants.all();
    return {
      version: version(),
      runningMs: clock.steady() - startedAt,
      shops: shops.length,
      suspended: shops.filter(({ suspendedAt }) => suspendedAt !== null).length,
      backlog: await store.backlog.figures(clock.now(), clock.steady()),
      backups: undefined,
      diskFree: await freeRatio(dirname(common.databasePath)),
      clockAgrees: clock.agrees(),
      troubles: troubles(),
    };
  };
}
