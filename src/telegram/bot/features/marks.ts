import type { Membership } from '../../../store/port/members.ts';
import type { Charge, ReportedPayment } from '../../../domain/charge.ts';
import type { MarkResult } from '../../../payments/mark-charge.ts';
import type { CallbackAction } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import { cardText, chargeButtons, shownIn } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';
import { chargeHere, mayCorrect } from './visibility.ts';

/** The presser says that a charge was paid, or was not. */
export async function settle(
  services: BotServices,
  turn: Turn,
  ref: string,
  paid: boolean,
  messageId: number,
): Promise<string | undefined> {
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { charge, member } = here;
  const state = paid ? 'marked_paid' : 'marked_unpaid';
  const decided = { mismatch: null, reported: null, markedByName: member.name };
  show(services, turn, member, messageId, { ...charge, ...decided, state });
  const result = await services.payments.mark(charge.id, paid, turn.userId, turn.effects());
  return said(services, turn, member, messageId, result);
}

/** The presser says of a reported payment that does not fit that it is this charge's, or is not. */
export async function decide(
  services: BotServices,
  turn: Turn,
  { kind, charge: ref, report }: CallbackAction & { kind: 'ours' | 'notOurs' },
  messageId: number,
): Promise<string | undefined> {
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { charge, member } = here;
  const isOurs = kind === 'ours';
  const reported = isOurs ? await reportOf(services, charge, report) : null;
  const marked = isOurs ? ({ state: 'marked_paid', markedByName: member.name } as const) : {};
  show(services, turn, member, messageId, { ...charge, ...marked, mismatch: null, reported });
  const decision = { chargeId: charge.id, report, isOurs };
  const result = await services.payments.decide(decision, turn.userId, turn.effects());
  return said(services, turn, member, messageId, result);
}

/** Shows a charge in the place of the message that was pressed. */
function show(
  services: BotServices,
  turn: Turn,
  member: Membership,
  messageId: number,
  charge: Charge,
): void {
  const context = {
    time: services.time,
    now: turn.at,
    steadyNow: services.clock.steady(),
    confirmMs: services.confirmMs,
  };
  const shown = shownIn(charge);
  turn.edit(messageId, cardText(shown, context), chargeButtons(shown, mayCorrect(turn, member)));
}

/** What the presser is told; if nothing came of it, the message shows what is so. */
function said(
  services: BotServices,
  turn: Turn,
  member: Membership,
  messageId: number,
  result: MarkResult,
): string {
  if (result.marked) return turn.words.noted;
  turn.forget();
  switch (result.why) {
    case 'not-yours':
      return turn.words.notYours;
    case 'managers-only':
      return turn.words.managersOnly;
    case 'past':
      // Somebody was faster, or the gateway was.
      show(services, turn, member, messageId, result.charge);
      return turn.words.alreadySettled;
  }
}

/** The payment as it was reported: the latest, or one before it. */
async function reportOf(
  services: BotServices,
  charge: Charge,
  number: number,
): Promise<ReportedPayment | null> {
  if (charge.reported?.number === number) return charge.reported;
  const reports = (await services.store.chargeQueries.events(charge.id)).filter(
    ({ detail }) => 'mismatch' in detail,
  );
  return (reports[number - 1]?.detail['reported'] as ReportedPayment | undefined) ?? null;
}
