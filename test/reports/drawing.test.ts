import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import type { ChartPicture } from '../../src/reports/chart-picture.ts';
import { drawChart } from '../../src/reports/draw-chart.ts';
import { pictureDrawer } from '../../src/reports/drawing.ts';

const [WIDTH, HEIGHT] = [800, 500];

const aPicture = (over: Partial<ChartPicture> = {}): ChartPicture => ({
  kind: 'chart',
  title: 'Fri 27 Nov · KES 1,800',
  legend: { confirmed: 'M-Pesa KES 1,800', byHand: undefined, refunded: undefined },
  bars: Array.from({ length: 24 }, (_, hour) => ({
    label: `${hour}`,
    confirmedKes: hour * 100,
    byHandKes: 0,
  })),
  ...over,
});

/** Draws a picture. Returns the PNG, and a function that counts its pixels of a colour, `#rrggbb`, in a part of it. */
async function drawn(picture: ChartPicture) {
  const png = await drawChart(picture);
  const image = await loadImage(png);
  const context = createCanvas(WIDTH, HEIGHT).getContext('2d');
  context.drawImage(image, 0, 0);
  const count = (
    colour: string,
    [x, y, width, height]: readonly [number, number, number, number] = [0, 0, WIDTH, HEIGHT],
  ): number => {
    const { data } = context.getImageData(x, y, width, height);
    const wanted = Number.parseInt(colour.slice(1), 16);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
      if (red * 65_536 + green * 256 + blue === wanted) found += 1;
    }
    return found;
  };
  return { png, size: [image.width, image.height], count };
}

/** Where the title is. */
const TITLE = [0, 0, WIDTH, 64] as const;
const [GREEN, ORANGE, INK] = ['#14804a', '#f4a93c', '#14213d'];

describe('a drawn chart', () => {
  test('has its bars, is 800 × 500 pixels, and is light even with a bar for each day of a year', async () => {
    const bars = Array.from({ length: 366 }, (_, n) => ({
      label: `${n}`,
      confirmedKes: (n * 7_919) % 90_000,
      byHandKes: n % 9,
    }));
    for (const picture of [aPicture(), aPicture({ bars })]) {
      const { png, size, count } = await drawn(picture);
      expect(size).toEqual([WIDTH, HEIGHT]);
      expect(png.length).toBeLessThan(60_000);
      expect(count(GREEN)).toBeGreaterThan(20_000);
    }
  });

  test('shows what is marked by hand in another colour, only where there is any', async () => {
    expect((await drawn(aPicture())).count(ORANGE)).toBe(0);
    const bars = aPicture().bars.map(({ label, confirmedKes }) => ({ label, confirmedKes, byHandKes: 500 }));
    const legend = { confirmed: 'M-Pesa KES 1,800', byHand: '✍ KES 500', refunded: undefined };
    expect((await drawn(aPicture({ bars, legend }))).count(ORANGE)).toBeGreaterThan(5_000);
  });

  test('draws below the line where more went back than was paid, and writes what was refunded', async () => {
    const bars = aPicture().bars.map(({ label, confirmedKes }) => ({
      label,
      confirmedKes: -confirmedKes,
      byHandKes: 0,
    }));
    const LEGEND = [300, 64, WIDTH - 300, 40] as const;
    const plain = await drawn(aPicture({ bars }));
    expect(plain.count(GREEN)).toBeGreaterThan(20_000);
    expect(plain.count(INK, LEGEND)).toBe(0);
    const legend = { ...aPicture().legend, refunded: '↩ KES 27,600' };
    expect((await drawn(aPicture({ bars, legend }))).count(INK, LEGEND)).toBeGreaterThan(50);
  });

  test('has the whole legend in the picture, however large its sums are', async () => {
    const MARGIN = [WIDTH - 20, 64, 20, 40] as const;
    const legend = {
      confirmed: 'M-Pesa KES 123,456,789',
      byHand: '✍ KES 123,456,789',
      refunded: '↩ KES 123,456,789',
    };
    const { count } = await drawn(aPicture({ legend }));
    expect(count(INK, MARGIN)).toBe(0);
    expect(count(INK, [0, 64, WIDTH, 40])).toBeGreaterThan(500);
  });

  test('writes its texts with the fonts that come with it: Kiswahili, dashes and emoji', async () => {
    const ink = async (title: string) => (await drawn(aPicture({ title, bars: [] }))).count(INK, TITLE);
    const missing = await ink('\u{10ffff}');
    for (const title of ['Ijumaa', 'ng’ombe –', '✅', '🧺', '✍', '↩']) {
      const found = await ink(title);
      expect([title, found > 50 && found !== missing]).toEqual([title, true]);
    }
  });
});

test('a picture that cannot be drawn rejects, and the next is drawn', async () => {
  const draw = pictureDrawer();
  const bad = draw({ ...aPicture(), bars: undefined } as unknown as ChartPicture);
  const good = draw(aPicture());
  await expect(bad).rejects.toThrow(/bars|undefined/);
  expect((await good).subarray(1, 4).toString()).toBe('PNG');
});
