import { Composer } from 'telegraf';
import { message } from 'telegraf/filters';
import { isErased } from '../../../domain/msisdn.ts';
import { isCollectStep, isSettingsStep, type Draft } from '../../../domain/draft.ts';
import type { ActionOf } from '../callback-data.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { answer, answerContact } from './charge-answers.ts';
import { askAmount, offerCustomers } from './charge-questions.ts';
import { answerCollect, answerCollectContact } from './collect.ts';
import { answerConnect, isConnectStep, isLateKey } from './connect.ts';
import { CANCEL_COMMAND } from './command.ts';
import { answerItem } from './items.ts';
import { closed, draftAt, isAnswer, openQuestion, type OpenQuestion } from './open-question.ts';
import { hint, takePlainContact, takePlainText } from './plain-input.ts';
import { answerRefund } from './refund-answers.ts';
import { isRefundStep } from './refunds.ts';
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

function answers(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();

  bot.on(message('text'), async (ctx) => {
    const { turn, message: said } = ctx;
    const question = await openQuestion(services, turn);
    if (question !== undefined && isAnswer(turn, question.draft, said.reply_to_message)) {
      await answerQuestion(services, turn, question, ctx.text);
    } else if (turn.chatKind === 'private' && !(await isLateKey(services, turn)))
      await takePlainText(services, ctx, said);
  });

  bot.on(message('contact'), async (ctx) => {
    const { turn, message: said } = ctx;
    if (turn.chatKind !== 'private') return;
    const question = await openQuestion(services, turn);
    if (question === undefined) return await takePlainContact(services, ctx, said);
    if (question.draft.step === 'phone' && question.place !== undefined)
      return await answerContact(services, turn, question.place, question.draft, said.contact);
    if (question.draft.step === 'payers' && question.place !== undefined)
      return await answerCollectContact(services, turn, question.place, question.draft, said.contact);
    hint(turn);
  });

  return bot;
}

async function answerQuestion(
  services: BotServices,
  turn: Turn,
  { draft, place }: OpenQuestion,
  text: string,
): Promise<void> {
  if (isConnectStep(draft.step)) return await answerConnect(services, turn, draft, text);
  if (isRefundStep(draft.step)) return await answerRefund(services, turn, draft, text);
  if (place === undefined) return;
  const { step } = draft;
  if (isSettingsStep(step)) return await answerSetting(services, turn, place, { ...draft, step }, text);
  if (isCollectStep(step)) return await answerCollect(services, turn, place, draft, text);
  if (step === 'item') return await answerItem(services, turn, place, draft, text);
  await answer(services, turn, place, draft, text);
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
    contactName: draft.contactName,
    amountKes: draft.amountKes,
    note: draft.note,
    idempotencyKey: `question:${draft.token}`,
    // A press has no date. It is at most as old as its question.
    requestedAt: draft.askedAt,
    commandMessageId: draft.commandMessageId,
    commandWord: draft.commandWord,
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
  turn.edit(messageId, leftWords(turn, draft));
  return undefined;
}

function leftWords({ words }: Turn, { step }: Draft): string {
  if (isConnectStep(step)) return words.leftConnect;
  return isRefundStep(step) ? words.refundLeft : words.conversationLeft;
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
  await askAmount(services, turn, { ...draft, msisdn: here.charge.msisdn, contactName: null });
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
  await askAmount(services, turn, { ...draft, msisdn });
  return undefined;
}
