import { bold, code, fmt } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import { readPhone } from '../../../domain/msisdn.ts';
import { isPlausibleReceipt } from '../../../domain/receipt.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { Membership } from '../../../store/port/members.ts';
import { isCloseReason } from '../../../domain/close-reason.ts';
import type { ChargeEvent } from '../../../domain/audit.ts';
import type { Charge } from '../../../domain/charge.ts';
import { renderContext, type BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import { chargeButtons } from '../../outbound/charge-buttons.ts';
import { cardText, phoneFor } from '../../outbound/render.ts';
import { shownIn, type ShownCharge } from '../../outbound/shown-charge.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import { nameIn } from './command.ts';
import { sayPending } from './pending.ts';
import { isVisible, mayCorrect, mayMarkPaid, visibilityOf } from './visibility.ts';

/** How many charges a list shows. */
const LISTED = 10;
const STATUS_COMMAND = { name: 'status', aliases: ['hali'] } as const;
/** How many of a charge's latest events are shown: they fit in a message even where each has the longest name in it. */
const EVENTS_SHOWN = 18;

/**
 * `/pending`, `/today` and `/status`. In a group they show the charges of that group, in private those of all chats. A cashier sees
 * their own.
 */
export const lookups: Feature = {
  commands: [
    { name: 'pending', aliases: ['subiri'], inMenu: true, run: sayPending },
    { name: 'today', aliases: ['leo'], inMenu: true, run: sayToday },
    { ...STATUS_COMMAND, inMenu: true, run: sayStatus },
  ],
};

async function sayToday(services: BotServices, { turn, member }: CommandContext): Promise<void> {
  const { words } = turn;
  const { from, to } = services.time.day(turn.at);
  const scope = visibilityOf(turn, member);
  const { chargeQueries } = services.store;
  const { confirmed, byHand, latest } = await chargeQueries.paidBetween(from, to, scope, LISTED);
  const { total } = await chargeQueries.mismatched(scope, 0);
  const toCheck = total === 0 ? undefined : `⚠️ ${words.mismatchTitle(total)}: /pending`;
  if (latest.length === 0) return turn.say(lines(words.nothingToday, toCheck));
  turn.say(
    lines(
      bold(words.todayTitle(confirmed.count, formatKes(confirmed.amountKes))),
      byHand.count === 0 ? undefined : `✍️ ${words.todayByHand(byHand.count, formatKes(byHand.amountKes))}`,
      toCheck,
      words.latest,
      ...latest.map((charge) => paidLine(services, turn, charge)),
    ),
  );
}

async function sayStatus(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  const { words } = turn;
  const asked = oneLine(payload, Number.POSITIVE_INFINITY);
  if (asked === '')
    return turn.say(
      lines(
        words.statusUsage,
        ...['SGK7XA1B2C', '0712345678', '12'].map((what) =>
          code(`/${nameIn(words.language, STATUS_COMMAND)} ${what}`),
        ),
      ),
    );
  const charge = await find(services, turn, member, asked);
  if (charge === undefined) {
    const phone = readPhone(asked);
    const shown = phone.kind === 'phone' ? phoneFor(turn.chatKind, phone.msisdn) : oneLine(asked, 40);
    return turn.say(words.statusNotFound(shown));
  }
  const events = await services.store.chargeQueries.events(charge.id);
  const here = shownIn(charge, { language: words.language, chatKind: turn.chatKind });
  const rows = chargeButtons(here, renderContext(services, turn), {
    mayCorrect: mayCorrect(turn, member),
    mayMarkPaid: await mayMarkPaid(services, turn, member),
  });
  turn.say(
    statusText(services, turn, here, events),
    rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } },
  );
}

const facts = (turn: Turn, charge: Charge): string =>
  `#${charge.number} · ${formatKes(charge.amountKes)} · ${phoneFor(turn.chatKind, charge.msisdn)}`;

function paidLine(services: BotServices, turn: Turn, charge: Charge): Text {
  const when = charge.paidAt === null ? '' : services.time.timeOfDay(charge.paidAt);
  const proof =
    charge.receipt === null
      ? fmt`✍️ ${turn.words.markedPaid(charge.markedByName ?? undefined, charge.reported?.receipt ?? '')}`
      : code(charge.receipt);
  return fmt`${when} · ${facts(turn, charge)} · ${proof}${charge.note === null ? '' : ` · ${charge.note}`}`;
}

/** Finds a visible charge by its number, a phone or a receipt. */
async function find(
  services: BotServices,
  turn: Turn,
  member: Membership,
  asked: string,
): Promise<Charge | undefined> {
  const { chargeQueries } = services.store;
  const visible = (charge: Charge | undefined): Charge | undefined =>
    charge !== undefined && isVisible(turn, member, charge) ? charge : undefined;

  const number = /^#?(\d{1,8})$/.exec(asked)?.[1];
  if (number !== undefined) return visible(await chargeQueries.byNumber(member.merchantId, Number(number)));
  const phone = readPhone(asked);
  if (phone.kind === 'phone')
    return await chargeQueries.latestByPhone(phone.msisdn, visibilityOf(turn, member));
  const receipt = asked.toUpperCase();
  return isPlausibleReceipt(receipt) ? visible(await chargeQueries.byReceipt(receipt)) : undefined;
}

function statusText(
  services: BotServices,
  turn: Turn,
  charge: ShownCharge,
  events: readonly ChargeEvent[],
): Text {
  const { words } = turn;
  const history = events.slice(-EVENTS_SHOWN).map((event) => {
    const what =
      event.from !== event.to
        ? words.event[event.to]
        : isCloseReason(event.detail['closed'])
          ? words.eventClosed[event.detail['closed']]
          : 'aside' in event.detail
            ? words.eventAside
            : words.eventMismatch;
    const by = nameOf(event, charge);
    const who = by === undefined ? (event.actor.startsWith('user:') ? ' ✍️' : '') : ` ${words.byPerson(by)}`;
    return `${services.time.moment(event.at, turn.at, words.locale)} · ${what}${who}`;
  });
  return lines(
    cardText(charge, renderContext(services, turn)),
    '',
    bold(words.history),
    events.length > history.length ? words.andMore(events.length - history.length) : undefined,
    ...history,
  );
}

/** Names who caused an event, where that is known. Newer marks hold the name; the charge holds the names of who asked and who marked last. */
function nameOf({ actor, detail }: ChargeEvent, charge: ShownCharge): string | undefined {
  if (typeof detail['name'] === 'string') return detail['name'];
  if (actor === `user:${charge.userId}`) return charge.userName ?? undefined;
  return actor === `user:${charge.markedBy}` ? (charge.markedByName ?? undefined) : undefined;
}
