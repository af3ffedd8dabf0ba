import { describe, expect, test } from 'vitest';
import type { ChartRecipe } from '../../src/domain/file-recipe.ts';
import type { Picture } from '../../src/reports/picture.ts';
import type { ChartPicture } from '../../src/reports/chart-picture.ts';
import { makeChart } from '../../src/reports/charts.ts';
import { merchantDays } from '../../src/reports/merchant-days.ts';
import { addSums, NO_SUMS, type PaidSums } from '../../src/domain/takings.ts';
import type { Reports } from '../../src/store/port/reports.ts';

const days = merchantDays('Africa/Nairobi');
const HOUR = 3_600_000;
/** Midnight in Nairobi. */
const FROM = Date.parse('2026-11-26T21:00:00Z');
const nothing = { count: 0, amountKes: 0 };

/**
 * A store in which one payment was confirmed in each part, of as many shillings as the part's place, and a mark made in the first, of which
 * 20 were refunded. In the second part, 9 shillings of former payments were refunded, if any are to be.
 */
const sumsWith =
  (hasRefunds: boolean): Reports['sums'] =>
  async (_scope, bounds) => {
    const parts = bounds.slice(1).map((_bound, part): PaidSums => ({
      confirmed: { count: 1, amountKes: part },
      byHand: part === 0 ? { count: 1, amountKes: 50 } : nothing,
      refunded: {
        confirmed: hasRefunds && part === 1 ? { count: 1, amountKes: 9 } : nothing,
        byHand: hasRefunds && part === 0 ? { count: 1, amountKes: 20 } : nothing,
      },
    }));
    const others = { people: 0, ...NO_SUMS };
    return { ...parts.reduce(addSums, NO_SUMS), cashiers: [], otherCashiers: others, parts };
  };

async function pictureOf(
  over: Partial<ChartRecipe>,
  hasRefunds = false,
): Promise<{ picture: ChartPicture; filename: string }> {
  let picture: ChartPicture | undefined;
  const recipe: ChartRecipe = {
    kind: 'chart',
    merchantId: 1,
    chatId: null,
    userId: null,
    from: FROM,
    to: FROM + 24 * HOUR,
    by: 'hour',
    language: 'en',
    ...over,
  };
  const draw = async (drawn: Picture): Promise<Buffer> => {
    if (drawn.kind === 'chart') picture = drawn;
    return Buffer.from('png');
  };
  const sums = sumsWith(hasRefunds);
  const { filename } = await makeChart({ store: { reports: { sums } as Reports }, days, draw }, recipe);
  if (picture === undefined) throw new Error('nothing was drawn');
  return { picture, filename };
}

describe('a chart', () => {
  test('of a day has a bar for each hour, and its title names the day and the sum of all', async () => {
    const { picture, filename } = await pictureOf({});
    expect(filename).toBe('chart-2026-11-27.png');
    expect(picture.title).toBe('Fri 27 Nov · KES 326');
    expect(picture.bars.map(({ label }) => label)).toEqual(
      Array.from({ length: 24 }, (_, hour) => `${hour}`),
    );
    expect(picture.bars[0]).toEqual({ label: '0', confirmedKes: 0, byHandKes: 50 });
    expect(picture.legend).toEqual({ confirmed: 'M‑Pesa KES 276', byHand: '✍ KES 50' });
  });

  test('has what is left after refunds in its bars, title and legend, and states the refunds', async () => {
    const { picture } = await pictureOf({}, true);
    expect(picture.title).toBe('Fri 27 Nov · KES 297');
    expect(picture.bars.slice(0, 3)).toEqual([
      { label: '0', confirmedKes: 0, byHandKes: 30 },
      { label: '1', confirmedKes: -8, byHandKes: 0 },
      { label: '2', confirmedKes: 2, byHandKes: 0 },
    ]);
    expect(picture.legend).toEqual({ confirmed: 'M‑Pesa KES 267', byHand: '✍ KES 30', refunded: '↩ KES 29' });
  });

  test('of a month has a bar for each day, in Kiswahili too', async () => {
    const { from, to } = days.momentsOf({ first: '2026-11-01', last: '2026-11-30' } as never);
    const { picture } = await pictureOf({ from, to, by: 'day', language: 'sw' });
    expect(picture.title).toMatch(/^Novemba 2026 · KES /);
    expect(picture.bars.map(({ label }) => label)).toEqual(
      Array.from({ length: 30 }, (_, day) => `${day + 1}`),
    );
  });

  test('of more days has the date under a bar', async () => {
    const { from, to } = days.momentsOf({ first: '2026-10-01', last: '2026-11-27' } as never);
    const { picture } = await pictureOf({ from, to, by: 'day' });
    expect(picture.title).toMatch(/^1 Oct – 27 Nov · KES /);
    expect(picture.bars.at(-1)?.label).toBe('27 Nov');
  });
});
