import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/port/store.ts';
import { toOperators, type Said } from './to-owners.ts';

export interface OperatorToldParts {
  readonly store: Pick<Store, 'members' | 'users' | 'outbox'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a message was committed to the outbox. */
  readonly wakeNotifier: () => void;
}

/** Tells the operators something in private. If it cannot be stored, the log alone has it. */
export async function tellOperators(
  said: Said,
  { store, clock, log, wakeNotifier }: OperatorToldParts,
): Promise<void> {
  try {
    await store.outbox.add(await toOperators(store, said), clock.now());
    wakeNotifier();
  } catch (error) {
    log.error({ err: error }, 'a message to the operators could not be stored');
  }
}
