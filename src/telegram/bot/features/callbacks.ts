import { Composer } from 'telegraf';
import { callbackQuery } from 'telegraf/filters';
import { isErased } from '../../../domain/msisdn.ts';
import { mayAppoint } from '../../../domain/roles.ts';
import type { CallbackAction } from '../callback-data.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { localeOf } from '../../locales/locales.ts';
import { requestCharge, type ChargeIntent } from './request-charge.ts';
import { answerQuestion, unlinkFromList } from './chat-list.ts';
import { isConnectStep } from './connect.ts';
import { askAmount } from './conversation.ts';
import { decide, settle } from './marks.ts';
import { onPress } from './press.ts';
import { revokeApplicant, revokeLink } from './revoke-invite.ts';
import { chargeHere } from './visibility.ts';
import { appointer, askRemoval, invite, isCalled, isOperator, removeMember, staffList } from './staff.ts';

/**
 * Every button. What a press may do is decided here and now, from what is stored: its data only names what was shown.
 * Each returns the few words that the person is shown at once.
 */
export function callbacks(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();
  bot.on(callbackQuery('data'), (ctx) =>
    onPress(services, ctx, (action, messageId) => act(services, ctx, action, messageId)),
  );
  return bot;
}

async function act(
  services: BotServices,
  { turn, me }: BotContext,
  action: CallbackAction,
  messageId: number,
): Promise<string | undefined> {
  switch (action.kind) {
    case 'send':
      return await send(services, turn, action.token, messageId);
    case 'leave':
      return await leave(services, turn, action.token, messageId);
    case 'customer':
      return await chooseCustomer(services, turn, action, messageId);
    case 'number':
      return await chooseNumber(services, turn, action, messageId);
    case 'again':
      return await again(services, turn, action.charge, messageId);
    case 'paid':
    case 'unpaid':
      return await settle(services, turn, action.charge, action.kind === 'paid', messageId);
    case 'ours':
    case 'notOurs':
      return await decide(services, turn, action, messageId);
    case 'goOn':
      return await goOn(services, turn, action.copiedAt, messageId);
    case 'shop':
      return await chooseShop(services, turn, action.merchant, messageId);
    case 'staff':
      return await showStaff(services, turn, action.merchant, messageId);
    case 'invite':
      return await inviteAs(services, turn, action, messageId, me);
    case 'remove':
      return await askRemoval(services, turn, action, messageId);
    case 'removeNow':
      return await removeMember(services, turn, action, messageId);
    case 'revoke':
      return await revokeLink(services, turn, action.ref, messageId);
    case 'revokeApplicant':
      return await revokeApplicant(services, turn, action.userId, messageId);
    case 'keepChat':
    case 'endChat':
      return await answerQuestion(services, turn, action.ref, action.kind === 'keepChat', messageId);
    case 'unlinkChat':
      return await unlinkFromList(services, turn, action, messageId);
    case 'language':
      await services.store.users.setLanguage(turn.userId, action.language);
      turn.edit(messageId, localeOf(action.language).languageChosen);
      return undefined;
  }
}

/** The presser's own draft, if this is the question it stands at. */
async function draftAt(services: BotServices, turn: Turn, token: string) {
  const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
  return draft?.token === token ? draft : undefined;
}

async function send(
  services: BotServices,
  turn: Turn,
  token: string,
  messageId: number,
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
    // A press bears no date. It came after the question was asked, so it is at most this old.
    requestedAt: draft.askedAt,
    commandMessageId: draft.commandMessageId,
    threadId: draft.threadId,
    questionMessageId: messageId,
    accepted: draft.doubts,
  });
  return undefined;
}

async function leave(
  services: BotServices,
  turn: Turn,
  token: string,
  messageId: number,
): Promise<string | undefined> {
  const draft = await draftAt(services, turn, token);
  if (draft === undefined) return await closed(services, turn, token);
  turn.dropDraft(draft);
  turn.edit(messageId, isConnectStep(draft.step) ? turn.words.leftConnect : turn.words.left);
  return undefined;
}

