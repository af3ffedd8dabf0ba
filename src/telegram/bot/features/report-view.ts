import { bold, code, join } from 'telegraf/format';
import type { CalendarDay } from '../../../domain/calendar.ts';
import type { Charge } from '../../../domain/charge.ts';
import { oneLine } from '../../../domain/one-line.ts';
import {
  daySpan,
  monthSpan,
  nextSpan,
  previousSpan,
  weekSpan,
  type ReportSpan,
} from '../../../domain/report-span.ts';
import { inAll, isNothing, leftOf, type PaidSums, type Takings } from '../../../domain/takings.ts';
import type { ReportSums, Reports } from '../../../store/port/reports.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import { refundedLine } from '../../outbound/refunded-line.ts';
import { phoneFor, shopLine } from '../../outbound/render.ts';
import { kes, NBSP, unbroken } from '../../outbound/unbroken.ts';
import type { Locale, Text } from '../../locales/locale.ts';
import type { BotServices } from '../bot-services.ts';
import { button } from '../callback-data.ts';
import type { Turn } from '../turn.ts';
import type { RelativeSpan } from './reports.words.ts';

/** What a report shows of one span. */
export interface ShownReport {
  readonly span: ReportSpan;
  /** The present day at the shop. */
  readonly today: CalendarDay;
  /** Names the shop in a button. */
  readonly merchant: string;
  /** The shop's name, where the person works at several; else null. */
  readonly shop: string | null;
  /** The person whose charges alone are counted, by user id; 0 for all. */
  readonly whose: number;
  /** The name of that person. */
  readonly whoseName: string;
  readonly sums: ReportSums;
  readonly open: Awaited<ReturnType<Reports['open']>>;
  readonly latest: Awaited<ReturnType<Reports['latest']>>;
  /** The page of the latest payments, from 1. */
  readonly page: number;
}

/** How many payments a page has, and how many pages can be turned. An export has the rest. */
export const PAGE = 5;
export const MOST_PAGES = 40;
/** How many cashiers are named. */
export const MOST_CASHIERS = 8;
/** The most characters of a name, so that a line with a sum fits on a phone. */
const NAME_LENGTH = 16;
export function reportText(services: BotServices, turn: Turn, report: ShownReport): Text {
  const { words } = turn;
  const { open, whose } = report;
  return lines(
    bold(`📊 ${titleOf(services, words, report)}`),
    shopLine(report.shop, words),
    whose === 0 ? undefined : `👤 ${words.reportOf(oneLine(report.whoseName, NAME_LENGTH))}`,
    ...sumLines(words, report),
    open.waiting.count === 0
      ? undefined
      : `⏳ ${words.reportOpen(kes(open.waiting.amountKes), open.waiting.count)}`,
    open.toCheck.count === 0 ? undefined : `⚠️ ${words.reportToCheck(open.toCheck.count)}`,
    ...cashierLines(words, report),
    ...latestLines(services, turn, report),
  );
}

/** `Today · Fri 27 Nov`. */
export function titleOf(
  services: BotServices,
  words: Locale,
  { span, today }: Pick<ShownReport, 'span' | 'today'>,
): string {
  const label = services.days.label(span, today, words.locale);
  const relative = relativeTo(span, today);
  return relative === undefined ? label : `${words.reportRelative[relative]} · ${label}`;
}

function relativeTo(span: ReportSpan, today: CalendarDay): RelativeSpan | undefined {
  if (isSame(span, daySpan(today))) return 'today';
  if (isSame(span, previousSpan(daySpan(today)))) return 'yesterday';
  if (isSame(span, weekSpan(today))) return 'this-week';
  return isSame(span, monthSpan(today)) ? 'this-month' : undefined;
}

const isSame = (a: ReportSpan, b: ReportSpan): boolean =>
  a.kind === b.kind && a.first === b.first && a.last === b.last;

/** What is left of what was paid, and, where something was refunded, what was taken before. */
function sumLines(words: Locale, { sums, span, today }: ShownReport): readonly (Text | undefined)[] {
  const refunded = refundedLine(words, sums, kes);
  if (inAll(sums).count === 0)
    return [span.last < today ? words.reportNothing.over : words.reportNothing.goingOn, refunded];
  const { count, amountKes } = leftOf(sums).confirmed;
  // Refunds of former payments can be more than what was paid. An average of them says nothing.
  const average = amountKes < 0 ? undefined : kes(Math.round(amountKes / Math.max(count, 1)));
  return [
    bold(kes(amountKes)),
    count === 0 ? undefined : words.reportCount(count, average),
    byHandLine(words, sums),
    refunded,
  ];
}

/** What is left of the payments that were marked by hand; nothing if there is none, and none was refunded. */
export function byHandLine(words: Locale, sums: PaidSums): string | undefined {
  if (sums.byHand.count + sums.refunded.byHand.count === 0) return undefined;
  const { count, amountKes } = leftOf(sums).byHand;
  return `✍️ ${words.reportByHand(kes(amountKes), count)}`;
}

