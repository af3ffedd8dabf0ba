import { Composer } from 'telegraf';
import { callbackQuery } from 'telegraf/filters';
import { isErased } from '../../charge/msisdn.ts';
import { mayAppoint } from '../../charge/roles.ts';
import type { ButtonAction } from '../buttons.ts';
import type { Desk, DeskContext } from '../desk.ts';
import type { Turn } from '../turn.ts';
import { wordsIn } from '../words/words.ts';
import { attempt, type Wish } from './attempt.ts';
import { answerQuestion, unlinkFromList } from './chat-list.ts';
import { isConnectStep } from './connect.ts';
import { askAmount } from './conversation.ts';
import { decide, settle } from './marks.ts';
import { onPress } from './press.ts';
import { revokeApplicant, revokeLink } from './revoking.ts';
import { chargeHere } from './scope.ts';
import { appointer, askRemoval, invite, isCalled, isOperator, removeMember, staffList } from './staff.ts';

/**
 * Every button. What a press may do is decided here and now, from what is stored: its data only names what was shown.
 * Each returns the few words that the person is shown at once.
 */
export function buttonPresses(desk: Desk): Composer<DeskContext> {
  const bot = new Composer<DeskContext>();
  bot.on(callbackQuery('data'), (ctx) =>
    onPress(desk, ctx, (action, messageId) => act(desk, ctx, action, messageId)),
  );
  return bot;
}

async function act(
  desk: Desk,
  { turn, me }: DeskContext,
  action: ButtonAction,
  messageId: number,
): Promise<string | undefined> {
  switch (action.kind) {
    case 'send':
      return await send(desk, turn, action.token, messageId);
    case 'leave':
      return await leave(desk, turn, action.token, messageId);
    case 'customer':
      return await chooseCustomer(desk, turn, action, messageId);
    case 'number':
      return await chooseNumber(desk, turn, action, messageId);
    case 'again':
      return await again(desk, turn, action.charge, messageId);
    case 'paid':
    case 'unpaid':
      return await settle(desk, turn, action.charge, action.kind === 'paid', messageId);
    case 'ours':
    case 'notOurs':
      return await decide(desk, turn, action, messageId);
    case 'goOn':
      return await goOn(desk, turn, action.copiedAt, messageId);
    case 'shop':
      return await chooseShop(desk, turn, action.merchant, messageId);
    case 'staff':
      return await showStaff(desk, turn, action.merchant, messageId);
    case 'invite':
      return await inviteAs(desk, turn, action, messageId, me);
    case 'remove':
      return await askRemoval(desk, turn, action, messageId);
    case 'removeNow':
      return await removeMember(desk, turn, action, messageId);
    case 'revoke':
      return await revokeLink(desk, turn, action.ref, messageId);
    case 'revokeApplicant':
      return await revokeApplicant(desk, turn, action.userId, messageId);
    case 'keepChat':
    case 'endChat':
      return await answerQuestion(desk, turn, action.ref, action.kind === 'keepChat', messageId);
    case 'unlinkChat':
      return await unlinkFromList(desk, turn, action, messageId);
    case 'language':
      await desk.store.people.setLanguage(turn.userId, action.language);
      turn.edit(messageId, wordsIn(action.language).languageChosen);
      return undefined;
  }
}

/** The presser's own draft, if this is the question it stands at. */
async function draftAt(desk: Desk, turn: Turn, token: string) {
  const draft = await desk.store.people.draft(turn.chatId, turn.userId, turn.at);
  return draft?.token === token ? draft : undefined;
}

async function send(desk: Desk, turn: Turn, token: string, messageId: number): Promise<string | undefined> {
  const draft = await draftAt(desk, turn, token);
  if (draft === undefined || draft.step !== 'confirm' || draft.msisdn === null || draft.amountKes === null) {
    return await closed(desk, turn, token);
  }
  const places = await desk.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === draft.merchantId);
  if (member === undefined) return turn.words.notYours;
  await attempt(desk, turn, {
    merchantId: member.merchantId,
    shop: turn.chatKind === 'private' && places.length > 1 ? member.merchantName : null,
    msisdn: draft.msisdn,
    amountKes: draft.amountKes,
    note: draft.note,
    requestKey: `question:${draft.token}`,
    // A press bears no date. It came after the question was asked, so it is at most this old.
    requestedAt: draft.askedAt,
    commandMessageId: draft.commandMessageId,
    threadId: draft.threadId,
    questionMessageId: messageId,
    accepted: draft.doubts,
  });
  return undefined;
}

async function leave(desk: Desk, turn: Turn, token: string, messageId: number): Promise<string | undefined> {
  const draft = await draftAt(desk, turn, token);
  if (draft === undefined) return await closed(desk, turn, token);
  turn.dropDraft(draft);
  turn.edit(messageId, isConnectStep(draft.step) ? turn.words.leftConnect : turn.words.left);
  return undefined;
}

