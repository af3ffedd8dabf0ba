import type { Clock } from '../../runtime/clock.ts';
import type { BotChange, OwnerToTell } from '../../store/bot-identity.ts';
import type { OutgoingMessage } from '../../store/update-effects.ts';
import type { Store } from '../../store/store.ts';
import type { Log } from '../../runtime/log.ts';
import { messagePayload } from '../outbound/payload.ts';
import { localeOf } from '../locales/locales.ts';

/** A token begins with its bot's id, so that is known while Telegram cannot be reached. */
export const botIdOf = (token: string): number => Number(/^\d+/.exec(token)?.[0]);

/**
 * Speaks as this bot from now on. To be called before anything is said or taken: ids of messages and updates that the database
 * holds of another bot mean others of this one's.
 */
export async function speakAs(
  botId: number,
  { store, clock, log }: { readonly store: Store; readonly clock: Clock; readonly log: Log },
): Promise<void> {
  const times = { at: clock.now(), steadyAt: clock.steady() };
  const change = await store.bots.speakAs(botId, times, tellOwner);
  if (change === undefined) return;
  log.warn(
    // No id: it may look like a customer's number.
    { unhandled: change.unhandled },
    'another bot than before: charges go on and are told by this one, if people have started it and it is in their groups; what was said to the former one and not handled is not done',
  );
}

const tellOwner = ({ unhandled }: BotChange, { userId, language }: OwnerToTell): OutgoingMessage => ({
  kind: 'message',
  // A private chat has its person's id.
  chatId: userId,
  payload: messagePayload(localeOf(language ?? 'en').botChanged(unhandled), {}),
});
