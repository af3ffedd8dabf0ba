import type { DatabaseAddress } from '../config/database-address.ts';
import type { RestoreHoldParts } from '../telegram/outbound/restore-hold.ts';
import { tellRestoreHold } from '../telegram/outbound/restore-hold.ts';

/** A standby may be promoted under the program. Then a hold begins by itself, and charges are refused. */
const LOOK_EVERY_MS = 5_000;
/** A file is put back while no program runs. Only the operator's command begins a hold then. */
const LOOK_AT_FILE_EVERY_MS = 60_000;

export interface HoldWatchParts extends RestoreHoldParts {
  readonly database: DatabaseAddress;
  readonly wakeNotifier: () => void;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

/**
 * Tells the operators of a hold on pushes when the program starts, and whenever one begins while it runs. A fault of the store is logged: every charge
 * is answered with the same message.
 */
export async function watchHold(parts: HoldWatchParts): Promise<void> {
  const { store, clock, log, ending, wakeNotifier } = parts;
  const everyMs = 'url' in parts.database ? LOOK_EVERY_MS : LOOK_AT_FILE_EVERY_MS;
  let told: number | undefined;
  while (!ending.aborted) {
    try {
      const since = await store.restoreHold.since();
      if (since !== undefined && since !== told) {
        await tellRestoreHold(since, parts);
        wakeNotifier();
      }
      told = since;
    } catch (error) {
      log.error({ err: error }, 'whether pushes are held could not be read, or the operators not told');
    }
    await clock.sleep(everyMs, ending);
  }
}
