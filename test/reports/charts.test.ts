import { describe, expect, test } from 'vitest';
import type { ChartRecipe } from '../../src/domain/file-recipe.ts';
import type { Picture } from '../../src/reports/picture.ts';
import type { ChartPicture } from '../../src/reports/chart-picture.ts';
import { makeChart } from '../../src/reports/charts.ts';
import { shopDays } from '../../src/reports/shop-days.ts';
import type { PaidSums, Reports } from '../../src/store/port/reports.ts';

const days = shopDays('Africa/Nairobi');
const HOUR = 3_600_000;
/** Midnight in Nairobi. */
const FROM = Date.parse('2026-11-26T21:00:00Z');
const nothing = { count: 0, amountKes: 0 };

/** A store in which one payment was confirmed in each part, of as many shillings as the part's place, and a mark made in the first. */
const sums: Reports['sums'] = async (_scope, bounds) => {
  const parts = bounds.slice(1).map((_bound, part): PaidSums => ({
    confirmed: { count: 1, amountKes: part },
    byHand: part === 0 ? { count: 1, amountKes: 50 } : nothing,
  }));
  const amountKes = parts.reduce((sum, { confirmed }) => sum + confirmed.amountKes, 0);
  return {
    confirmed: { count: parts.length, amountKes },
    byHand: { count: 1, amountKes: 50 },
    cashiers: [],
    otherCashiers: { people: 0, confirmed: nothing, byHand: nothing },
    parts,
  };
};

async function pictureOf(over: Partial<ChartRecipe>): Promise<{ picture: ChartPicture; filename: string }> {
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
