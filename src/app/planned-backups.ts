import type { Timekeeper } from '../runtime/timekeeper.ts';
import type { Backups } from './backups.ts';
import type { AppParts } from './parts.ts';

/** Returns the scheduled backups; undefined if there are none, and nothing is loaded for them then. */
export async function backupsOf(
  { common, live, store, log }: AppParts,
  clock: Timekeeper,
  wakeNotifier: () => void,
  ending: AbortSignal,
): Promise<Backups | undefined> {
  if (live.backups === undefined) return undefined;
  const { scheduledBackups } = await import('./backups.ts');
  const { databasePath } = common;
  return scheduledBackups({ databasePath, backups: live.backups, store, clock, log, wakeNotifier, ending });
}