async function chooseCustomer(
  desk: Desk,
  turn: Turn,
  action: ButtonAction & { kind: 'customer' },
  messageId: number,
): Promise<string | undefined> {
  const draft = await draftAt(desk, turn, action.token);
  const here = await chargeHere(desk, turn, action.charge);
  if (
    draft?.step !== 'phone' ||
    here?.charge.chatId !== turn.chatId ||
    here.charge.merchantId !== draft.merchantId ||
    isErased(here.charge.msisdn)
  )
    return await closed(desk, turn, action.token);
  // The amount is asked under the command, as it would be after a typed number.
  turn.edit(messageId, turn.words.customerChosen);
  askAmount(turn, { ...draft, msisdn: here.charge.msisdn });
  return undefined;
}

async function chooseNumber(
  desk: Desk,
  turn: Turn,
  { token, msisdn }: ButtonAction & { kind: 'number' },
  messageId: number,
): Promise<string | undefined> {
  const draft = await draftAt(desk, turn, token);
  if (draft?.step !== 'phone') return await closed(desk, turn, token);
  turn.edit(messageId, turn.words.numberChosen);
  askAmount(turn, { ...draft, msisdn });
  return undefined;
}

/** The presser's question is gone, or it is somebody else's. */
async function closed(desk: Desk, turn: Turn, token: string): Promise<string> {
  const isOpen = await desk.store.people.draftExists(token, turn.at);
  return isOpen ? turn.words.notYours : turn.words.questionClosed;
}

/** Charges again what was declined or left: once, however often it is pressed. */
async function again(desk: Desk, turn: Turn, ref: string, messageId: number): Promise<string | undefined> {
  const here = await chargeHere(desk, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { charge, member, hasSeveral } = here;
  const { msisdn } = charge;
  if ((charge.state !== 'declined' && charge.state !== 'canceled') || isErased(msisdn))
    return turn.words.questionClosed;
  const events = await desk.store.ledger.events(charge.id);
  const wish: Wish = {
    merchantId: charge.merchantId,
    shop: hasSeveral ? member.merchantName : null,
    msisdn,
    amountKes: charge.amountKes,
    note: charge.note,
    requestKey: `again:${charge.id}`,
    // The button was there from when the charge ended; a press bears no date of its own.
    requestedAt: events.at(-1)?.at ?? charge.createdAt,
    commandMessageId: charge.chatId === turn.chatId ? charge.commandMessageId : null,
    threadId: turn.threadId ?? null,
    questionMessageId: undefined,
    accepted: [],
  };
  turn.clearButtons(messageId);
  const outcome = await attempt(desk, turn, wish);
  return outcome === 'already' ? turn.words.alreadyTried : undefined;
}

/** Sends again, from a database that was restored from a copy: it concerns all shops, so whoever runs the bot decides. */
async function goOn(desk: Desk, turn: Turn, copiedAt: number, messageId: number): Promise<string> {
  if (!(await isOperator(desk, turn.userId))) return turn.words.notYours;
  turn.edit(messageId, turn.words.goesOn);
  if (await desk.till.goOn(copiedAt, turn.reaction())) return turn.words.noted;
  // Somebody was faster.
  turn.forget();
  turn.clearButtons(messageId);
  return turn.words.alreadySettled;
}

async function chooseShop(
  desk: Desk,
  turn: Turn,
  merchant: string,
  messageId: number,
): Promise<string | undefined> {
  const places = await desk.store.members.of(turn.userId);
  const place = places.find(isCalled(merchant));
  if (place === undefined || turn.chatKind !== 'private') return turn.words.notYours;
  await desk.store.members.choose(turn.userId, place.merchantId);
  turn.edit(messageId, turn.words.shopChosen(place.merchantName));
  return undefined;
}

async function showStaff(
  desk: Desk,
  turn: Turn,
  merchant: string,
  messageId: number,
): Promise<string | undefined> {
  const reader = await appointer(desk, turn, merchant);
  if (reader === undefined) return turn.words.notYours;
  const [text, rows] = await staffList(desk, turn, reader);
  turn.edit(messageId, text, rows);
  return undefined;
}

async function inviteAs(
  desk: Desk,
  turn: Turn,
  { merchant, role }: ButtonAction & { kind: 'invite' },
  messageId: number,
  bot: string,
): Promise<string | undefined> {
  if (turn.chatKind !== 'private') return turn.words.notYours;
  const by = await appointer(desk, turn, merchant);
  if (by === undefined || !mayAppoint(by.role, role)) return turn.words.notYours;
  turn.clearButtons(messageId);
  await invite(desk, turn, by.merchantId, role, bot);
  return undefined;
}
