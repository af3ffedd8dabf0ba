import { expect, test } from 'vitest';
import type { SummaryChartPayload } from '../../../src/domain/messages.ts';
import type { DueMessage } from '../../../src/store/port/outbox.ts';
import type { FilePayload } from '../../../src/telegram/outbound/payload.ts';
import { summaryMessage } from '../../../src/telegram/outbound/summary-message.ts';
import { shopTime } from '../../../src/telegram/outbound/times.ts';

const row = { row: { chatId: 501 }, charge: undefined } as Pick<DueMessage, 'row' | 'charge'>;
const context = { time: shopTime('Africa/Nairobi'), now: 0, steadyNow: 0, confirmMs: 1 };

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
