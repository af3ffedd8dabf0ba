// @module-tag slow
import { expect, test } from 'vitest';
import { asha, labels, openShop, type Chat, type Shop } from '../support/shop.ts';

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');

async function crash(shop: Shop): Promise<void> {
  await shop.crash();
  await shop.start();
}

async function sold(shop: Shop, chat: Chat, phone: string, amount: number): Promise<void> {
  const said = chat.say(`/charge ${phone} ${amount}`);
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅ Paid/, said);
}

test('a question of /close is answered after a crash, and a closing survives the next one', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  await sold(shop, chat, '0712345678', 500);
  const question = await chat.sees(/^Close day 1\?/, chat.say('/close'));
  await crash(shop);
  await chat.press(question, 'Close the day');
  const report = await chat.sees(/^🔒 Day 1/);
  expect(report.text).toContain('KES 500 · 1 payment');
  await crash(shop);
  expect(await shop.store().closings.list({ merchantId: 1, of: 'all' }, undefined, 10)).toHaveLength(1);
  await chat.sees(/There’s nothing to close/, chat.say('/close'));
});

test('items survive a crash, and one tap on an old list removes one of them', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  for (const item of ['Unga 210', 'Sugar 200']) await chat.sees(/^Added/, chat.say(`/items add ${item}`));
  const list = await chat.sees(/^What you sell \(2 of 24\)/, chat.say('/items'));
  await crash(shop);
  expect(await chat.press(list, '✕ Unga')).toBe('Removed: Unga');
  await crash(shop);
  expect((await shop.store().items.of(1)).map(({ name }) => name)).toEqual(['Sugar']);
});

test('an export that is under way at a crash arrives afterwards', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  await sold(shop, chat, '0712345678', 500);
  const question = await chat.sees(/which file\?/, chat.say('/export'));
  let isUnderWay = false;
  shop.telegram.faults.add({ kind: 'hang' }, ({ method }) => (isUnderWay ||= method === 'sendDocument'));
  await chat.press(question, '📄 CSV');
  await shop.until('it is under way', () => isUnderWay);
  await crash(shop);
  await shop.until('the file', () => chat.heard().some(({ document }) => document !== undefined));
  await shop.pass(5_000);
  expect(chat.heard().filter(({ document }) => document !== undefined)).toHaveLength(1);
});

test('a customer’s cancelling is kept through a crash: Send again sends once, and the earlier prompt is watched', async () => {
  const shop = await openShop({ common: { confirmMs: 10 * 60_000 } });
  const chat = shop.chat(asha.id);
  const said = chat.say('/charge 0712345678 500');
  const card = await chat.sees(/Waiting/, said);
  const labelsNow = () =>
    labels(chat.heard().find(({ message_id }) => message_id === card.message_id) ?? card);
  expect(labelsNow()).toContain('Customer cancelled');
  await shop.pass(20_000);
  const first = shop.bosmi.latest('0712345678')!;
  const shown = chat.heard().find(({ message_id }) => message_id === card.message_id)!;
  expect(await chat.press(shown, 'Customer cancelled')).toBe('Closed. You can send again.');
  await crash(shop);
  const closed = await chat.sees(/🚫 Customer cancelled, says Asha/);
  await chat.press(closed, 'Send again');
  await chat.sees(/#2\n📲 Prompt sent/);
  await crash(shop);
  shop.bosmi.pay(first.id, { receipt: 'UKN0000001' });
  await chat.sees(/^✅ Paid[^]*UKN0000001[^]*This charge was closed: customer cancelled/);
  expect(pushes(shop)).toHaveLength(2);
});
