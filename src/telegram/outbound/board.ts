import { bold, fmt } from 'telegraf/format';
import { isPaid, type Charge } from '../../domain/charge.ts';
import {
  decidingCharge,
  hasPaid,
  hasPaidTwice,
  isRefunded,
  mayRemind,
  statusOf,
  sumsOf,
  type Board,
  type Payer,
  type PayerStatus,
} from '../../domain/collection.ts';
import { button } from '../bot/callback-data.ts';
import type { Locale, Text } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';
import { lines, type Keyboard } from './payload.ts';
import { phoneFor, shopLine } from './render.ts';
import type { RenderContext } from './shown-charge.ts';
import { kes, withoutBrokenNumbers } from './unbroken.ts';

/** How many customers a page of a board shows: with the longest of everything, a message holds them. */
export const BOARD_PAGE = 24;
/** What is due within this is told as due at once. */
const SOON_MS = 60_000;

const ICONS: Readonly<Record<PayerStatus, string>> = {
  paid: '✅',
  marked: '✍️',
  closed: '🚫',
  mismatch: '⚠️',
  waiting: '⏳',
  sending: '⏳',
  asked: '📲',
  unknown: '❓',
  unpaid: '⌛',
  'not-sent': '❌',
  refused: '🚫',
  left: '🚫',
};

/** The board: who has paid and who has not. It is edited in place with every change. */
export function boardText(board: Board, context: RenderContext): Text {
  const { collection, payers } = board;
  const words = localeOf(collection.language);
  const sums = sumsOf(payers);
  const pages = pagesOf(board);
  const page = pages[pageOf(board) - 1] ?? [];
  return lines(
    titleLine(board, words),
    shopLine(collection.shop, words),
    fmt`${bold(words.boardPaid(sums))} · ${words.boardSum({ paid: kes(sums.paidKes), total: kes(sums.totalKes) })}`,
    sums.marked > 0 ? words.boardMarked(sums.marked) : undefined,
    sums.paidTwice > 0 ? words.paidTwice(sums.paidTwice) : undefined,
    stateLine(board, words, sums.waiting, context),
    pages.length > 1 ? latestLine(board, words) : undefined,
    ...page.flatMap((payer, index) =>
      titleAbove(board, words, payer, page[index - 1]).concat(payerLine(board, payer, words, context)),
    ),
  );
}

const titleLine = ({ collection: { note, amountKes } }: Board, words: Locale): Text =>
  fmt`👥 ${bold(note ?? words.collection)} · ${words.each(kes(amountKes))}`;

/** Says that it is closed, why it is paused, or how many prompts are still to be sent. */
function stateLine(
  { collection }: Board,
  words: Locale,
  waiting: number,
  context: RenderContext,
): string | undefined {
  if (collection.closedAt !== null) return words.boardClosed(collection.closedByName ?? undefined);
  if (collection.pause !== null) return words.boardPaused[collection.pause];
  return waiting === 0 ? undefined : words.boardWaiting(waiting, later(collection.dueAt, words, context));
}

/** Returns the time of day of a moment in steady time that is not soon; undefined for at once. */
function later(
  dueAt: number | null,
  { locale }: Locale,
  { time, now, steadyNow }: RenderContext,
): string | undefined {
  const inMs = (dueAt ?? 0) - steadyNow;
  return inMs <= SOON_MS ? undefined : time.moment(now + inMs, now, locale);
}

/** The latest payment, which may be on another page. */
function latestLine({ collection, payers }: Board, words: Locale): string | undefined {
  const paid = payers.flatMap((payer) => payer.charges.filter(isPaid).map((charge) => ({ payer, charge })));
  const latest = paid.toSorted((a, b) => (b.charge.paidAt ?? 0) - (a.charge.paidAt ?? 0))[0];
  if (latest === undefined) return undefined;
  const who = withoutBrokenNumbers(
    phoneFor(collection.chatKind, latest.payer.msisdn, latest.payer.customerName),
  );
  const receipt = latest.charge.receipt === null ? '' : ` · ${latest.charge.receipt}`;
  return `${words.latestPaid} ${who}${receipt}`;
}

/** Customers who have not paid come first. */
function pagesOf({ payers }: Board): readonly (readonly Payer[])[] {
  const sorted = [...payers.filter((payer) => !hasPaid(payer)), ...payers.filter(hasPaid)];
  return Array.from({ length: Math.max(1, Math.ceil(sorted.length / BOARD_PAGE)) }, (_, page) =>
    sorted.slice(page * BOARD_PAGE, (page + 1) * BOARD_PAGE),
  );
}

/** The page that is shown. There may be fewer than when it was chosen. */
const pageOf = (board: Board): number => Math.min(board.collection.boardPage, pagesOf(board).length);

