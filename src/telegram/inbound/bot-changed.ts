import type { Clock } from '../../runtime/clock.ts';
import type { BotChange, OwnerToTell } from '../../store/port/bot-identity.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';
import type { Store } from '../../store/port/store.ts';
import type { Log } from '../../runtime/log.ts';
import { messagePayload } from '../outbound/payload.ts';
import { localeOf } from '../locales/locales.ts';

/** The bot's id, which its token begins with. So the id is known even while Telegram cannot be reached. */
export const botIdOf = (token: string): number => Number(/^\d+/.exec(token)?.[0]);

/**
 * Makes this bot the one that the database works for. Must run before the program sends or takes anything: ids of messages and updates
 * in the database belong to the former bot, and the same ids mean others for this one.
 */
export async function speakAs(
  botId: number,
  { store, clock, log }: { readonly store: Store; readonly clock: Clock; readonly log: Log },
): Promise<void> {
  const times = { at: clock.now(), steadyAt: clock.steady() };
  const change = await store.bots.speakAs(botId, times, tellOwner);
  if (change === undefined) return;
  log.warn(
    // Without the bot's id, which may look like a customer's number.
    { unhandled: change.unhandled },
    'another bot than before: charges go on, and this bot announces them to people who have started it and in groups that it is in; messages to the former bot that were not handled are dropped',
  );
}

const tellOwner = ({ unhandled }: BotChange, { userId, language }: OwnerToTell): OutgoingMessage => ({
  kind: 'message',
  // A private chat has its person's id.
  chatId: userId,
  payload: messagePayload(localeOf(language ?? 'en').botChanged(unhandled), {}),
});
