import type { Membership } from '../../store/members.ts';
import type { Charge, ReportedPayment } from '../../store/schema.ts';
import type { SettleResult } from '../../till/settle.ts';
import type { ButtonAction } from '../buttons.ts';
import type { Desk } from '../desk.ts';
import { cardText, chargeButtons } from '../render.ts';
import type { Turn } from '../turn.ts';
import { chargeHere, mayCorrect } from './scope.ts';

/** The presser says that a charge was paid, or was not. */
export async function settle(
  desk: Desk,
  turn: Turn,
  ref: string,
  paid: boolean,
  messageId: number,
): Promise<string | undefined> {
  const here = await chargeHere(desk, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { charge, member } = here;
  const state = paid ? 'settled_paid' : 'settled_unpaid';
  const decided = { mismatch: null, reported: null, markedByName: member.name };
  show(desk, turn, member, messageId, { ...charge, ...decided, state });
  const result = await desk.till.settle(charge.id, paid, turn.userId, turn.reaction());
  return said(desk, turn, member, messageId, result);
}

/** The presser says of a reported payment that does not fit that it is this charge's, or is not. */
export async function decide(
  desk: Desk,
  turn: Turn,
  { kind, charge: ref, report }: ButtonAction & { kind: 'ours' | 'notOurs' },
  messageId: number,
): Promise<string | undefined> {
  const here = await chargeHere(desk, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { charge, member } = here;
  const isOurs = kind === 'ours';
  const reported = isOurs ? await reportOf(desk, charge, report) : null;
  const marked = isOurs ? ({ state: 'settled_paid', markedByName: member.name } as const) : {};
  show(desk, turn, member, messageId, { ...charge, ...marked, mismatch: null, reported });
  const decision = { chargeId: charge.id, report, isOurs };
  const result = await desk.till.decide(decision, turn.userId, turn.reaction());
  return said(desk, turn, member, messageId, result);
}

/** Shows a charge in the place of the message that was pressed. */
function show(desk: Desk, turn: Turn, member: Membership, messageId: number, charge: Charge): void {
  const context = {
    time: desk.time,
    now: turn.at,
    steadyNow: desk.clock.steady(),
    confirmMs: desk.confirmMs,
  };
  turn.edit(messageId, cardText(charge, context), chargeButtons(charge, mayCorrect(turn, member)));
}

/** What the presser is told; if nothing came of it, the message shows what is so. */
function said(desk: Desk, turn: Turn, member: Membership, messageId: number, result: SettleResult): string {
  if (result.settled) return turn.words.noted;
  turn.forget();
  switch (result.why) {
    case 'not-yours':
      return turn.words.notYours;
    case 'managers-only':
      return turn.words.managersOnly;
    case 'past':
      // Somebody was faster, or the gateway was.
      show(desk, turn, member, messageId, result.charge);
      return turn.words.alreadySettled;
  }
}

/** The payment as it was reported: the latest, or one before it. */
async function reportOf(desk: Desk, charge: Charge, number: number): Promise<ReportedPayment | null> {
  if (charge.reported?.number === number) return charge.reported;
  const reports = (await desk.store.ledger.events(charge.id)).filter(({ detail }) => 'mismatch' in detail);
  return (reports[number - 1]?.detail['reported'] as ReportedPayment | undefined) ?? null;
}
