import { formatKes, readAmount } from '../../../domain/amount.ts';
import type { Draft } from '../../../domain/draft.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { MAX_REASON, MAX_REFUNDS } from '../../../domain/refund.ts';
import type { RefundOutcome, TakeBackOutcome } from '../../../store/port/refunds.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { quoted } from './refusal.ts';
import { refundHere } from './refund-here.ts';
import { askPart, askWhy, askWhyTakeBack, factsOf, type Asking } from './refund-questions.ts';
import { chargeHere } from './visibility.ts';

/** Takes a text as the answer to the open question about a refund. The bot asks again after a wrong answer. */
export async function answerRefund(
  services: BotServices,
  turn: Turn,
  draft: Draft,
  said: string,
): Promise<void> {
  const text = oneLine(said, Number.POSITIVE_INFINITY);
  if (draft.step === 'refund-amount' || draft.step === 'refund-part')
    return await answerAmount(services, turn, draft, text);
  const length = Array.from(text).length;
  if (length > 0 && length <= MAX_REASON) return await finish(services, turn, draft, text, {});
  await askReasonAgain(services, turn, draft, turn.words.reasonTooLong(length, MAX_REASON));
}

async function answerAmount(services: BotServices, turn: Turn, draft: Draft, text: string): Promise<void> {
  const { words } = turn;
  const here = await chargeHere(services, turn, draft.about ?? '');
  if (here === undefined || draft.amountKes === null) return gone(turn, draft);
  const leftKes = draft.amountKes;
  const amount = readAmount(text);
  if (amount.kind === 'refused')
    return askPart(turn, here.charge, leftKes, { problem: words.refusedAmount[amount.reason](quoted(text)) });
  if (amount.amountKes > leftKes)
    return askPart(turn, here.charge, leftKes, { problem: words.refundTooMuch(formatKes(leftKes)) });
  askWhy(turn, here.charge, amount.amountKes);
}

async function askReasonAgain(
  services: BotServices,
  turn: Turn,
  draft: Draft,
  problem: string,
): Promise<void> {
  if (draft.step === 'refund-take-back') {
    const found = await refundHere(services, turn, draft.about ?? '');
    return found === undefined
      ? gone(turn, draft)
      : askWhyTakeBack(turn, found.charge, found.refund, { problem });
  }
  const here = await chargeHere(services, turn, draft.about ?? '');
  if (here === undefined || draft.amountKes === null) return gone(turn, draft);
  askWhy(turn, here.charge, draft.amountKes, { problem });
}

/** Records the refund, or takes it back, with its reason: the end of the conversation. */
export async function finish(
  services: BotServices,
  turn: Turn,
  draft: Draft,
  reason: string,
  asking: Asking,
): Promise<void> {
  turn.dropDraft(draft);
  if (draft.step === 'refund-take-back') await finishTakeBack(services, turn, draft, reason, asking);
  else await finishRefund(services, turn, draft, reason, asking);
}

async function finishRefund(
  services: BotServices,
  turn: Turn,
  draft: Draft,
  reason: string,
  asking: Asking,
): Promise<void> {
  const { words, userId, at } = turn;
  const here = await chargeHere(services, turn, draft.about ?? '');
  const { amountKes } = draft;
  if (here === undefined || amountKes === null) return gone(turn, draft);
  const { charge } = here;
  const refund = { chargeId: charge.id, amountKes, reason, idempotencyKey: `question:${draft.token}` };
  const outcome = await services.store.refunds.record({ ...refund, userId, at }, (leftKes) => {
    conclude(turn, asking, words.refundNoted({ ...factsOf(charge, amountKes), left: formatKes(leftKes) }));
    return turn.effects();
  });
  if (outcome.kind === 'recorded') return;
  turn.forget();
  conclude(turn, asking, refusedWords(turn, outcome));
}

async function finishTakeBack(
  services: BotServices,
  turn: Turn,
  draft: Draft,
  reason: string,
  asking: Asking,
): Promise<void> {
  const { words, userId, at } = turn;
  const found = await refundHere(services, turn, draft.about ?? '');
  if (found === undefined) return gone(turn, draft);
  const { charge, refund } = found;
  const facts = factsOf(charge, refund.amountKes);
  const what = { refundId: refund.id, reason, userId, at };
  const outcome = await services.store.refunds.takeBack(what, (leftKes) => {
    conclude(turn, asking, words.refundTakenBack({ ...facts, left: formatKes(leftKes) }));
    return turn.effects();
  });
  if (outcome.kind === 'taken-back') return;
  turn.forget();
  conclude(turn, asking, refusedWords(turn, outcome));
}

function refusedWords(
  { words }: Turn,
  outcome: Exclude<RefundOutcome | TakeBackOutcome, { readonly kind: 'recorded' | 'taken-back' }>,
): string {
  switch (outcome.kind) {
    case 'too-much':
      return outcome.leftKes === 0
        ? words.refundNothingLeft
        : words.refundTooMuch(formatKes(outcome.leftKes));
    case 'too-many':
      return words.refundTooMany(MAX_REFUNDS);
    case 'not-paid':
      return words.refundNotPaid;
    case 'past':
      return words.refundAlreadyTakenBack;
    case 'forbidden':
      return outcome.why === 'managers-only' ? words.managersOnly : words.notYours;
    case 'already':
    case 'settled':
      return words.questionClosed;
  }
}

/** Shows the end of the conversation in place of the question, or as an answer to the text. */
function conclude(turn: Turn, { messageId }: Asking, text: string): void {
  if (messageId === undefined) turn.say(text);
  else turn.edit(messageId, text);
}

/** The person no longer sees what the conversation is about. */
function gone(turn: Turn, draft: Draft): void {
  turn.dropDraft(draft);
  turn.say(turn.words.notYours);
}
