import type { Membership } from '../../../store/port/members.ts';
import type { Charge, ReportedPayment } from '../../../domain/charge.ts';
import type { MarkResult } from '../../../payments/mark-charge.ts';
import type { ActionOf } from '../callback-data.ts';
import { renderContext, type BotServices } from '../bot-services.ts';
import type { Feature, Press } from '../feature.ts';
import { chargeButtons } from '../../outbound/charge-buttons.ts';
import { cardText } from '../../outbound/render.ts';
import { shownIn } from '../../outbound/shown-charge.ts';
import type { Turn } from '../turn.ts';
import { chargeHere, mayCorrect, mayMarkPaid } from './visibility.ts';

/** The buttons with which a person says what became of a charge, or whose a reported payment is. */
export const marks: Feature = {
  callbacks: {
    paid: (services, press, { charge }) => settle(services, press, charge, true),
    unpaid: (services, press, { charge }) => settle(services, press, charge, false),
    ours: decide,
    notOurs: decide,
  },
};

/** Who sees a charge, and whether they may mark it as paid. */
interface Reader {
  readonly member: Membership;
  readonly marksPaid: boolean;
}

/** Marks a charge as paid or not paid, on the person's word. */
async function settle(
  services: BotServices,
  { turn, messageId }: Press,
  ref: string,
  paid: boolean,
): Promise<string | undefined> {
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { charge, member } = here;
  const state = paid ? 'marked_paid' : 'marked_unpaid';
  const decided = { mismatch: null, reported: null, markedByName: member.name };
  const reader = { member, marksPaid: await mayMarkPaid(services, turn, member) };
  if (paid && !reader.marksPaid) return turn.words.managersOnly;
  show(services, turn, reader, messageId, { ...charge, ...decided, state });
  const result = await services.payments.mark(charge.id, paid, turn.userId, turn.effects());
  return said(services, turn, reader, messageId, result, paid ? 'paid' : 'unpaid');
}

/** Decides on the person's word whether a reported payment that does not fit is this charge's. */
async function decide(
  services: BotServices,
  { turn, messageId }: Press,
  { kind, charge: ref, report }: ActionOf<'ours' | 'notOurs'>,
): Promise<string | undefined> {
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { charge, member } = here;
  const isOurs = kind === 'ours';
  const reported = isOurs ? await reportOf(services, charge, report) : null;
  const marked = isOurs ? ({ state: 'marked_paid', markedByName: member.name } as const) : {};
  const reader = { member, marksPaid: await mayMarkPaid(services, turn, member) };
  show(services, turn, reader, messageId, { ...charge, ...marked, mismatch: null, reported });
  const decision = { chargeId: charge.id, report, isOurs };
  const result = await services.payments.decide(decision, turn.userId, turn.effects());
  return said(services, turn, reader, messageId, result, isOurs ? 'paid' : 'notOurs');
}

/** Shows a charge in place of the message with the pressed button. */
function show(
  services: BotServices,
  turn: Turn,
  { member, marksPaid }: Reader,
  messageId: number,
  charge: Charge,
): void {
  const context = renderContext(services, turn);
  const shown = shownIn(charge);
  const reader = { mayCorrect: mayCorrect(turn, member), mayMarkPaid: marksPaid };
  turn.edit(messageId, cardText(shown, context), chargeButtons(shown, context, reader));
}

/** What the person is told. If the mark was refused because the charge has moved on, the message shows the charge as it is. */
function said(
  services: BotServices,
  turn: Turn,
  reader: Reader,
  messageId: number,
  result: MarkResult,
  mark: keyof Turn['words']['noted'],
): string {
  if (result.marked) return turn.words.noted[mark];
  turn.forget();
  switch (result.why) {
    case 'not-yours':
      return turn.words.notYours;
    case 'managers-only':
      return turn.words.managersOnly;
    case 'past':
      // Somebody else, or the gateway, decided before this press.
      show(services, turn, reader, messageId, result.charge);
      return turn.words.alreadyDecided;
  }
}

/** Returns a reported payment by its number: the latest report, or an earlier one. */
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
