import { describe, expect, test } from 'vitest';
import type { SummaryChartPayload, SummaryPayload } from '../../../src/domain/messages.ts';
import type { SummaryFacts } from '../../../src/domain/summary.ts';
import type { DueMessage } from '../../../src/store/port/outbox.ts';
import type { FilePayload, MessagePayload } from '../../../src/telegram/outbound/payload.ts';
import { summaryMessage } from '../../../src/telegram/outbound/summary-message.ts';
import { merchantTime } from '../../../src/telegram/outbound/times.ts';

const row = { row: { chatId: 501 }, charge: undefined } as Pick<DueMessage, 'row' | 'charge'>;
const context = { time: merchantTime('Africa/Nairobi'), now: 0, steadyNow: 0, confirmMs: 1 };

/** The caption of the chart of a month, in which each day took a bit more than the one before. */
function captionOf(
  language: 'en' | 'sw',
  amountKes: number,
  { count = 99, shop = 'Mama Duka' } = {},
): readonly string[] {
  const days = Array.from({ length: 31 }, (_, n) => ({
    day: `2026-12-${String(n + 1).padStart(2, '0')}`,
    amountKes: amountKes === 0 ? 0 : amountKes + n,
    count: amountKes === 0 ? 0 : count,
  }));
  const chart: SummaryChartPayload['chart'] = {
    kind: 'chart',
    merchantId: 1,
    chatId: -4001,
    userId: null,
    from: 0,
    to: 1,
    by: 'day',
    language,
  };
  const all = { amountKes: amountKes * 31, count: count * 31 };
  const figures: SummaryChartPayload['figures'] = {
    period: 'month',
    firstDay: '2026-12-01',
    lastDay: '2026-12-31',
    until: Date.parse('2026-12-31T17:00:00Z'),
    confirmed: all,
    byHand: all,
    days,
  };
  const payload: SummaryChartPayload = { threadId: 17, language, shop, chart, figures };
  const made = summaryMessage(payload, row, context) as FilePayload;
  expect(made).toMatchObject({
    file: chart,
    language,
    message: { message_thread_id: 17, disable_notification: true },
  });
  expect(made.message.text.length).toBeLessThanOrEqual(1_024);
  return made.message.text.split('\n');
}

test.each(['en', 'sw'] as const)(
  'the chart of a month has a line for each day in its caption, in %s',
  (language) => {
    const lines = captionOf(language, 20_000);
    expect(lines.filter((line) => /^\d+ \p{L}+ · KES 20,0\d\d · 99$/u.test(line))).toHaveLength(31);
  },
);

test.each(['en', 'sw'] as const)(
  'where they do not fit, the greatest days are there, in their order, in %s',
  (language) => {
    const lines = captionOf(language, 123_456_789, { count: 4_321, shop: 'M'.repeat(64) });
    const days = lines.filter((line) => line.endsWith('· 4321'));
    expect(days.length).toBeGreaterThan(15);
    expect(days.length).toBeLessThan(31);
    expect(days.at(-1)).toContain('31');
    expect(lines.join('\n')).not.toContain('123,456,789 · 4321');
  },
);

test('days without payments have no line', () => {
  expect(captionOf('en', 0)).toHaveLength(5);
});

const nothing = { count: 0, amountKes: 0 };
const takings = (count: number, amountKes: number) => ({ count, amountKes });
const FACTS: SummaryFacts = {
  period: 'day',
  firstDay: '2026-11-27',
  lastDay: '2026-11-27',
  from: Date.parse('2026-11-26T21:00:00Z'),
  until: Date.parse('2026-11-27T17:00:00Z'),
  confirmed: takings(3, 5_000),
  byHand: takings(1, 300),
  refunded: { confirmed: takings(1, 500), byHand: takings(1, 100) },
  days: [],
  earlier: null,
  cashiers: null,
  moreCashiers: 0,
  isWholeShop: true,
  waiting: 0,
  toDecide: 0,
};

/** The lines of a summary under its title. */
function linesOf(over: Partial<SummaryFacts>, language: 'en' | 'sw' = 'en'): readonly string[] {
  const payload: SummaryPayload = { threadId: null, language, shop: null, summary: { ...FACTS, ...over } };
  return (summaryMessage(payload, row, context) as MessagePayload).text.split('\n').slice(1);
}

describe('refunds', () => {
  test('are deducted in each sum, and stated with what was taken', () => {
    expect(linesOf({})).toEqual([
      '✅ KES 4,500 · 3 payments',
      '✍️ Marked by hand: KES 200 · 1',
      '↩️ KES 5,300 taken, KES 600 refunded (2)',
    ]);
    expect(linesOf({}, 'sw')).toEqual([
      '✅ KES 4,500 · malipo 3',
      '✍️ Kwa mkono: KES 200 · 1',
      '↩️ KES 5,300 zilipokelewa, KES 600 zimerudishwa (2)',
    ]);
  });

  test('of former days alone leave less than nothing, and nothing is said to be paid', () => {
    const refunded = { confirmed: takings(1, 500), byHand: nothing };
    expect(
      linesOf({
        confirmed: nothing,
        byHand: nothing,
        refunded,
        cashiers: [
          { name: 'Asha', confirmed: nothing, byHand: nothing, refunded },
          { name: 'Juma', confirmed: nothing, byHand: nothing, refunded },
        ],
      }),
    ).toEqual([
      'No payments.',
      '↩️ KES 500 refunded (1)',
      '👤 Asha · −KES 500 · 0',
      '👤 Juma · −KES 500 · 0',
    ]);
  });

  test('of confirmed payments are not deducted from marks, nor the other way round', () => {
    const byHand = { confirmed: nothing, byHand: takings(1, 100) };
    expect(linesOf({ byHand: nothing, refunded: byHand })).toEqual([
      '✅ KES 5,000 · 3 payments',
      '✍️ Marked by hand: −KES 100 · 0',
      '↩️ KES 5,000 taken, KES 100 refunded (1)',
    ]);
  });

  test('count for the best day, the days of a week and what came before', () => {
    const days = [
      { day: '2026-11-25', count: 1, amountKes: -50 },
      { day: '2026-11-26', count: 2, amountKes: 900 },
      { day: '2026-11-27', count: 0, amountKes: -70 },
    ];
    expect(linesOf({ period: 'month', days })).toContain('🏆 Best day: Thu 26 Nov, KES 900');
    expect(linesOf({ period: 'month', days: [days[0]!] }).join('\n')).not.toContain('🏆');
    expect(linesOf({ period: 'week', days }).filter((line) => /^\w+ \d+ Nov/.test(line))).toEqual([
      'Wed 25 Nov · −KES 50 · 1',
      'Thu 26 Nov · KES 900 · 2',
      'Fri 27 Nov · −KES 70 · 0',
    ]);
    const earlier = {
      since: 0,
      confirmed: takings(1, 40),
      byHand: nothing,
      refunded: { confirmed: takings(1, 10), byHand: nothing },
    };
    expect(linesOf({ earlier }).join('\n')).toMatch(
      /🕗 Before that, since [^:]+(?::\d\d)?: KES 30 · 1, after KES 10 refunded/,
    );
  });

  test('are none in what a former version has summed', () => {
    const { refunded: _, ...former } = FACTS;
    const payload = { threadId: null, language: 'en', shop: null, summary: former } as SummaryPayload;
    const { text } = summaryMessage(payload, row, context) as MessagePayload;
    expect(text.split('\n').slice(1)).toEqual([
      '✅ KES 5,000 · 3 payments',
      '✍️ Marked by hand: KES 300 · 1',
    ]);
  });
});
