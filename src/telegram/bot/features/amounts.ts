import { readAmount } from '../../../domain/amount.ts';
import { amountOf, noteOf, withItem, type Basket } from '../../../domain/basket.ts';
import { DRAFT_LIFE_MS, type Draft } from '../../../domain/draft.ts';
import type { Msisdn } from '../../../domain/msisdn.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { ActionOf } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import type { Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { amountChoices, amountQuestion } from './amount-choices.ts';
import { askToSend, type Wanted } from './confirm-charge.ts';
import { customerFor } from './customer-for.ts';
import { closed, draftAt } from './open-question.ts';

/** The buttons under the question for the amount: the shop's usual amounts, and its items, which add up in place. */
export const amounts: Feature = {
  callbacks: { amount: chooseAmount, item: tapItem, itemsDone: finishItems, itemsClear: clearItems },
};

/** The open question for the amount, and what the person is at its shop. */
interface AmountQuestion {
  readonly draft: Draft & { readonly msisdn: Msisdn };
  readonly member: Membership;
  readonly hasSeveral: boolean;
}

/** Returns the question that a token names, or what the person is told if it is not open or not theirs. */
async function questionAt(
  services: BotServices,
  turn: Turn,
  token: string,
): Promise<AmountQuestion | string> {
  const draft = await draftAt(services, turn, token);
  if (draft?.step !== 'amount' || draft.msisdn === null) return await closed(services, turn, token);
  const places = await services.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === draft.merchantId);
  if (member === undefined) return turn.words.notYours;
  const hasSeveral = turn.chatKind === 'private' && places.length > 1;
  return { draft: { ...draft, msisdn: draft.msisdn }, member, hasSeveral };
}

/** Turns the message with the pressed button into the question with Send. */
async function ask(
  services: BotServices,
  turn: Turn,
  messageId: number,
  { draft, member, hasSeveral }: AmountQuestion,
  amount: Wanted['amount'],
): Promise<void> {
  await askToSend(services, turn, member, hasSeveral, { ...draft, amount }, messageId);
}

async function chooseAmount(
  services: BotServices,
  { turn, messageId }: Press,
  { token, amountKes }: ActionOf<'amount'>,
): Promise<string | undefined> {
  const question = await questionAt(services, turn, token);
  if (typeof question === 'string') return question;
  const amount = readAmount(String(amountKes));
  if (amount.kind !== 'amount') return turn.words.questionClosed;
  await ask(services, turn, messageId, question, {
    kind: 'complete',
    amountKes: amount.amountKes,
    note: undefined,
  });
  return undefined;
}

async function tapItem(
  services: BotServices,
  { turn, messageId }: Press,
  { token, item: ref }: ActionOf<'item'>,
): Promise<string | undefined> {
  const question = await questionAt(services, turn, token);
  if (typeof question === 'string') return question;
  const { draft, member } = question;
  const item = (await services.store.items.of(member.merchantId)).find((each) => each.ref === ref);
  if (item === undefined) {
    // The message shows what the shop has now.
    await show(services, turn, messageId, draft, draft.basket);
    return turn.words.itemGone;
  }
  const basket = withItem(draft.basket ?? [], item);
  if (basket === undefined) return turn.words.refusedAmount['too-large']('');
  await show(services, turn, messageId, draft, basket);
  return undefined;
}

async function clearItems(
  services: BotServices,
  { turn, messageId }: Press,
  { token }: ActionOf<'itemsClear'>,
): Promise<string | undefined> {
  const question = await questionAt(services, turn, token);
  if (typeof question === 'string') return question;
  await show(services, turn, messageId, question.draft, null);
  return undefined;
}

async function finishItems(
  services: BotServices,
  { turn, messageId }: Press,
  { token }: ActionOf<'itemsDone'>,
): Promise<string | undefined> {
  const question = await questionAt(services, turn, token);
  if (typeof question === 'string') return question;
  const basket = question.draft.basket ?? [];
  const amountKes = amountOf(basket);
  // Another press has cleared it.
  if (amountKes === undefined) return turn.words.nothingTapped;
  await ask(services, turn, messageId, question, { kind: 'complete', amountKes, note: noteOf(basket) });
  return undefined;
}

/** Keeps what was tapped, and shows it in the message with the buttons. The question stays the same, and so do its buttons. */
async function show(
  services: BotServices,
  turn: Turn,
  messageId: number,
  { id: _id, answers: _none, promptMessageId: _kept, ...draft }: AmountQuestion['draft'],
  basket: Basket | null,
): Promise<void> {
  turn.putDraft({ ...draft, basket, askedAt: turn.at, expiresAt: turn.at + DRAFT_LIFE_MS });
  const choices = await amountChoices(services, turn, { ...draft, basket });
  const text =
    turn.chatKind === 'private' || choices === undefined
      ? amountQuestion(turn, await customerFor(services, turn, draft), basket)
      : choices.text;
  turn.edit(messageId, text, choices?.rows ?? []);
}
