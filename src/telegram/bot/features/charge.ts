import { Composer } from 'telegraf';
import { message, editedMessage } from 'telegraf/filters';
import { readChargeRequest } from '../../../domain/charge-request.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Draft } from '../../../domain/draft.ts';
import { code, fmt } from 'telegraf/format';
import type { BotServices, BotContext } from '../bot-services.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { requestCharge } from './request-charge.ts';
import { command } from './command.ts';
import { answerConnect, beginConnect, isConnectStep, isLateKey } from './connect.ts';
import { answer, answerContact, askAmount, askPhone, EXAMPLE, quoted, refusal } from './conversation.ts';

/** `/charge`, at once or as a conversation, `/connect`, and `/cancel`. */
export function chargeCommands(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();

  bot.command(command('charge'), async (ctx) => {
    const { turn, member, payload, message } = ctx;
    const { message_id, date } = message;
    const request = readChargeRequest(payload);
    const half = {
      merchantId: member.merchantId,
      commandMessageId: message_id,
      threadId: turn.threadId ?? null,
    };
    turn.dropDraft(turn);
    switch (request.kind) {
      case 'needs-phone':
        return await askPhone(services, turn, member, { ...half, msisdn: null });
      case 'needs-amount':
        return askAmount(turn, { ...half, msisdn: request.msisdn });
      case 'refused':
        return turn.say(refusal(turn, request));
      case 'complete':
      case 'to-confirm':
        await requestCharge(services, turn, {
          ...half,
          shop: ctx.hasSeveral ? member.merchantName : null,
          msisdn: request.msisdn,
          amountKes: request.amountKes,
          ...(request.kind === 'to-confirm' ? { amountToConfirm: quoted(request.amountText) } : {}),
          note: request.note ?? null,
          idempotencyKey: `message:${turn.chatId}:${message_id}`,
          requestedAt: services.localTime(date * 1_000),
          questionMessageId: undefined,
          accepted: [],
        });
    }
  });

  bot.command(command('connect'), async ({ turn, member, payload }) => {
    turn.dropDraft(turn);
    // Who was let in connects another shop; any other owner changes the account of this one.
    const isApplicant = await services.store.members.isApplicant(turn.userId);
    if (!isApplicant && member.role !== 'owner') return turn.say(turn.words.ownersOnly);
    beginConnect(services, turn, isApplicant ? undefined : member, payload.trim());
  });

  bot.command(command('cancel'), async ({ turn }) => {
    const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
    turn.dropDraft(turn);
    turn.say(draft === undefined ? turn.words.nothingToLeave : turn.words.left);
  });

  return bot;
}

/** Everything that is no command: answers to a conversation's questions. */
export function chargeAnswers(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();

  /** The conversation that an answer is for, and what the person is at the shop that it is about. */
  const conversation = async (turn: Turn): Promise<Conversation | undefined> => {
    const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
    if (draft === undefined) return undefined;
    if (draft.merchantId === null) return { draft, place: undefined };
    const places = await services.store.members.of(turn.userId);
    const place = places.find(({ merchantId }) => merchantId === draft.merchantId);
    return place === undefined ? undefined : { draft, place };
  };

  const take = async (turn: Turn, { draft, place }: Conversation, text: string): Promise<void> => {
    if (isConnectStep(draft.step)) await answerConnect(services, turn, draft, text);
    else if (place !== undefined) await answer(services, turn, place, draft, text);
  };

  bot.on(message('text'), async ({ turn, message: { text, reply_to_message: repliedTo } }) => {
    const found = await conversation(turn);
    if (found !== undefined && isAnswer(turn, found.draft, repliedTo)) return await take(turn, found, text);
    if (turn.chatKind === 'private' && !(await isLateKey(services, turn))) hint(turn);
  });

  bot.on(message('contact'), async ({ turn, message: { contact } }) => {
    if (turn.chatKind !== 'private') return;
    const found = await conversation(turn);
    if (found?.draft.step === 'phone' && found.place !== undefined)
      return await answerContact(services, turn, found.place, found.draft, contact);
    hint(turn);
  });

  bot.on(editedMessage('text'), ({ turn, editedMessage: { text } }) => {
    if (/^\/charge\b/i.test(text)) turn.say(turn.words.editsDoNothing);
  });

  return bot;
}

interface Conversation {
  readonly draft: Draft;
  /** Undefined for a shop that is being connected. */
  readonly place: Membership | undefined;
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
