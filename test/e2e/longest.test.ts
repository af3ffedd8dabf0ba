// @module-tag slow
import { expect, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import { MAX_RECEIPT_LINE } from '../../src/domain/merchant-settings.ts';
import { MAX_SHOP_NAME } from '../../src/domain/shop-name.ts';
import { recordSale } from '../../src/sandbox/history/record-sale.ts';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import { refundPart } from '../support/refund-steps.ts';
import { asha, openShop, type Chat, type Shop } from '../support/shop.ts';

const DAY = 24 * 3_600_000;
/** Telegram's limit of a caption. */
const MAX_CAPTION = 1_024;

/** Records sales while the shop is closed, each so many milliseconds before now. */
async function soldBefore(shop: Shop, ago: readonly number[]): Promise<void> {
  await shop.stop();
  const store = await shop.closedStore();
  const now = shop.clock.now();
  for (const [place, msAgo] of ago.entries())
    await recordSale(store, {
      merchantId: 1,
      place,
      at: now - msAgo,
      cashierId: asha.id,
      msisdn: `2547${String(12_000_000 + place)}` as Msisdn,
      customerName: null,
      amountKes: 249_000 as AmountKes,
      note: null,
      end: 'paid',
      endedAt: now - msAgo + 1_000,
      refund: undefined,
    });
  store.close();
  await shop.start();
}

async function pictureIn(shop: Shop, chat: Chat, begins: string): Promise<SimMessage> {
  const find = () => chat.heard().findLast(({ photo, caption }) => photo && caption?.startsWith(begins));
  await shop.until('the picture', () => find() !== undefined);
  return find()!;
}

test('the caption of a chart of 366 days has as many of the greatest days as fit', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await soldBefore(
    shop,
    Array.from({ length: 366 }, (_, day) => day * DAY + 60_000),
  );
  const chat = shop.chat(asha.id);
  const day = (ago: number): string => new Date(shop.clock.now() - ago * DAY).toISOString().slice(0, 10);
  const report = await chat.sees(/^📊/, chat.say(`/report ${day(365)} - ${day(0)}`));
  await chat.press(report, '📈 Chart');
  const { caption = '' } = await pictureIn(shop, chat, '📈');
  expect(caption.length).toBeGreaterThan(MAX_CAPTION - 60);
  expect(caption.length).toBeLessThanOrEqual(MAX_CAPTION);
  expect(caption).toMatch(/\n\nThe best:\n/);
});

test('the caption of the longest receipt fits', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id], shopName: 'Ŵ'.repeat(MAX_SHOP_NAME) } });
  const chat = shop.chat(asha.id);
  const line = 'Ŵ'.repeat(MAX_RECEIPT_LINE);
  const set = { what: 'receiptLine', value: line } as const;
  await shop.store().merchantSettings.change(1, set, asha.id, shop.clock.now(), () => ({
    updateId: -1,
    at: 0,
    messages: [],
    draft: { kind: 'keep' },
  }));
  const said = chat.say(`/charge 0712345678 250000 ${'🧺'.repeat(60)}`);
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
  const notice = await chat.sees(/^✅ Paid/, said);
  await refundPart(chat, 1, 200);
  await chat.press(notice, 'Receipt');
  const { caption = '' } = await pictureIn(shop, chat, '🧾');
  expect(caption).toContain('Ŵ'.repeat(MAX_SHOP_NAME));
  expect(caption).toContain('🧺'.repeat(60));
  expect(caption.length).toBeLessThanOrEqual(MAX_CAPTION);
});

test('a long export says in the chat how far it is, and at the end what came', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await soldBefore(
    shop,
    Array.from({ length: 4_000 }, (_, n) => n * 20_000 + 60_000),
  );
  const chat = shop.chat(asha.id);
  const seen: string[] = [];
  shop.telegram.onChange(({ text = '' }) => void seen.push(text));
  const day = (ago: number): string => new Date(shop.clock.now() - ago * DAY).toISOString().slice(0, 10);
  const question = await chat.sees(/which file\?/, chat.say(`/export ${day(2)} - ${day(0)}`));
  await chat.press(question, '📄 Excel');
  await shop.until('the file', () => chat.heard().some(({ document }) => document !== undefined));
  expect(seen.some((text) => /^📄 .* · Excel\n⏳ [\d,]+ rows so far…$/.test(text))).toBe(true);
  const ends = () => chat.heard().find(({ message_id }) => message_id === question.message_id)!.text;
  await shop.until('it says what came', () => /^📄 [^\n]* · Excel$/.test(ends() ?? ''));
});

test('a summary of a month brings its chart', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  const chat = shop.chat(asha.id);
  const set = chat.say('/summary monthly 20:00');
  await chat.sees(/Every month/, set);
  const chart = () =>
    chat.heard().find(({ photo, caption }) => photo !== undefined && /^📈.*\w{3}/.test(caption ?? ''));
  for (let day = 0; day < 32 && chart() === undefined; day += 1) {
    const said = chat.say(`/charge 0712345${String(100 + day)} 1000`);
    await chat.sees(/Waiting/, said);
    shop.bosmi.pay(shop.bosmi.latest(`0712345${String(100 + day)}`)!.id);
    await chat.sees(/^✅/, said);
    shop.skip(DAY);
    await shop.pass(2 * 60_000);
  }
  const month = await chat.sees(/^📊 Month /, set);
  const picture = chart()!;
  expect(picture.message_id).toBeGreaterThan(month.message_id);
  expect(picture.photo![0]!.file_size).toBeGreaterThan(1_000);
});
