import { bold } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import type { ChargeEvent } from '../../../domain/audit.ts';
import { isCloseReason } from '../../../domain/close-reason.ts';
import { isPaid, type Charge } from '../../../domain/charge.ts';
import { standingKes, type Refund } from '../../../domain/refund.ts';
import type { Membership } from '../../../store/port/members.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import { chargeButtons, receiptButton } from '../../outbound/charge-buttons.ts';
import { cardText } from '../../outbound/render.ts';
import { shownIn, type ShownCharge } from '../../outbound/shown-charge.ts';
import type { Locale, Text } from '../../locales/locale.ts';
import { renderContext, type BotServices } from '../bot-services.ts';
import { button } from '../callback-data.ts';
import type { Turn } from '../turn.ts';
import { mayCorrect, mayMarkPaid } from './visibility.ts';

/** How many of a charge's latest events are shown: they fit in a message even where each has the longest name in it. */
const EVENTS_SHOWN = 18;
/** The same beside refunds, which take room. */
const EVENTS_BESIDE_REFUNDS = 10;
const REFUNDS_SHOWN = 3;

/** Says everything about a charge: its state, its refunds and its history, with the buttons of what can be done with it. */
export async function sayCharge(
  services: BotServices,
  turn: Turn,
  member: Membership,
  charge: Charge,
  above?: Text,
): Promise<void> {
  const { words } = turn;
  const events = await services.store.chargeQueries.events(charge.id);
  const refunds = await services.store.refunds.of(charge.id);
  const here = shownIn(charge, { language: words.language, chatKind: turn.chatKind });
  const context = renderContext(services, turn);
  const rows = [
    ...chargeButtons(here, context, {
      mayCorrect: mayCorrect(turn, member),
      mayMarkPaid: await mayMarkPaid(services, turn, member),
    }),
    ...bookRows(words, here, refunds, mayCorrect(turn, member)),
  ];
  turn.say(
    lines(
      above,
      cardText(here, context),
      ...refundLines(services, turn, charge, refunds),
      '',
      ...historyLines(
        services,
        turn,
        here,
        events,
        refunds.length === 0 ? EVENTS_SHOWN : EVENTS_BESIDE_REFUNDS,
      ),
    ),
    {
      aboutCharge: charge.id,
      ...(rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } }),
    },
  );
}

/** The buttons about receipt and refunds. */
function bookRows(
  words: Locale,
  charge: ShownCharge,
  refunds: readonly Refund[],
  isManagers: boolean,
): Keyboard {
  const { buttons } = words;
  const takesBack = latestStanding(refunds).map((refund) => [
    button(buttons.takeBack(formatKes(refund.amountKes)), { kind: 'takeBack', refund: refund.ref }),
  ]);
  if (!isPaid(charge)) return isManagers ? takesBack : [];
  const receipt = receiptButton(charge);
  const refunded = button(buttons.refunded, { kind: 'refund', charge: charge.ref });
  const isLeft = standingKes(refunds) < charge.amountKes;
  return isManagers ? [[receipt, ...(isLeft ? [refunded] : [])], ...takesBack] : [[receipt]];
}

const latestStanding = (refunds: readonly Refund[]): readonly Refund[] =>
  refunds.filter(({ takenBackAt }) => takenBackAt === null).slice(-REFUNDS_SHOWN);

function refundLines(
  { time }: BotServices,
  { words, at }: Turn,
  charge: Charge,
  refunds: readonly Refund[],
): readonly (string | undefined)[] {
  if (refunds.length === 0) return [];
  const shown = refunds.slice(-REFUNDS_SHOWN).flatMap((refund) => {
    const when = time.moment(refund.recordedAt, at, words.locale);
    const { reason, recordedByName: by, takenBackByName, takenBackReason } = refund;
    return [
      `${words.refundLine({ amount: formatKes(refund.amountKes), by, reason })} · ${when}`,
      takenBackByName === null
        ? undefined
        : words.takenBackLine({ by: takenBackByName, reason: takenBackReason ?? '' }),
    ];
  });
  return [
    refunds.length > REFUNDS_SHOWN ? words.andMore(refunds.length - REFUNDS_SHOWN) : undefined,
    ...shown,
    isPaid(charge) ? words.netLine(formatKes(charge.amountKes - standingKes(refunds))) : undefined,
  ];
}

function historyLines(
  { time }: BotServices,
  { words, at }: Turn,
  charge: ShownCharge,
  events: readonly ChargeEvent[],
  most: number,
): readonly (Text | undefined)[] {
  const shown = events.slice(-most).map((event) => {
    const by = nameOf(event, charge);
    const who = by === undefined ? (event.actor.startsWith('user:') ? ' ✍️' : '') : ` ${words.byPerson(by)}`;
    return `${time.moment(event.at, at, words.locale)} · ${whatHappened(words, event)}${who}`;
  });
  return [
    bold(words.history),
    events.length > shown.length ? words.andMore(events.length - shown.length) : undefined,
    ...shown,
  ];
}

function whatHappened(words: Locale, { from, to, detail }: ChargeEvent): string {
  if (from !== to) return words.event[to];
  if (isCloseReason(detail['closed'])) return words.eventClosed[detail['closed']];
  if (typeof detail['refundedKes'] === 'number') return words.eventRefunded(formatKes(detail['refundedKes']));
  if (typeof detail['takenBackKes'] === 'number')
    return words.eventTakenBack(formatKes(detail['takenBackKes']));
  return 'aside' in detail ? words.eventAside : words.eventMismatch;
}

/** Names who caused an event, where that is known. Newer marks hold the name; the charge holds the names of who asked and who marked last. */
function nameOf({ actor, detail }: ChargeEvent, charge: ShownCharge): string | undefined {
  if (typeof detail['name'] === 'string') return detail['name'];
  if (actor === `user:${charge.userId}`) return charge.userName ?? undefined;
  return actor === `user:${charge.markedBy}` ? (charge.markedByName ?? undefined) : undefined;
}
