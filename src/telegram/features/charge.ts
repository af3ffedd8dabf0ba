import { Composer } from 'telegraf';
import { message, editedMessage } from 'telegraf/filters';
import { readChargeRequest } from '../../charge/request.ts';
import type { Draft } from '../../store/schema.ts';
import { code, fmt } from 'telegraf/format';
import type { Desk, DeskContext } from '../desk.ts';
import { lines } from '../payload.ts';
import type { Turn } from '../turn.ts';
import { attempt } from './attempt.ts';
import { answer, askAmount, askPhone, EXAMPLE, refusal } from './conversation.ts';

/** Matches a command however a phone's keyboard capitalised it. */
export const command = (name: string): RegExp => new RegExp(`^${name}$`, 'i');

/** `/charge`, at once or as a conversation, and `/cancel`. */
export function chargeCommands(desk: Desk): Composer<DeskContext> {
  const bot = new Composer<DeskContext>();

  bot.command(command('charge'), async ({ turn, payload, message: { message_id, date } }) => {
    const request = readChargeRequest(payload);
    const half = { commandMessageId: message_id, threadId: turn.threadId ?? null };
    turn.dropDraft(turn);
    switch (request.kind) {
      case 'needs-phone':
        return await askPhone(desk, turn, { ...half, msisdn: null });
      case 'needs-amount':
        return askAmount(turn, { ...half, msisdn: request.msisdn });
      case 'refused':
        return turn.say(refusal(turn, request));
      case 'complete':
        await attempt(desk, turn, {
          ...half,
          msisdn: request.msisdn,
          amountKes: request.amountKes,
          note: request.note ?? null,
          requestKey: `message:${turn.chatId}:${message_id}`,
          requestedAt: date * 1_000,
          questionMessageId: undefined,
          accepted: [],
        });
    }
  });

  bot.command(command('cancel'), async ({ turn }) => {
    const draft = await desk.store.people.draft(turn.chatId, turn.userId, turn.at);
    turn.dropDraft(turn);
    turn.say(draft === undefined ? turn.words.nothingToLeave : turn.words.left);
  });

  return bot;
}

/** Everything that is no command: answers to a conversation's questions. */
export function chargeAnswers(desk: Desk): Composer<DeskContext> {
  const bot = new Composer<DeskContext>();

  bot.on(message('text'), async ({ turn, message: { text, reply_to_message: repliedTo } }) => {
    const draft = await desk.store.people.draft(turn.chatId, turn.userId, turn.at);
    if (draft !== undefined && isAnswer(turn, draft, repliedTo)) return await answer(desk, turn, draft, text);
    if (turn.chatKind === 'private') hint(turn);
  });

  bot.on(message('contact'), async ({ turn, message: { contact } }) => {
    if (turn.chatKind !== 'private') return;
    const draft = await desk.store.people.draft(turn.chatId, turn.userId, turn.at);
    if (draft?.step === 'phone') return await answer(desk, turn, draft, contact.phone_number);
    hint(turn);
  });

  bot.on(editedMessage('text'), ({ turn, editedMessage: { text } }) => {
    if (/^\/charge\b/i.test(text)) turn.say(turn.words.editsDoNothing);
  });

  return bot;
}

/** In private the next text is the answer. In a group, where people talk, only a reply to the question is. */
function isAnswer(
  turn: Turn,
  draft: Draft,
  repliedTo:
    | { readonly message_id: number; readonly from?: { readonly is_bot: boolean } | undefined }
    | undefined,
): boolean {
  if (turn.chatKind === 'private') return true;
  if (repliedTo === undefined) return false;
  if (draft.promptMessageId !== null) return repliedTo.message_id === draft.promptMessageId;
  // The question is out, and which message it became has not been recorded: then it is a later one of ours.
  return repliedTo.from?.is_bot === true && repliedTo.message_id > (draft.commandMessageId ?? 0);
}

function hint(turn: Turn): void {
  turn.say(lines(turn.words.hint, fmt`${code(`/charge ${EXAMPLE}`)}`));
}