async function chooseCustomer(
  services: BotServices,
  turn: Turn,
  action: CallbackAction & { kind: 'customer' },
  messageId: number,
): Promise<string | undefined> {
  const draft = await draftAt(services, turn, action.token);
  const here = await chargeHere(services, turn, action.charge);
  if (
    draft?.step !== 'phone' ||
    here?.charge.message?.chatId !== turn.chatId ||
    here.charge.merchantId !== draft.merchantId ||
    isErased(here.charge.msisdn)
  )
    return await closed(services, turn, action.token);
  // The amount is asked under the command, as it would be after a typed number.
  turn.edit(messageId, turn.words.customerChosen);
  askAmount(turn, { ...draft, msisdn: here.charge.msisdn });
  return undefined;
}

async function chooseNumber(
  services: BotServices,
  turn: Turn,
  { token, msisdn }: CallbackAction & { kind: 'number' },
  messageId: number,
): Promise<string | undefined> {
  const draft = await draftAt(services, turn, token);
  if (draft?.step !== 'phone') return await closed(services, turn, token);
  turn.edit(messageId, turn.words.numberChosen);
  askAmount(turn, { ...draft, msisdn });
  return undefined;
}

/** The presser's question is gone, or it is somebody else's. */
async function closed(services: BotServices, turn: Turn, token: string): Promise<string> {
  const isOpen = await services.store.users.draftExists(token, turn.at);
  return isOpen ? turn.words.notYours : turn.words.questionClosed;
}

/** Charges again what was declined or left: once, however often it is pressed. */
async function again(
  services: BotServices,
  turn: Turn,
  ref: string,
  messageId: number,
): Promise<string | undefined> {
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { charge, member, hasSeveral } = here;
  const { msisdn } = charge;
  if ((charge.state !== 'declined' && charge.state !== 'canceled') || isErased(msisdn))
    return turn.words.questionClosed;
  const events = await services.store.chargeQueries.events(charge.id);
  const wish: ChargeIntent = {
    merchantId: charge.merchantId,
    shop: hasSeveral ? member.merchantName : null,
    msisdn,
    amountKes: charge.amountKes,
    note: charge.note,
    idempotencyKey: `again:${charge.id}`,
    // The button was there from when the charge ended; a press bears no date of its own.
    requestedAt: events.at(-1)?.at ?? charge.createdAt,
    commandMessageId: charge.message?.chatId === turn.chatId ? charge.message.commandMessageId : null,
    threadId: turn.threadId ?? null,
    questionMessageId: undefined,
    accepted: [],
  };
  turn.clearButtons(messageId);
  const outcome = await requestCharge(services, turn, wish);
  return outcome === 'already' ? turn.words.alreadyTried : undefined;
}

/** Sends again, from a database that was restored from a copy: it concerns all shops, so whoever runs the bot decides. */
async function goOn(services: BotServices, turn: Turn, copiedAt: number, messageId: number): Promise<string> {
  if (!(await isOperator(services, turn.userId))) return turn.words.notYours;
  turn.edit(messageId, turn.words.goesOn);
  if (await services.payments.resume(copiedAt, turn.effects())) return turn.words.noted;
  // Somebody was faster.
  turn.forget();
  turn.clearButtons(messageId);
  return turn.words.alreadySettled;
}

async function chooseShop(
  services: BotServices,
  turn: Turn,
  merchant: string,
  messageId: number,
): Promise<string | undefined> {
  const places = await services.store.members.of(turn.userId);
  const place = places.find(isCalled(merchant));
  if (place === undefined || turn.chatKind !== 'private') return turn.words.notYours;
  await services.store.members.choose(turn.userId, place.merchantId);
  turn.edit(messageId, turn.words.shopChosen(place.merchantName));
  return undefined;
}

async function showStaff(
  services: BotServices,
  turn: Turn,
  merchant: string,
  messageId: number,
): Promise<string | undefined> {
  const reader = await appointer(services, turn, merchant);
  if (reader === undefined) return turn.words.notYours;
  const [text, rows] = await staffList(services, turn, reader);
  turn.edit(messageId, text, rows);
  return undefined;
}

async function inviteAs(
  services: BotServices,
  turn: Turn,
  { merchant, role }: CallbackAction & { kind: 'invite' },
  messageId: number,
  bot: string,
): Promise<string | undefined> {
  if (turn.chatKind !== 'private') return turn.words.notYours;
  const by = await appointer(services, turn, merchant);
  if (by === undefined || !mayAppoint(by.role, role)) return turn.words.notYours;
  turn.clearButtons(messageId);
  await invite(services, turn, by.merchantId, role, bot);
  return undefined;
}
