import { bold, code, fmt } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import type { Charge } from '../../../domain/charge.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import { sayPending } from './pending.ts';
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

function paidLine(services: BotServices, turn: Turn, charge: Charge): Text {
  const when = charge.paidAt === null ? '' : services.time.timeOfDay(charge.paidAt);
  const proof =
    charge.receipt === null
      ? fmt`✍️ ${turn.words.markedPaid(charge.markedByName ?? undefined, charge.reported?.receipt ?? '')}`
      : code(charge.receipt);
  return fmt`${when} · ${facts(turn, charge)} · ${proof}${charge.note === null ? '' : ` · ${charge.note}`}`;
}
