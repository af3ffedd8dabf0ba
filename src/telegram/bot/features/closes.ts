import type { Charge } from '../../../domain/charge.ts';
import type { CloseReason } from '../../../domain/close-reason.ts';
import type { Membership } from '../../../store/port/members.ts';
import { isState } from '../../../domain/charge-states.ts';
import { untilCancelableMs } from '../../../domain/closed-charge.ts';
import { chargeButtons } from '../../outbound/charge-buttons.ts';
import type { Keyboard } from '../../outbound/payload.ts';
import { shownIn } from '../../outbound/shown-charge.ts';
import { button, type ActionOf } from '../callback-data.ts';
import { renderContext, type BotServices } from '../bot-services.ts';
import type { Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { pendingList } from './pending.ts';
import { chargeHere, mayCorrect, mayMarkPaid } from './visibility.ts';

type Here = NonNullable<Awaited<ReturnType<typeof chargeHere>>>;

/** The buttons that end an open charge for the shop: the customer cancelled, or the shop closes it for another reason. */
export const closes: Feature = {
  callbacks: {
    cancelled: (services, press, { charge }) =>
      closeCharge(services, press, { charge, reason: 'customer-cancelled' }, underCharge),
    close: (services, press, { charge }) => askReason(services, press, charge, 'closeAs', 'keepOpen'),
    closeListed: (services, press, { charge }) =>
      askReason(services, press, charge, 'closeListedAs', 'keepOpenListed'),
    closeAs: (services, press, action) => closeCharge(services, press, action, underCharge),
    closeListedAs: (services, press, action) => closeCharge(services, press, action, inList),
    keepOpen: (services, press, { charge }) => leaveReasons(services, press, charge, underCharge),
    keepOpenListed: (services, press, { charge }) => leaveReasons(services, press, charge, inList),
  },
};

/** Changes the pressed message so that it shows a charge as it will be. */
type Show = (services: BotServices, press: Press, here: Here) => Promise<void>;

/** Replaces the buttons under a card, a notice or a charge's page. The card's text follows by itself. */
const underCharge: Show = async (services, { turn, messageId }, { charge, member }) =>
  turn.setButtons(messageId, await buttonsOf(services, turn, charge, member));

const buttonsOf = async (
  services: BotServices,
  turn: Turn,
  charge: Charge,
  member: Membership,
): Promise<Keyboard> =>
  chargeButtons(
    shownIn(charge, { language: turn.words.language, chatKind: turn.chatKind }),
    renderContext(services, turn),
    { mayCorrect: mayCorrect(turn, member), mayMarkPaid: await mayMarkPaid(services, turn, member) },
  );

/** Shows the list again, without the charge if it is closed or over. */
const inList: Show = async (services, { turn, messageId }, { charge, member }) => {
  const isListed = isState(charge.state, 'open') && charge.closedAt === null;
  const { text, rows } = await pendingList(services, turn, member, isListed ? undefined : charge.id);
  turn.edit(messageId, text, rows);
};

/** Puts the reasons under the pressed message. A tap on one closes the charge. */
async function askReason(
  services: BotServices,
  press: Press,
  ref: string,
  closeAs: 'closeAs' | 'closeListedAs',
  keepOpen: 'keepOpen' | 'keepOpenListed',
): Promise<string | undefined> {
  const { turn, messageId } = press;
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  if (!isState(here.charge.state, 'open') || here.charge.closedAt !== null) {
    await (closeAs === 'closeAs' ? underCharge : inList)(services, press, here);
    return turn.words.alreadyDecided;
  }
  const { closeReasons, buttons } = turn.words;
  const reason = (why: keyof typeof closeReasons) =>
    button(closeReasons[why], { kind: closeAs, charge: ref, reason: why });
  turn.setButtons(messageId, [
    [reason('took-cash'), reason('changed-mind')],
    [reason('wrong-number'), button(buttons.keepOpen, { kind: keepOpen, charge: ref })],
  ]);
  return undefined;
}

async function leaveReasons(
  services: BotServices,
  press: Press,
  ref: string,
  show: Show,
): Promise<string | undefined> {
  const here = await chargeHere(services, press.turn, ref);
  if (here === undefined) return press.turn.words.notYours;
  await show(services, press, here);
  return undefined;
}

async function closeCharge(
  services: BotServices,
  press: Press,
  { charge: ref, reason }: Pick<ActionOf<'closeAs'>, 'charge' | 'reason'>,
  show: Show,
): Promise<string | undefined> {
  const { turn } = press;
  const { words } = turn;
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return words.notYours;
  await show(services, press, { ...here, charge: closedAs(here, turn, reason) });
  const outcome = await services.payments.close(here.charge.id, reason, turn.userId, turn.effects());
  if (outcome.kind === 'closed')
    return reason === 'customer-cancelled' ? words.closedSendAgain : words.closed;
  // Somebody else was faster, or the customer was.
  turn.forget();
  if (outcome.kind === 'forbidden') return words.notYours;
  await show(services, press, { ...here, charge: outcome.charge });
  const isEarly = outcome.charge.closedAt === null && isState(outcome.charge.state, 'open');
  if (!isEarly || reason !== 'customer-cancelled') return words.alreadyDecided;
  return words.tooEarlyToCancel(
    words.span(Math.ceil(untilCancelableMs(outcome.charge, services.clock.steady()) / 1_000)),
  );
}

/** Returns a charge as it will be once it is closed. */
const closedAs = ({ charge, member }: Here, turn: Turn, reason: CloseReason): Charge => ({
  ...charge,
  state: charge.state === 'created' ? 'canceled' : charge.state,
  closedAt: turn.at,
  closedBy: turn.userId,
  closedByName: member.name,
  closeReason: reason,
});
