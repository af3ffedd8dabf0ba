import { expect, test } from 'vitest';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { CustomerReceipt } from '../../src/reports/customer-receipt.ts';
import { drawReceipt } from '../../src/reports/draw-receipt.ts';

const RECEIPT: CustomerReceipt = {
  look: { shop: 'Mama Duka', line: null, logo: null },
  title: 'Payment receipt',
  amount: 'KES 500',
  when: '24 Nov 2026, 14:05',
  rows: [['M-Pesa receipt', 'UKO4H7XK2P']],
  remark: undefined,
};

const sizeOf = async (receipt: CustomerReceipt) => {
  const png = await drawReceipt(receipt);
  const { width, height } = await loadImage(png);
  return { width, height, bytes: png.length };
};

test('a receipt is as wide as a phone shows it, as high as what it says, and light', async () => {
  const short = await sizeOf(RECEIPT);
  expect(short.width).toBe(800);
  expect(short.bytes).toBeLessThan(200_000);
  const long = await sizeOf({
    look: { shop: '🧺'.repeat(40), line: 'A line of the shop', logo: null },
    title: 'Risiti ya malipo',
    amount: 'KES 250,000',
    when: '24 Nov 2026, 14:05',
    rows: [
      ['M-Pesa receipt', 'UKO4H7XK2P'],
      ['For', 'x'.repeat(120)],
      ['Refunded', 'KES 1'],
    ],
    remark: 'Recorded by the shop, not confirmed by M-Pesa.',
  });
  expect(long.height).toBeGreaterThan(short.height);
  // However long a text is, it takes a bounded number of lines.
  const endless = await sizeOf({ ...RECEIPT, rows: [['For', 'word '.repeat(500)]] });
  expect(endless.height).toBeLessThan(1_000);
});

test('a shop’s logo stands above its name, whatever its size', async () => {
  const logo = createCanvas(2_000, 500);
  logo.getContext('2d').fillRect(0, 0, 2_000, 500);
  const look = { ...RECEIPT.look, logo: new Uint8Array(await logo.encode('png')) };
  const [without, withLogo] = [await sizeOf(RECEIPT), await sizeOf({ ...RECEIPT, look })];
  expect(withLogo.width).toBe(800);
  expect(withLogo.height - without.height).toBeGreaterThan(100);
  expect(withLogo.height - without.height).toBeLessThan(200);
});

test('a logo that cannot be read is left out: there is still a receipt', async () => {
  for (const logo of [Uint8Array.of(0xff, 0xd8, 0xff), Buffer.from('no picture'), new Uint8Array()])
    expect(await sizeOf({ ...RECEIPT, look: { ...RECEIPT.look, logo } })).toEqual(await sizeOf(RECEIPT));
});
