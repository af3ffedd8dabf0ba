import type { AmountKes } from '../../../domain/amount.ts';
import { isPaid, type Charge } from '../../../domain/charge.ts';
import type { DraftStep, RefundStep } from '../../../domain/draft.ts';
import { isAtLeast } from '../../../domain/roles.ts';
import type { BotServices } from '../bot-services.ts';
import type { ActionOf } from '../callback-data.ts';
import type { Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { closed, draftAt } from './open-question.ts';
import { finish } from './refund-answers.ts';
import { leftOf, refundHere } from './refund-here.ts';
import { askHowMuch, askPart, askWhy, askWhyTakeBack } from './refund-questions.ts';
import { chargeHere } from './visibility.ts';

/** Refunds: notes in the books about money that M-Pesa moved back outside of this till. */
export const refunds: Feature = {
  callbacks: {
    refund: begin,
    refundWhole: all,
    refundPart: part,
    refundWhy: usualWhy,
    takeBack: beginTakeBack,
  },
};

const STEPS: readonly RefundStep[] = ['refund-amount', 'refund-part', 'refund-reason', 'refund-take-back'];
export const isRefundStep = (step: DraftStep): step is RefundStep => STEPS.some((known) => known === step);

/** Begins the conversation about a refund of a paid charge. */
async function begin(
  services: BotServices,
  { turn }: Press,
  { charge: ref }: ActionOf<'refund'>,
): Promise<string | undefined> {
  const { words } = turn;
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return words.notYours;
  if (!isAtLeast(here.member.role, 'manager')) return words.managersOnly;
  if (!isPaid(here.charge)) return words.refundNotPaid;
  const leftKes = await leftOf(services, here.charge);
  if (leftKes === 0) return words.refundNothingLeft;
  askHowMuch(turn, here.charge, leftKes as AmountKes);
  return undefined;
}

/** All that was left when the question was asked went back. */
async function all(
  services: BotServices,
  { turn, messageId }: Press,
  { token }: ActionOf<'refundWhole'>,
): Promise<string | undefined> {
  const open = await openRefund(services, turn, token, 'refund-amount');
  if (open === undefined) return await closed(services, turn, token);
  askWhy(turn, open.charge, open.amountKes, { messageId });
  return undefined;
}

async function part(
  services: BotServices,
  { turn, messageId }: Press,
  { token }: ActionOf<'refundPart'>,
): Promise<string | undefined> {
  const open = await openRefund(services, turn, token, 'refund-amount');
  if (open === undefined) return await closed(services, turn, token);
  askPart(turn, open.charge, open.amountKes, { messageId });
  return undefined;
}

/** Takes one of the usual reasons, of a refund or of taking one back. */
async function usualWhy(
  services: BotServices,
  { turn, messageId }: Press,
  { token, reason }: ActionOf<'refundWhy'>,
): Promise<string | undefined> {
  const draft = await draftAt(services, turn, token);
  if (draft?.step !== 'refund-reason' && draft?.step !== 'refund-take-back')
    return await closed(services, turn, token);
  await finish(services, turn, draft, turn.words.usualReason[reason], { messageId });
  return undefined;
}

async function beginTakeBack(
  services: BotServices,
  { turn }: Press,
  { refund: ref }: ActionOf<'takeBack'>,
): Promise<string | undefined> {
  const { words } = turn;
  const found = await refundHere(services, turn, ref);
  if (found === undefined) return words.notYours;
  if (!found.isManager) return words.managersOnly;
  if (found.refund.takenBackAt !== null) return words.refundAlreadyTakenBack;
  askWhyTakeBack(turn, found.charge, found.refund);
  return undefined;
}

/** Returns the open question that a button answers, with its charge and the amount that it showed. */
async function openRefund(
  services: BotServices,
  turn: Turn,
  token: string,
  step: RefundStep,
): Promise<{ readonly charge: Charge; readonly amountKes: AmountKes } | undefined> {
  const draft = await draftAt(services, turn, token);
  if (draft?.step !== step || draft.about === null || draft.amountKes === null) return undefined;
  const here = await chargeHere(services, turn, draft.about);
  return here === undefined ? undefined : { charge: here.charge, amountKes: draft.amountKes };
}
