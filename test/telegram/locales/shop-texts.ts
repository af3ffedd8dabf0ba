import type { CalendarDay } from '../../../src/domain/calendar.ts';
import type { Charge, ChatKind } from '../../../src/domain/charge.ts';
import type { ClosingFacts } from '../../../src/domain/closing.ts';
import type { Collection } from '../../../src/domain/collection.ts';
import type { Language } from '../../../src/domain/language.ts';
import type { SummaryFacts } from '../../../src/domain/summary.ts';
import { NO_SUMS, NO_TAKINGS } from '../../../src/domain/takings.ts';
import { daySpan } from '../../../src/domain/report-span.ts';
import { merchantDays } from '../../../src/reports/merchant-days.ts';
import type { BotServices } from '../../../src/telegram/bot/bot-services.ts';
import { closingText } from '../../../src/telegram/bot/features/closing-text.ts';
import { reportText } from '../../../src/telegram/bot/features/report-view.ts';
import type { Turn } from '../../../src/telegram/bot/turn.ts';
import { boardText, completionText } from '../../../src/telegram/outbound/board.ts';
import { messageIn } from '../../../src/telegram/outbound/news.ts';
import type { FilePayload, MessagePayload } from '../../../src/telegram/outbound/payload.ts';
import { summaryMessage } from '../../../src/telegram/outbound/summary-message.ts';
import { merchantTime } from '../../../src/telegram/outbound/times.ts';
import { localeOf } from '../../../src/telegram/locales/locales.ts';
import type { Text } from '../../../src/telegram/locales/locale.ts';

const NOW = Date.parse('2026-11-24T14:05:00+03:00');
const ZONE = 'Africa/Nairobi';
const CONTEXT = { time: merchantTime(ZONE), now: NOW, steadyNow: NOW, confirmMs: 180_000 };
const DAY = '2026-11-24' as CalendarDay;
const plain = (text: Text): string => (typeof text === 'string' ? text : text.text);

/** Where a text is shown, and of which shop: null for a reader who works at one. */
interface Place {
  readonly language: Language;
  readonly chatKind: ChatKind;
  readonly shop: string | null;
}

/** Texts about a shop, besides those of one charge: summaries with their chart, boards, reports, and news of refunds. */
export const shopTexts = (place: Place): readonly string[] => [
  ...summaryTexts(place),
  ...boardTexts(place),
  reportOf(place),
  ...[true, false].map((isTakenBack) => refundNews(place, isTakenBack)),
];

function summaryTexts({ language, shop, chatKind }: Place): readonly string[] {
  const chatId = chatKind === 'private' ? 7 : -500;
  const summary: SummaryFacts = {
    period: 'day',
    firstDay: DAY,
    lastDay: DAY,
    from: NOW,
    until: NOW,
    ...NO_SUMS,
    days: [],
    earlier: null,
    cashiers: null,
    moreCashiers: 0,
    isWholeShop: true,
    waiting: 0,
    toDecide: 0,
  };
  const span = { from: NOW, to: NOW, by: 'day' } as const;
  const chart = { kind: 'chart', merchantId: 1, chatId: null, userId: null, ...span, language } as const;
  const place = { threadId: null, language, shop };
  const row = { row: { chatId }, charge: undefined } as Parameters<typeof summaryMessage>[1];
  const text = summaryMessage({ ...place, summary }, row, CONTEXT) as MessagePayload;
  const picture = summaryMessage({ ...place, chart, figures: summary }, row, CONTEXT) as FilePayload;
  return [text.text, picture.message.text];
}

function boardTexts({ language, chatKind, shop }: Place): readonly string[] {
  const collection = { ref: 'ref', amountKes: 1_500, note: null, language, chatKind, shop, boardPage: 1 };
  const state = { dueAt: null, pause: null, closedAt: null, closedByName: null };
  const board = { collection: { ...collection, ...state } as Collection, payers: [] };
  const last = { msisdn: '254712345678', customerName: null, receipt: null } as Charge;
  return [plain(boardText(board, CONTEXT)), plain(completionText(board, last))];
}

const servicesIn = (): BotServices =>
  ({ time: merchantTime(ZONE), days: merchantDays(ZONE) }) as Partial<BotServices> as BotServices;
const turnIn = ({ language, chatKind }: Omit<Place, 'shop'>): Turn =>
  ({ words: localeOf(language), chatKind, at: NOW }) as Partial<Turn> as Turn;

const reportOf = (place: Place): string =>
  plain(
    reportText(servicesIn(), turnIn(place), {
      span: daySpan(DAY),
      today: DAY,
      merchant: 'ref',
      shop: place.shop,
      whose: 0,
      whoseName: '',
      sums: { ...NO_SUMS, cashiers: [], otherCashiers: { people: 0, ...NO_SUMS }, parts: [] },
      open: { waiting: NO_TAKINGS, toCheck: NO_TAKINGS },
      latest: { charges: [], isMore: false },
      page: 1,
    }),
  );

const refundNews = ({ language, shop }: Place, isTakenBack: boolean): string =>
  messageIn(
    {
      news: {
        kind: 'refund',
        isTakenBack,
        number: 1,
        amountKes: 200,
        paidKes: 500,
        reason: 'torn bag',
        by: 'Asha',
      },
      shop: shop ?? '',
      isOfSeveral: shop !== null,
      language,
    },
    String,
  ).text;

/** A closing names no shop: whoever closes has chosen theirs. */
export function closingOf(place: Omit<Place, 'shop'>): string {
  const taken = { confirmed: NO_TAKINGS, by_hand: NO_TAKINGS, refund: NO_TAKINGS };
  const facts: ClosingFacts = {
    merchantId: 1,
    shiftOf: null,
    number: 1,
    ref: 'ref',
    from: null,
    at: NOW,
    closedBy: 7,
    closedByName: 'Asha',
    figures: { total: { taken, takenBack: taken }, cashiers: [], open: NO_TAKINGS, numbers: null },
  };
  return plain(closingText(servicesIn(), turnIn(place), facts));
}
