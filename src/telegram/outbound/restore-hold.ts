import type { Clock } from '../../runtime/clock.ts';
import type { Store } from '../../store/port/store.ts';
import type { Log } from '../../runtime/log.ts';
import { button } from '../bot/callback-data.ts';
import type { Keyboard } from './payload.ts';
import type { MerchantTime } from './times.ts';
import type { Locale } from '../locales/locale.ts';
import { toOperators } from './to-owners.ts';

export interface RestoreHoldParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly time: MerchantTime;
  readonly log: Log;
}

/** The button under the message that the database was restored from a copy. */
export const resumeButtons = ({ buttons }: Locale, since: number): Keyboard => [
  [button(buttons.resume, { kind: 'resume', copiedAt: since })],
];

/**
 * Tells the operators that the database was restored from a copy and that no pushes are sent. Runs at every start until an operator
 * resumes. If the store fails, the program starts all the same, because every charge is answered with the same message.
 */
export async function tellRestoreHold(parts: RestoreHoldParts): Promise<void> {
  const { store, clock, time, log } = parts;
  try {
    const since = await store.restoreHold.since();
    if (since === undefined) return;
    const copiedAt = new Date(since).toISOString();
    log.warn({ copiedAt }, 'restored from a copy: no push is sent until an operator resumes');
    const at = clock.now();
    const messages = await toOperators(store, (words) => ({
      text: words.onHold(time.moment(since, at, words.locale)),
      markup: { kind: 'buttons', rows: resumeButtons(words, since) },
    }));
    await store.outbox.add(messages, at);
  } catch (error) {
    log.error({ err: error }, 'the message to the operators about the restored copy could not be stored');
  }
}
