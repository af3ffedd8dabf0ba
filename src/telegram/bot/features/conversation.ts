import { Composer } from 'telegraf';
import { message } from 'telegraf/filters';
import { code, fmt } from 'telegraf/format';
import { isErased } from '../../../domain/msisdn.ts';
import type { Membership } from '../../../store/port/members.ts';
import { isSettingsStep, type Draft } from '../../../domain/draft.ts';
import type { ActionOf } from '../callback-data.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { answer, answerContact } from './charge-answers.ts';
import { askAmount, offerCustomers } from './charge-questions.ts';
import { answerConnect, isConnectStep, isLateKey } from './connect.ts';
import { CANCEL_COMMAND, CHARGE_COMMAND, nameIn } from './command.ts';
import { EXAMPLE } from './refusal.ts';
import { requestCharge } from './request-charge.ts';
import { answerSetting } from './settings-answers.ts';
import { chargeHere } from './visibility.ts';

/** The answers to the bot's questions, as texts, contacts and presses, and `/cancel`, which ends a conversation. */
export const conversation: Feature = {
  commands: [{ ...CANCEL_COMMAND, inMenu: true, run: cancel }],
  callbacks: { send, leave, customers: showCustomers, customer: chooseCustomer, number: chooseNumber },
  messages: answers,
};

async function cancel(services: BotServices, { turn }: CommandContext): Promise<void> {
  const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
  turn.say(draft === undefined ? turn.words.nothingToCancel : turn.words.conversationLeft);
}

/** An open question, and what the person is at the shop that it is about. */
interface OpenQuestion {
  readonly draft: Draft;
  /** Undefined for a shop that is being connected. */
  readonly place: Membership | undefined;
}

function answers(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();

  bot.on(message('text'), async ({ turn, message: { text, reply_to_message: repliedTo } }) => {
    const question = await openQuestion(services, turn);
    if (question !== undefined && isAnswer(turn, question.draft, repliedTo)) {
      const { draft, place } = question;
      if (isConnectStep(draft.step)) await answerConnect(services, turn, draft, text);
      else if (place !== undefined && isSettingsStep(draft.step))
        await answerSetting(services, turn, place, { ...draft, step: draft.step }, text);
      else if (place !== undefined) await answer(services, turn, place, draft, text);
    } else if (turn.chatKind === 'private' && !(await isLateKey(services, turn))) hint(turn);
  });

  bot.on(message('contact'), async ({ turn, message: { contact } }) => {
    if (turn.chatKind !== 'private') return;
    const question = await openQuestion(services, turn);
    if (question?.draft.step === 'phone' && question.place !== undefined)
      return await answerContact(services, turn, question.place, question.draft, contact);
    hint(turn);
  });

  return bot;
}

async function openQuestion(services: BotServices, turn: Turn): Promise<OpenQuestion | undefined> {
  const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
  if (draft === undefined) return undefined;
  if (draft.merchantId === null) return { draft, place: undefined };
  const places = await services.store.members.of(turn.userId);
  const place = places.find(({ merchantId }) => merchantId === draft.merchantId);
  return place === undefined ? undefined : { draft, place };
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
  // The question was sent, but its message id is not recorded yet. It is a bot's message after the command.
  return repliedTo.from?.is_bot === true && repliedTo.message_id > (draft.commandMessageId ?? 0);
}

function hint(turn: Turn): void {
  turn.say(
    lines(turn.words.hint, fmt`${code(`/${nameIn(turn.words.language, CHARGE_COMMAND)} ${EXAMPLE}`)}`),
  );
}

/** Returns the person's draft if the token names it. */
async function draftAt(services: BotServices, turn: Turn, token: string): Promise<Draft | undefined> {
  const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
  return draft?.token === token ? draft : undefined;
}

/** Says that the person's question is closed, or that the question is somebody else's. */
async function closed(services: BotServices, turn: Turn, token: string): Promise<string> {
  const isOpen = await services.store.users.draftExists(token, turn.at);
  return isOpen ? turn.words.notYours : turn.words.questionClosed;
}

async function send(
  services: BotServices,
  { turn, messageId }: Press,
  { token }: ActionOf<'send'>,
): Promise<string | undefined> {
  const draft = await draftAt(services, turn, token);
  if (draft === undefined || draft.step !== 'confirm' || draft.msisdn === null || draft.amountKes === null) {
    return await closed(services, turn, token);
  }
  const places = await services.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === draft.merchantId);
  if (member === undefined) return turn.words.notYours;
  await requestCharge(services, turn, {
    merchantId: member.merchantId,
    shop: turn.chatKind === 'private' && places.length > 1 ? member.merchantName : null,
    msisdn: draft.msisdn,
    amountKes: draft.amountKes,
    note: draft.note,
    idempotencyKey: `question:${draft.token}`,
    // A press has no date. It is at most as old as its question.
    requestedAt: draft.askedAt,
    commandMessageId: draft.commandMessageId,
    threadId: draft.threadId,
    questionMessageId: messageId,
    accepted: draft.shownReasons,
  });
  return undefined;
}

async function leave(
  services: BotServices,
  { turn, messageId }: Press,
  { token }: ActionOf<'leave'>,
): Promise<string | undefined> {
  const draft = await draftAt(services, turn, token);
  if (draft === undefined) return await closed(services, turn, token);
  turn.dropDraft(draft);
  turn.edit(messageId, isConnectStep(draft.step) ? turn.words.leftConnect : turn.words.conversationLeft);
  return undefined;
}

async function showCustomers(
  services: BotServices,
  { turn, messageId }: Press,
  { token }: ActionOf<'customers'>,
): Promise<string | undefined> {
  const draft = await draftAt(services, turn, token);
  const places = await services.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === draft?.merchantId);
  if (draft?.step !== 'phone' || member === undefined) return await closed(services, turn, token);
  await offerCustomers(services, turn, member, token, messageId);
  return undefined;
}

async function chooseCustomer(
  services: BotServices,
  { turn, messageId }: Press,
  { token, charge: ref }: ActionOf<'customer'>,
): Promise<string | undefined> {
  const draft = await draftAt(services, turn, token);
  const here = await chargeHere(services, turn, ref);
  if (
    draft?.step !== 'phone' ||
    here?.charge.message?.chatId !== turn.chatId ||
    here.charge.merchantId !== draft.merchantId ||
    isErased(here.charge.msisdn)
  )
    return await closed(services, turn, token);
  // The question for the amount replies to the command, as after a typed number.
  turn.edit(messageId, turn.words.customerChosen);
  askAmount(turn, { ...draft, msisdn: here.charge.msisdn });
  return undefined;
}

async function chooseNumber(
  services: BotServices,
  { turn, messageId }: Press,
  { token, msisdn }: ActionOf<'number'>,
): Promise<string | undefined> {
  const draft = await draftAt(services, turn, token);
  if (draft?.step !== 'phone') return await closed(services, turn, token);
  turn.edit(messageId, turn.words.numberChosen);
  askAmount(turn, { ...draft, msisdn });
  return undefined;
}
