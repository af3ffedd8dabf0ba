import type { Clock } from '../../runtime/clock.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';
import { FIRST_MERCHANT } from '../../domain/merchant.ts';
import type { Store } from '../../store/port/store.ts';
import type { Log } from '../../runtime/log.ts';
import { button } from '../bot/callback-data.ts';
import { messagePayload, type Keyboard } from './payload.ts';
import type { MerchantTime } from './times.ts';
import type { Locale } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';

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
  const { store, clock, log } = parts;
  try {
    const since = await store.restoreHold.since();
    if (since === undefined) return;
    const copiedAt = new Date(since).toISOString();
    log.warn({ copiedAt }, 'restored from a copy: no push is sent until an operator resumes');
    const at = clock.now();
    await store.outbox.add(await toOperators(parts, since, at), at);
  } catch (error) {
    log.error({ err: error }, 'the message to the operators about the restored copy could not be stored');
  }
}

async function toOperators(
  { store, time }: RestoreHoldParts,
  since: number,
  at: number,
): Promise<readonly OutgoingMessage[]> {
  const messages: OutgoingMessage[] = [];
  for (const { userId } of await store.members.owners(FIRST_MERCHANT)) {
    const words = localeOf((await store.users.language(userId)) ?? 'en');
    const text = words.onHold(time.moment(since, at, words.locale));
    const markup = { kind: 'buttons', rows: resumeButtons(words, since) } as const;
    // A private chat has its person's id.
    messages.push({ kind: 'message', chatId: userId, payload: messagePayload(text, { markup }) });
  }
  return messages;
}
