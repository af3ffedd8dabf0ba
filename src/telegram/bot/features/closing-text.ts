import { bold } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import { PAYMENT_KINDS } from '../../../domain/books.ts';
import {
  netOf,
  type BookTotals,
  type CashierTotals,
  type ClosingFacts,
  type ClosingFigures,
} from '../../../domain/closing.ts';
import type { BotServices } from '../bot-services.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import type { Locale, Text } from '../../locales/locale.ts';

/** The most cashiers that a closing lists: it must fit in a message. */
const LISTED = 30;

/** What a closing is called. */
export function closingName(words: Locale, { shiftOf, number, closedByName }: ClosingFacts): string {
  return words.closings.name(
    // Everybody closes their own shift.
    shiftOf === null ? { kind: 'day', number } : { kind: 'shift', number, person: closedByName },
  );
}

/** A closing as it is shown. */
export function closingText(services: BotServices, turn: Turn, closing: ClosingFacts): Text {
  const { words } = turn;
  const moment = (at: number): string => services.time.moment(at, turn.at, words.locale);
  const from = closing.from === null ? undefined : moment(closing.from);
  return lines(
    bold(`🔒 ${closingName(words, closing)}`),
    words.closings.span(from, moment(closing.at)),
    closing.shiftOf === null ? words.closings.closedBy(closing.closedByName) : undefined,
    '',
    ...figuresLines(words, closing.figures, closing.shiftOf === null),
  );
}

/** @param hasCashiers whether the sums of each cashier are shown: a shift has one */
export function figuresLines(
  words: Locale,
  { total, cashiers, open, numbers }: ClosingFigures,
  hasCashiers: boolean,
): readonly (Text | undefined)[] {
  const payments = PAYMENT_KINDS.reduce((sum, kind) => sum + total.taken[kind].count, 0);
  const undone = PAYMENT_KINDS.map((kind) => total.takenBack[kind]);
  const undoneKes = undone.reduce((sum, { amountKes }) => sum + amountKes, 0);
  const undoneCount = undone.reduce((sum, { count }) => sum + count, 0);
  const ranked = cashiers.toSorted((a, b) => netOf(b).amountKes - netOf(a).amountKes);
  return [
    words.closings.total(formatKes(netOf(total).amountKes), payments),
    ...PAYMENT_KINDS.map((kind) => {
      const { count, amountKes } = total.taken[kind];
      return count === 0 ? undefined : words.closings.taken(kind, formatKes(amountKes), count);
    }),
    undoneCount === 0 ? undefined : words.closings.takenBack(formatKes(-undoneKes), undoneCount),
    ...refundLines(words, total),
    ...(hasCashiers && cashiers.length > 0
      ? [
          '',
          bold(words.closings.byCashier),
          ...ranked.slice(0, LISTED).map((cashier) => cashierLine(words, cashier)),
          ranked.length > LISTED ? words.andMore(ranked.length - LISTED) : undefined,
        ]
      : []),
    '',
    open.count === 0 ? undefined : words.closings.open(formatKes(open.amountKes), open.count),
    numbers === null ? undefined : words.closings.numbers(numbers.first, numbers.last),
  ];
}

/** What went back to customers, apart from what they paid. */
function refundLines(words: Locale, { taken, takenBack }: BookTotals): readonly (string | undefined)[] {
  const [made, undone] = [taken.refund, takenBack.refund];
  return [
    made.count === 0 ? undefined : words.closings.refunded(formatKes(made.amountKes), made.count),
    undone.count === 0
      ? undefined
      : words.closings.refundsTakenBack(formatKes(-undone.amountKes), undone.count),
  ];
}

function cashierLine(words: Locale, cashier: CashierTotals): Text {
  const { count, amountKes } = netOf(cashier);
  const byHand = cashier.taken.by_hand.amountKes;
  const name = cashier.name ?? (cashier.userId === null ? words.closings.outsideChats : `${cashier.userId}`);
  return lines(
    `${name}: ${formatKes(amountKes)} (${count})`,
    byHand === 0 ? undefined : `   ${words.closings.ofItByHand(formatKes(byHand))}`,
    ...refundLines(words, cashier).map((line) => line && `   ${line}`),
  );
}
