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

/** Tells the operators that the database was restored from a copy made at `since`, and that no pushes are sent until one of them resumes. */
export async function tellRestoreHold(since: number, parts: RestoreHoldParts): Promise<void> {
  const { store, clock, time, log } = parts;
  const copiedAt = new Date(since).toISOString();
  log.warn({ copiedAt }, 'restored from a copy: no push is sent until an operator resumes');
  const at = clock.now();
  const messages = await toOperators(store, (words) => ({
    text: words.onHold(time.moment(since, at, words.locale)),
    markup: { kind: 'buttons', rows: resumeButtons(words, since) },
  }));
  await store.outbox.add(messages, at);
}
