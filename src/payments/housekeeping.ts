import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { PhoneHash } from '../store/port/phones.ts';
import type { Store } from '../store/port/store.ts';

/** How long phone numbers are kept, and how they are hashed then. */
export interface Retention {
  readonly keepMs: number;
  readonly hash: PhoneHash;
}

export interface HousekeepingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Numbers of finished charges are erased by age; undefined to keep them. */
  readonly retention: Retention | undefined;
  /** See `PaymentsParts`. */
  readonly clockAgrees: () => boolean;
}

/** How long settled updates and messages are kept: Telegram redelivers for 24 hours. */
const KEEP_MS = 48 * 3_600_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;
/** How soon it is checked again whether the clock agrees. */
const CLOCK_CHECK_MS = 60_000;
/** A pause between batches: during each, the store does nothing else. */
const ERASE_PAUSE_MS = 50;

/** Deletes what is no longer needed and erases old phone numbers, every hour, until `ending` is aborted. A fault is logged. */
export async function keepHouse(parts: HousekeepingParts, ending: AbortSignal): Promise<void> {
  const { store, clock, log, retention, clockAgrees } = parts;
  while (!ending.aborted) {
    try {
      if (clockAgrees()) {
        await store.inbox.prune(clock.now() - KEEP_MS);
        if (retention !== undefined) await eraseOld(retention, parts, ending);
      }
      // A reader may have kept erased values from being purged before.
      await store.phones.forgetLog();
    } catch (error) {
      log.error({ err: error }, 'housekeeping failed');
    }
    await clock.sleep(clockAgrees() ? HOUSEKEEPING_EVERY_MS : CLOCK_CHECK_MS, ending);
  }
}

async function eraseOld(
  { keepMs, hash }: Retention,
  { store, clock, clockAgrees }: HousekeepingParts,
  ending: AbortSignal,
): Promise<void> {
  const before = clock.now() - keepMs;
  while (!ending.aborted && clockAgrees() && (await store.phones.eraseBefore(before, clock.now(), hash)) > 0)
    await clock.sleep(ERASE_PAUSE_MS, ending);
}