/** A title where those begin who have not paid, or who have. */
function titleAbove(
  { payers }: Board,
  words: Locale,
  payer: Payer,
  before: Payer | undefined,
): readonly (Text | undefined)[] {
  if (before !== undefined && hasPaid(before) === hasPaid(payer)) return [];
  const paid = payers.filter(hasPaid).length;
  const title = hasPaid(payer) ? words.paidTitle(paid) : words.notPaidTitle(payers.length - paid);
  return ['', bold(title)];
}

function payerLine({ collection }: Board, payer: Payer, words: Locale, context: RenderContext): string {
  const status = statusOf(payer);
  const own = payer.amountKes === collection.amountKes ? '' : ` · ${kes(payer.amountKes)}`;
  const who = withoutBrokenNumbers(phoneFor(collection.chatKind, payer.msisdn, payer.customerName));
  return `${ICONS[status]} ${who}${own} · ${payerStatus(payer, status, words, context)}`;
}

/** The receipts of all payments of a payer: of two, one is to be sent back. */
const receiptsOf = ({ charges }: Payer): string =>
  charges
    .flatMap(({ state, receipt }) => (state === 'paid' && receipt !== null ? [receipt] : []))
    .join(' + ');

function payerStatus(payer: Payer, status: PayerStatus, words: Locale, context: RenderContext): string {
  const charge = decidingCharge(payer);
  const { payer: said } = words;
  switch (status) {
    case 'paid':
    case 'marked': {
      const what = status === 'paid' ? receiptsOf(payer) : said.marked(charge?.markedByName ?? undefined);
      const [isTwice, isBack] = [hasPaidTwice(payer), isRefunded(payer)];
      return [what, isTwice ? `⚠️ ${said.twice}` : '', isBack ? `↩️ ${said.refunded}` : '']
        .filter((part) => part !== '')
        .join(' · ');
    }
    case 'closed': {
      const reason = charge?.closeReason;
      return reason == null || reason === 'collection-closed' ? said.unpaid : words.eventClosed[reason];
    }
    case 'waiting':
      return said.waiting(later(payer.dueAt, words, context));
    case 'refused':
      return said.refused[payer.refusal ?? 'blocked'];
    case 'not-sent':
      return said.notSent;
    case 'mismatch':
    case 'sending':
    case 'asked':
    case 'unknown':
    case 'unpaid':
    case 'left':
      return said[status];
  }
}

/** The buttons under a board. A closed one only turns its pages. */
export function boardButtons(board: Board): Keyboard {
  const { collection, payers } = board;
  const { ref } = collection;
  const { buttons } = localeOf(collection.language);
  const isOpen = collection.closedAt === null;
  return [
    ...pageRow(board),
    ...(isOpen && collection.pause !== null
      ? [[button(buttons.resumeCollection, { kind: 'resumeCollection', collection: ref })]]
      : []),
    ...(isOpen && payers.some(mayRemind)
      ? [[button(buttons.remind, { kind: 'remindPayers', collection: ref })]]
      : []),
    ...(isOpen
      ? [
          [
            button(buttons.addPayers, { kind: 'addPayers', collection: ref }),
            button(buttons.close, { kind: 'closeCollection', collection: ref }),
          ],
        ]
      : []),
  ];
}

function pageRow(board: Board): Keyboard {
  const { ref } = board.collection;
  const [page, last] = [pageOf(board), pagesOf(board).length];
  if (last === 1) return [];
  const to = (target: number, label: string) =>
    button(label, { kind: 'boardPage', collection: ref, page: target });
  return [
    [
      ...(page > 1 ? [to(page - 1, `‹ ${page - 1}`)] : []),
      ...(page < last ? [to(page + 1, `${page + 1} ›`)] : []),
    ],
  ];
}

/** Whether a payment is the one after which all customers of an open collection have paid. */
export const isComplete = ({ collection, payers }: Board): boolean =>
  collection.closedAt === null && payers.length > 0 && payers.every(hasPaid);

/** The message that rings once all have paid, with the payment that came last. */
export function completionText({ collection, payers }: Board, last: Charge): Text {
  const words = localeOf(collection.language);
  const sums = sumsOf(payers);
  const who = withoutBrokenNumbers(phoneFor(collection.chatKind, last.msisdn, last.customerName));
  return lines(
    bold(words.allPaid({ count: sums.payers, amount: kes(sums.paidKes) })),
    shopLine(collection.shop, words),
    collection.note === null ? undefined : `📝 ${collection.note}`,
    `${words.lastPaid} ${who}${last.receipt === null ? '' : ` · ${last.receipt}`}`,
    sums.marked > 0 ? words.boardMarked(sums.marked) : undefined,
    sums.paidTwice > 0 ? words.paidTwice(sums.paidTwice) : undefined,
  );
}
