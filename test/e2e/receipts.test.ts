import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import { asha, GROUP, juma, labels, openShop, TOKEN, type Chat, type Shop } from '../support/shop.ts';

async function paid(shop: Shop, chatId = asha.id): Promise<void> {
  const chat = shop.chat(chatId);
  const said = chat.say('/charge 0712345678 1500 two bags for 0722 111 222');
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id, { receipt: 'UKO4H7XK2P' });
  await chat.sees(/^✅ Paid/, said);
}

/** Waits for a receipt: a picture with the same facts in its caption. */
async function receiptIn(shop: Shop, chat: Chat): Promise<SimMessage> {
  const find = () => chat.heard().findLast(({ caption }) => caption?.startsWith('🧾') === true);
  await shop.until('there is a receipt', () => find() !== undefined);
  const receipt = find()!;
  expect(receipt.photo?.[0]?.file_size).toBeGreaterThan(1_000);
  expect(receipt.caption?.length).toBeLessThanOrEqual(1_024);
  return receipt;
}

test('a paid charge’s receipt has shop, amount, M-Pesa receipt, date, masked number and note, and nothing about staff', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  await paid(shop);
  chat.say('/status 1');
  await chat.press(await chat.sees(/History/), 'Receipt');
  const receipt = await receiptIn(shop, chat);
  expect(receipt.caption).toMatch(
    /^🧾 Mama Duka\nPayment receipt\n\nKES 1,500\n\d{1,2} \w{3} \d{4}, \d\d:\d\d\nM.Pesa receipt: UKO4H7XK2P\nFrom: 0712 ••• 678\nFor: two bags for 0722•••222$/,
  );
  expect(receipt.caption).not.toMatch(/Asha|#1|345/);
  expect(receipt.reply_to_message).toBeUndefined();
  expect(receipt.reply_markup).toBeUndefined();
});

test('the notice of a payment asks for its receipt, on a message of its own, as often as it is pressed', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  await paid(shop);
  const notice = await chat.sees(/^✅ Paid/);
  expect(labels(notice)).toEqual(['Charge again', 'Receipt']);
  await chat.press(notice, 'Receipt');
  expect((await receiptIn(shop, chat)).caption).toContain('KES 1,500');
  expect(labels(await chat.sees(/^✅ Paid/))).toEqual(['Charge again', 'Receipt']);
});

test(
  'a receipt says what was refunded, and that M-Pesa did not confirm what a person marked',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    const said = chat.say('/charge 0712345678 500');
    await chat.press(await chat.sees(/^❓ Not known/, said), 'Customer paid');
    chat.say('/status 1');
    const page = await chat.sees(/History/);
    await chat.press(page, 'Refunded');
    await chat.press(await chat.sees(/^How much/), 'Part');
    await chat.sees(/^How many shillings/);
    chat.say('200');
    await chat.press(await chat.sees(/^Why did KES 200/), 'Paid twice');
    await chat.sees(/^↩️ Recorded/);
    await chat.press(page, 'Receipt');
    const receipt = await receiptIn(shop, chat);
    expect(receipt.caption).toMatch(
      /KES 500\n[^\n]*\nFrom: 0712 ••• 678\nRefunded: KES 200\nRecorded by the shop, not confirmed by M.Pesa\.$/,
    );
    expect(receipt.caption).not.toMatch(/M.Pesa receipt|twice/);
    chat.say('/status #1');
    const another = await chat.sees(/History/, receipt);
    await chat.press(page, 'Not paid');
    await chat.sees(/Marked as not paid/);
    expect(await chat.press(another, 'Receipt')).toBe('This charge is not paid, so it has no receipt.');
  },
);

test('a receipt in a group, in Kiswahili, is as masked as in private', { tags: 'slow' }, async () => {
  const shop = await openShop();
  const group = shop.chat(GROUP);
  await paid(shop, GROUP);
  group.say('/status 1', {}, juma);
  await group.press(await group.sees(/Historia/), 'Risiti', juma);
  const receipt = await receiptIn(shop, group);
  expect(receipt.caption).toMatch(/^🧾 Mama Duka\nRisiti ya malipo\n[^]*Kutoka: 0712 ••• 678/);
});

/** A square of one colour. */
async function redSquare(): Promise<Buffer> {
  const canvas = createCanvas(320, 320);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ff0000';
  context.fillRect(0, 0, 320, 320);
  return await canvas.encode('png');
}

/** How many pixels of a receipt's picture are of the colour of the logo. */
async function redIn(shop: Shop, receipt: SimMessage): Promise<number> {
  const image = await loadImage(shop.telegram.file(receipt.photo?.[0]?.file_id ?? '')!.bytes);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let red = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at] === 255 && data[at + 1] === 0 && data[at + 2] === 0) red += 1;
  return red;
}

async function setLook(shop: Shop, picture: Buffer | undefined): Promise<void> {
  const chat = shop.chat(asha.id);
  const settings = chat.say('/settings');
  const { message_id: id } = await chat.sees(/^⚙️? ?Settings/, settings);
  for (const begins of ['🧾', '📝']) {
    const button = () => {
      const panel = chat.heard().find(({ message_id }) => message_id === id)!;
      return labels(panel).find((label) => label.startsWith(begins));
    };
    await shop.until(`the panel has ${begins}`, () => button() !== undefined);
    await chat.press(
      chat.heard().find(({ message_id }) => message_id === id)!,
      button()!,
    );
  }
  await chat.sees(/Send the line/);
  const line = chat.say('Karibu tena!');
  await chat.press(await chat.sees(/Line of text: Karibu tena!/, line), '🖼 Logo');
  await chat.sees(/Send your logo as a picture/);
  const photo = shop.telegram.sendMedia(asha, asha.id, 'photo', undefined, picture ? { bytes: picture } : {});
  await chat.sees(/Logo: set/, photo);
}

test('a receipt has the shop’s line, and its picture the logo', { tags: 'slow' }, async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  await setLook(shop, await redSquare());
  await paid(shop);
  await chat.press(await chat.sees(/^✅ Paid/), 'Receipt');
  const receipt = await receiptIn(shop, chat);
  expect(receipt.caption).toMatch(/^🧾 Mama Duka\nPayment receipt\nKaribu tena!\n\nKES 1,500/);
  expect(await redIn(shop, receipt)).toBeGreaterThan(10_000);
  // It says nothing of where the logo came from.
  expect(shop.log.text()).not.toContain(TOKEN);
});

test('a receipt comes without the logo if Telegram does not give it', { tags: 'slow' }, async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  await setLook(shop, undefined);
  await paid(shop);
  await chat.press(await chat.sees(/^✅ Paid/), 'Receipt');
  const receipt = await receiptIn(shop, chat);
  expect(receipt.caption).toContain('Karibu tena!');
  expect(await redIn(shop, receipt)).toBe(0);
});
