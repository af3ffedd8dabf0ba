import { Composer } from 'telegraf';
import { callbackQuery } from 'telegraf/filters';
import type { Charge } from '../../store/schema.ts';
import { decodeAction, type ButtonAction } from '../buttons.ts';
import type { Desk, DeskContext } from '../desk.ts';
import { cardText, chargeButtons } from '../render.ts';
import type { Turn } from '../turn.ts';
import { wordsIn } from '../words/words.ts';
import { attempt, type Wish } from './attempt.ts';
import { askAmount } from './conversation.ts';

/**
 * Every button. What a press may do is decided here and now, from what is stored: its data only names what was shown.
 * Each returns the few words that the person is shown at once.
 */
export function buttonPresses(desk: Desk): Composer<DeskContext> {
  const bot = new Composer<DeskContext>();

  bot.on(callbackQuery('data'), async ({ turn, callbackQuery: { id, data, message } }) => {
    const action = decodeAction(data);
    const said =
      action === undefined || message === undefined
        ? turn.words.questionClosed
        : await act(action, message.message_id, turn);
    // Committed first: "noted" must be true when it is read.
    await turn.commit();
    desk.answerButton(id, said);
  });

  const act = async (action: ButtonAction, messageId: number, turn: Turn): Promise<string | undefined> => {
    switch (action.kind) {
      case 'send':
        return await send(desk, turn, action.token, messageId);
      case 'leave':
        return await leave(desk, turn, action.token, messageId);
      case 'customer':
        return await chooseCustomer(desk, turn, action, messageId);
      case 'again':
        return await again(desk, turn, action.chargeId, messageId);
      case 'paid':
      case 'unpaid':
        return await settle(desk, turn, action.chargeId, action.kind === 'paid', messageId);
      case 'goOn':
        return await goOn(desk, turn, action.copiedAt, messageId);
      case 'language':
        await desk.store.people.setLanguage(turn.userId, action.language);
        turn.edit(messageId, wordsIn(action.language).languageChosen);
        return undefined;
    }
  };
  return bot;
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
  await attempt(desk, turn, {
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
  turn.edit(messageId, turn.words.left);
  return undefined;
}

async function chooseCustomer(
  desk: Desk,
  turn: Turn,
  action: ButtonAction & { kind: 'customer' },
  messageId: number,
): Promise<string | undefined> {
  const draft = await draftAt(desk, turn, action.token);
  const charge = await desk.store.ledger.byId(action.chargeId);
  if (draft?.step !== 'phone' || charge?.chatId !== turn.chatId)
    return await closed(desk, turn, action.token);
  // The amount is asked under the command, as it would be after a typed number.
  turn.edit(messageId, turn.words.customerChosen);
  askAmount(turn, { ...draft, msisdn: charge.msisdn });
  return undefined;
}

/** The presser's question is gone, or it is somebody else's. */
async function closed(desk: Desk, turn: Turn, token: string): Promise<string> {
  const isOpen = await desk.store.people.draftExists(token, turn.at);
  return isOpen ? turn.words.notYours : turn.words.questionClosed;
}

/** A charge that this chat may act on. In private the owner's own hand reaches all. */
async function chargeHere(desk: Desk, turn: Turn, chargeId: number): Promise<Charge | undefined> {
  const charge = await desk.store.ledger.byId(chargeId);
  return charge !== undefined && (turn.chatKind === 'private' || charge.chatId === turn.chatId)
    ? charge
    : undefined;
}

/** Charges again what was declined or left: once, however often it is pressed. */
async function again(
  desk: Desk,
  turn: Turn,
  chargeId: number,
  messageId: number,
): Promise<string | undefined> {
  const charge = await chargeHere(desk, turn, chargeId);
  if (charge === undefined || (charge.state !== 'declined' && charge.state !== 'canceled')) {
    return turn.words.questionClosed;
  }
  const events = await desk.store.ledger.events(chargeId);
  const wish: Wish = {
    msisdn: charge.msisdn,
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

async function settle(
  desk: Desk,
  turn: Turn,
  chargeId: number,
  paid: boolean,
  messageId: number,
): Promise<string | undefined> {
  const charge = await chargeHere(desk, turn, chargeId);
  if (charge === undefined) return turn.words.questionClosed;
  const show = (as: Charge): void => {
    const context = { time: desk.time, now: turn.at, confirmMs: desk.confirmMs };
    turn.edit(messageId, cardText(as, context), chargeButtons(as));
  };
  show({ ...charge, state: paid ? 'settled_paid' : 'settled_unpaid' });
  const result = await desk.till.settle(chargeId, paid, turn.userId, turn.reaction());
  if (result.settled) return turn.words.noted;
  // Somebody was faster, or the gateway was: the message shows what is so.
  turn.forget();
  show(result.charge);
  return turn.words.alreadySettled;
}

/** Sends again, from a database that was restored from a copy. */
async function goOn(desk: Desk, turn: Turn, copiedAt: number, messageId: number): Promise<string> {
  turn.edit(messageId, turn.words.goesOn);
  if (await desk.till.goOn(copiedAt, turn.reaction())) return turn.words.noted;
  // Somebody was faster.
  turn.forget();
  turn.clearButtons(messageId);
  return turn.words.alreadySettled;
}
