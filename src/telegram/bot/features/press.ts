import type { CallbackQuery, MaybeInaccessibleMessage } from 'telegraf/types';
import { decodeCallbackData, type CallbackAction } from '../callback-data.ts';
import type { BotServices, BotContext } from '../bot-services.ts';

/**
 * Handles every press of a button, of every kind. A press can be forged: with other data, or under another message, which a handler would
 * then overwrite. So a press counts only under a message that shows this very button, and `act` changes that message only.
 *
 * @param act acts on the press, and returns the few words that the person sees at once
 */
export async function onPress(
  services: BotServices,
  ctx: BotContext,
  act: (action: CallbackAction, messageId: number) => Promise<string | undefined>,
): Promise<void> {
  const { turn, callbackQuery } = ctx;
  if (callbackQuery === undefined) return;
  const { message } = callbackQuery;
  const action = actionOf(callbackQuery);
  const said =
    message !== undefined && !isAccessible(message)
      ? turn.words.messageTooOld
      : message === undefined || action === undefined
        ? turn.words.questionClosed
        : await act(action, message.message_id);
  // The commit comes first, because "noted" must be true when the person reads it.
  await turn.commit();
  services.answerButton(callbackQuery.id, said);
}

/** Returns what a press asks for, or undefined if its message does not show the button. */
function actionOf(query: CallbackQuery): CallbackAction | undefined {
  if (!('data' in query) || query.message === undefined || !isUnder(query.message, query.data))
    return undefined;
  return decodeCallbackData(query.data);
}

const isUnder = (message: MaybeInaccessibleMessage, data: string): boolean =>
  'reply_markup' in message &&
  (message.reply_markup?.inline_keyboard ?? [])
    .flat()
    .some((button) => 'callback_data' in button && button.callback_data === data);

/** Whether Telegram shows the message. For one that was deleted or is too old, it gives the date 0 and neither text nor buttons. */
const isAccessible = ({ date }: MaybeInaccessibleMessage): boolean => date !== 0;
