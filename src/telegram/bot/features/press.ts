import type { CallbackQuery, MaybeInaccessibleMessage } from 'telegraf/types';
import { decodeCallbackData, type CallbackAction } from '../callback-data.ts';
import type { BotServices, BotContext } from '../bot-services.ts';

/**
 * Acts on the press of a button, of whatever kind: the one way from a press to a deed. Its data can be made up, and a message of
 * ours overwritten by it; so a press counts only under the message that shows this very button, and that message alone is what
 * `act` may change.
 *
 * @param act does it, and returns the few words that the person is shown at once
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
  // Committed first: "noted" must be true when it is read.
  await turn.commit();
  services.answerButton(callbackQuery.id, said);
}

/** What a press asks for, if its button is under its message. */
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

/** Of a message that was deleted or is too old, Telegram shows neither text nor buttons, and gives 0 for its date. */
const isAccessible = ({ date }: MaybeInaccessibleMessage): boolean => date !== 0;
