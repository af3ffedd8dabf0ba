// @module-tag slow
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { decodeCallbackData } from '../../src/telegram/bot/callback-data.ts';
import { asha, openShop, type Shop } from '../support/shop.ts';
import { connectSecond, letIn, otieno, wanjiru } from '../support/second-shop.ts';

/** The charge or merchant that each button names, for all buttons that were sent to Telegram. */
const namesInButtons = (shop: Shop): string[] =>
  shop.telegram.calls
    .flatMap(({ payload }) => JSON.stringify(payload).match(/(?<=callback_data[\\":]+)[^"\\]+/g) ?? [])
    .flatMap((data) => {
      const action = decodeCallbackData(data);
      if (action === undefined) return [];
      return 'charge' in action ? [action.charge] : 'merchant' in action ? [action.merchant] : [];
    });

test('a new shop’s charges are numbered from 1 in every text, whatever other shops charge', async () => {
  const shop = await openShop();
  const first = shop.chat(asha.id);
  for (const n of [1, 2, 3]) first.say(`/charge 071234567${n} 100`);
  await first.sees(/#3\n📲/);
  await connectSecond(shop);
  const second = shop.chat(wanjiru.id);
  second.say('/announce here', {}, wanjiru);
  await second.sees(/Every payment/);
  second.say('/charge 0722000001 700', {}, wanjiru);
  await second.sees(/· #1\n📲/);
  const again = second.say('/charge 0722000001 700', {}, wanjiru);
  expect((await second.sees(/A prompt is still open/, again)).text).toContain('(#1, KES 700)');
  const listed = second.say('/pending', {}, wanjiru);
  expect((await second.sees(/Waiting for 1 charge/, listed)).text).toContain('#1 · KES 700');
  shop.bosmi.pay(shop.bosmi.latest('0722000001')!.id);
  expect((await second.sees(/^✅ Paid: KES 700/)).text).toMatch(/· #1$/);
  const today = second.say('/today', {}, wanjiru);
  expect((await second.sees(/Paid today/, today)).text).toContain('#1 · KES 700');
  // A number means a charge of the person's own shop.
  const hers = second.say('/status 1', {}, wanjiru);
  expect((await second.sees(/History/, hers)).text).toMatch(/^KES 700/);
  const none = second.say('/status 2', {}, wanjiru);
  await second.sees(/No charge found/, none);
  const his = first.say('/status #1');
  expect((await first.sees(/History/, his)).text).toMatch(/^KES 100 · 0712 345 671/);
});

test('no button shows how many charges or shops there are', async () => {
  const shop = await openShop();
  await connectSecond(shop);
  await letIn(shop, asha, otieno, 'cashier');
  const chat = shop.chat(asha.id);
  shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
  chat.say('/charge 0712345678 500');
  await chat.sees(/^❓ Not known/);
  shop.bosmi.behave('0722000000', { kind: 'refused' });
  chat.say('/charge 0722000000 70');
  await chat.sees(/^❌ Not sent/);
  chat.say('/charge');
  await chat.sees(/Which phone/);
  chat.say('/status 1');
  await chat.sees(/History/);
  chat.say('/staff');
  await chat.press(await chat.sees(/Who works/), 'Remove Otieno');
  await chat.sees(/^Remove Otieno/);
  chat.say('/invite');
  await chat.sees(/Who are you inviting/);
  // A person with two shops is asked which one they mean.
  await letIn(shop, wanjiru, asha, 'cashier');
  chat.say('/shop');
  await chat.sees(/Which of your shops/);
  const names = namesInButtons(shop);
  expect(new Set(names).size).toBeGreaterThanOrEqual(4);
  expect(names.filter((name) => !/^[\w-]{16}$|^[\da-f]{24}$/.test(name))).toEqual([]);
});

test('a button of a former version still works under its own message', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
  chat.say('/charge 0712345678 500');
  const notice = await chat.sees(/^❓ Not known/);
  // As the former version sent it.
  const [paid] = notice.reply_markup!.inline_keyboard!.flat();
  Object.assign(paid!, { callback_data: 'paid:1' });
  expect(await chat.press(notice, 'Customer paid')).toBe('Marked as paid.');
  expect((await shop.store().chargeQueries.byId(1))?.state).toBe('marked_paid');
});

test('each shop continues its own numbers after a restart, and no two charges have the same ref', async () => {
  const shop = await openShop();
  await connectSecond(shop);
  const [first, second] = [shop.chat(asha.id), shop.chat(wanjiru.id)];
  first.say('/charge 0712345678 500');
  await first.sees(/#1\n📲/);
  await shop.stop();
  await shop.start();
  first.say('/charge 0712345679 500');
  await first.sees(/#2\n📲/);
  second.say('/charge 0722000001 700', {}, wanjiru);
  await second.sees(/#1\n📲/);
  const sqlite = new Database(shop.databasePath(), { readonly: true });
  const refs = sqlite.prepare('SELECT ref FROM charges UNION SELECT ref FROM merchants').pluck().all();
  sqlite.close();
  expect(refs).toHaveLength(5);
});
