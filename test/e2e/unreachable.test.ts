import { expect, test } from 'vitest';
import { asha, GROUP, juma, openShop, type Shop } from '../support/shop.ts';

const pay = (shop: Shop) => shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
const untilParked = (shop: Shop) =>
  shop.until('everybody was tried', async () => (await shop.store().outbox.nextDueAt()) === undefined);
const paidIn = (texts: readonly string[]) =>
  texts.filter((text) => /^✅ (?:Paid|Limelipwa): KES 500/.test(text));

test('a shop whose only owner blocks the bot is told of its payment as soon as the owner unblocks it', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  const chat = shop.chat(asha.id);
  chat.say('/charge 0712345678 500');
  await chat.sees(/Waiting/);
  shop.telegram.setBlocked(asha.id, true);
  pay(shop);
  await shop.until('it is paid', async () => (await shop.store().chargeQueries.byId(1))?.state === 'paid');
  await untilParked(shop);
  expect(paidIn(chat.texts())).toEqual([]);
  shop.telegram.setBlocked(asha.id, false);
  await chat.sees(/^✅ Paid: KES 500/);
  await untilParked(shop);
  expect(paidIn(chat.texts())).toHaveLength(1);
});

test('a payment of a shop that is unreachable is told where one of its people speaks next, after a restart, too', async () => {
  const shop = await openShop();
  const group = shop.chat(GROUP);
  group.say('/charge 0712345678 500', {}, juma);
  await group.sees(/Tunasubiri/);
  for (const chatId of [GROUP, asha.id, juma.id]) shop.telegram.setBlocked(chatId, true);
  pay(shop);
  await shop.until('it is paid', async () => (await shop.store().chargeQueries.byId(1))?.state === 'paid');
  await untilParked(shop);
  await shop.stop();
  await shop.start();
  shop.telegram.setBlocked(GROUP, false);
  group.say('/pending', {}, juma);
  await group.sees(/^✅ Limelipwa: KES 500/);
  await untilParked(shop);
  const all = [GROUP, asha.id, juma.id].flatMap((chatId) => paidIn(shop.chat(chatId).texts()));
  expect(all).toHaveLength(1);
});
