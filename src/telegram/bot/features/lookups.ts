import { bold, code, fmt } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import { isMismatchOpen } from '../../../domain/charge.ts';
import type { Charge } from '../../../domain/charge.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import { visibilityOf } from './visibility.ts';

/** How many charges a list shows. */
const LISTED = 10;

/** `/pending` and `/today`. In a group they show the charges of that group, in private those of all chats. A cashier sees their own. */
export const lookups: Feature = {
  commands: [
    { name: 'pending', inMenu: true, run: sayPending },
    { name: 'today', inMenu: true, run: sayToday },
  ],
};

async function sayPending(services: BotServices, { turn, member }: CommandContext): Promise<void> {
  const { words } = turn;
  const scope = visibilityOf(turn, member);
  const waiting = await services.store.chargeQueries.waiting(scope, LISTED);
  const mismatched = await services.store.chargeQueries.mismatched(scope, LISTED);
  const listed = (title: string, { total, charges }: typeof waiting): readonly (Text | undefined)[] => [
    bold(title),
    ...charges.map((charge) => pendingLine(turn, charge)),
    total > charges.length ? words.andMore(total - charges.length) : undefined,
  ];
  if (waiting.total + mismatched.total === 0) return turn.say(words.nothingPending);
  turn.say(
    lines(
      ...(mismatched.total === 0
        ? []
        : [...listed(`⚠️ ${words.mismatchTitle(mismatched.total)}`, mismatched), words.mismatchHint]),
      ...(waiting.total === 0 ? [] : listed(words.pendingTitle(waiting.total), waiting)),
    ),
  );
}

async function sayToday(services: BotServices, { turn, member }: CommandContext): Promise<void> {
  const { words } = turn;
  const { from, to } = services.time.day(turn.at);
  const scope = visibilityOf(turn, member);
  const { chargeQueries } = services.store;
  const { confirmed, byHand, refunded, latest } = await chargeQueries.paidBetween(from, to, scope, LISTED);
  const { total } = await chargeQueries.mismatched(scope, 0);
  const toCheck = total === 0 ? undefined : `⚠️ ${words.mismatchTitle(total)}: /pending`;
  const refunds =
    refunded.count === 0
      ? undefined
      : words.todayRefunded({
          count: refunded.count,
          amount: formatKes(refunded.amountKes),
          net: formatKes(confirmed.amountKes + byHand.amountKes - refunded.amountKes),
        });
  if (latest.length === 0) return turn.say(lines(words.nothingToday, refunds, toCheck));
  turn.say(
    lines(
      bold(words.todayTitle(confirmed.count, formatKes(confirmed.amountKes))),
      byHand.count === 0 ? undefined : `✍️ ${words.todayByHand(byHand.count, formatKes(byHand.amountKes))}`,
      refunds,
      toCheck,
      words.latest,
      ...latest.map((charge) => paidLine(services, turn, charge)),
    ),
  );
}

const facts = (turn: Turn, charge: Charge): string =>
  `#${charge.number} · ${formatKes(charge.amountKes)} · ${phoneFor(turn.chatKind, charge.msisdn)}`;

function pendingLine(turn: Turn, charge: Charge): Text {
  const seconds = Math.max(0, Math.round((turn.at - charge.createdAt) / 1_000));
  const { words } = turn;
  const what = isMismatchOpen(charge) ? `⚠️ ${words.eventMismatch}` : words.event[charge.state];
  return `${facts(turn, charge)} · ${what} · ${words.ago(seconds)}`;
}

function paidLine(services: BotServices, turn: Turn, charge: Charge): Text {
  const when = charge.paidAt === null ? '' : services.time.timeOfDay(charge.paidAt);
  const proof =
    charge.receipt === null
      ? fmt`✍️ ${turn.words.markedPaid(charge.markedByName ?? undefined, charge.reported?.receipt ?? '')}`
      : code(charge.receipt);
  return fmt`${when} · ${facts(turn, charge)} · ${proof}${charge.note === null ? '' : ` · ${charge.note}`}`;
}