/** The sums of each cashier, if there are several. */
function cashierLines(words: Locale, { sums, whose }: ShownReport): readonly (Text | undefined)[] {
  const { cashiers, otherCashiers } = sums;
  if (whose !== 0 || cashiers.length < 2) return [];
  return [
    '',
    bold(words.reportByCashier),
    ...cashiers.map((cashier) =>
      cashierLine(oneLine(cashier.name ?? words.reportNobody, NAME_LENGTH), cashier),
    ),
    otherCashiers.people === 0
      ? undefined
      : cashierLine(words.reportOthers(otherCashiers.people), otherCashiers),
  ];
}

const cashierLine = (name: string, sums: PaidSums): string => `${name}: ${countedByKind(sums)}`;

/** `KES 1,500 (3) ✍️ KES 300 (1)`: what is left, by kind. */
export function countedByKind(sums: PaidSums): string {
  const left = leftOf(sums);
  return [
    sums.confirmed.count + sums.refunded.confirmed.count === 0 ? undefined : counted(left.confirmed),
    sums.byHand.count + sums.refunded.byHand.count === 0 ? undefined : `✍️${NBSP}${counted(left.byHand)}`,
  ]
    .filter((text) => text !== undefined)
    .join(' ');
}

const counted = ({ amountKes, count }: Takings): string => `${kes(amountKes)}${NBSP}(${count})`;

function latestLines(services: BotServices, turn: Turn, report: ShownReport): readonly (Text | undefined)[] {
  if (report.latest.charges.length === 0) return [];
  return [
    '',
    bold(turn.words.reportLatest(report.page)),
    ...report.latest.charges.flatMap((charge) => paymentLines(services, turn, report, charge)),
  ];
}

/** When, number and amount; then the customer and what proves the payment; then the note. */
function paymentLines(
  { time }: BotServices,
  { chatKind, words, at }: Turn,
  { span }: ShownReport,
  { paidAt, number, amountKes, msisdn, customerName, receipt, markedByName, reported, note }: Charge,
): readonly (Text | undefined)[] {
  const moment = paidAt ?? at;
  const when = span.kind === 'day' ? time.timeOfDay(moment) : time.moment(moment, at, words.locale);
  // A marked charge has the receipt of a payment that a person assigned to it, if there is one.
  const proof = receipt ?? reported?.receipt;
  const facts: readonly (Text | undefined)[] = [
    // A name may break, a number may not.
    phoneFor(chatKind, msisdn, customerName).replaceAll(/(?<=[\d•]) (?=[\d•])/g, NBSP),
    receipt === null ? `✍️ ${oneLine(markedByName ?? '', NAME_LENGTH)}`.trimEnd() : undefined,
    proof === undefined ? undefined : code(proof),
  ];
  return [
    `${unbroken(when)} · #${number} · ${kes(amountKes)}`,
    join(
      facts.filter((fact) => fact !== undefined),
      ' · ',
    ),
    note === null ? undefined : `📝 ${note}`,
  ];
}

/** The buttons under a report: to the days before and after, to week and month, to the chart, and to other payments. */
export function reportKeyboard(services: BotServices, words: Locale, report: ShownReport): Keyboard {
  const { span, today, merchant, whose, sums, latest, page } = report;
  const { buttons } = words;
  const to = (text: string, other: ReportSpan, otherPage = 1) =>
    button(text, { kind: 'report', merchant, span: other, whose, page: otherPage });
  const label = (other: ReportSpan): string => services.days.label(other, today, words.locale);
  const before = previousSpan(span);
  const after = nextSpan(span, today);
  // The week of a month that goes on is the present one.
  const day = span.last < today ? span.last : today;
  const others = [
    isSame(span, daySpan(today)) ? undefined : to(buttons.reportToday, daySpan(today)),
    span.kind === 'week' ? undefined : to(buttons.reportWeek, weekSpan(day)),
    span.kind === 'month' ? undefined : to(buttons.reportMonth, monthSpan(day)),
  ].filter((found) => found !== undefined);
  const steps = [
    to(`‹ ${isSame(before, previousSpan(daySpan(today))) ? buttons.reportYesterday : label(before)}`, before),
    ...(after === undefined
      ? []
      : [to(`${isSame(after, daySpan(today)) ? buttons.reportToday : label(after)} ›`, after)]),
  ];
  return [
    ...(after === undefined && span.kind === 'day' ? [[...steps, ...others]] : [steps, others]),
    [
      ...(isNothing(sums) ? [] : [button(`📈 ${buttons.chart}`, { kind: 'chart', merchant, span, whose })]),
      ...(page > 1 ? [to(`‹ ${buttons.newer}`, span, page - 1)] : []),
      ...(latest.isMore && page < MOST_PAGES ? [to(`${buttons.older} ›`, span, page + 1)] : []),
    ],
  ].filter((row) => row.length > 0);
}
