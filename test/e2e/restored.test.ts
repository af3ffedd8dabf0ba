import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { backUp, restore } from '../../src/store/engines/sqlite/backup.ts';
import { askMonitor } from '../support/monitoring.ts';
import { connectSecond, wanjiru } from '../support/second-shop.ts';
import { asha, juma, labels, openShop, stranger, type Shop } from '../support/shop.ts';

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');

/** Copies the database and runs `lost`. Then stops the bot, restores the copy and starts the bot. */
async function restoreAfter(shop: Shop, lost: () => Promise<void> = async () => undefined): Promise<void> {
  const copy = `${shop.databasePath()}.copy`;
  backUp(shop.databasePath(), copy);
  await lost();
  await shop.stop();
  restore(copy, shop.databasePath());
  rmSync(copy);
  await shop.start();
}

test('a bot on a restored database tells its owners, and pushes nothing until one of them presses Go on', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  await shop.store().users.setLanguage(juma.id, 'sw');
  await restoreAfter(shop);
  const told = await chat.sees(/^⏸ This bot was restored from a copy made/);
  expect(labels(told)).toEqual(['Go on']);
  await shop.chat(juma.id).sees(/^⏸ Bot hii imerejeshwa/);

  const command = chat.say('/charge 0712345678 500');
  const held = await chat.sees(/^⏸ This bot/, command);
  expect(pushes(shop)).toEqual([]);

  expect(await chat.press(held, 'Go on')).toBe('Done.');
  await chat.sees(/^▶️ Charging again\./);
  expect(await shop.chat(asha.id).press(told, 'Go on')).toBe('This is already settled.');
  chat.say('/charge 0712345678 500');
  await chat.sees(/Waiting for the customer/);
  expect(pushes(shop)).toHaveLength(1);
});

test('a charge that is not in the copy is not pushed again when Telegram delivers its command again', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  await restoreAfter(shop, async () => {
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting for the customer/);
  });
  const command = shop.telegram.delivered.find((update) => JSON.stringify(update).includes('/charge'))!;
  shop.telegram.redeliver(command);
  await shop.until('it was answered', () => chat.texts().filter((text) => text.startsWith('⏸')).length === 2);
  expect(pushes(shop)).toHaveLength(1);
});

test('an answer to a question is not lost during the restore hold', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  chat.say('/charge 0733345678 500');
  const question = await chat.sees(/Charge KES 500 to 0733 345 678\?/);
  await shop.until('it is recorded', async () => (await shop.store().outbox.nextDueAt()) === undefined);
  await restoreAfter(shop);
  const told = await chat.sees(/^⏸/);
  await chat.press(question, 'Charge anyway');
  await chat.sees(/^⏸/, told);
  expect(pushes(shop)).toEqual([]);
  await chat.press(told, 'Go on');
  await chat.press(question, 'Charge anyway');
  await chat.sees(/Waiting for the customer|Your message reached me late/);
});

test('a hold that begins while the bot runs is told at once, and each one once', async () => {
  const shop = await openShop({ httpPort: 0 });
  const figure = async (value: 0 | 1) =>
    await shop.until(`the figure is ${value}`, async () =>
      (await (await askMonitor(shop.log, '/metrics')).text()).includes(`\ntillbot_pushes_held ${value}\n`),
    );
  await figure(0);
  const chat = shop.chat(asha.id);
  const tellings = () => chat.heard().filter(({ text = '' }) => text.startsWith('⏸'));
  const hold = async (minutes: number) => {
    expect(await shop.store().restoreHold.begin(shop.clock.now() + minutes * 60_000)).toBe(true);
    await shop.until('it is told', () => tellings().length === 1);
    await shop.pass(150_000);
    expect(tellings()).toHaveLength(1);
  };
  await hold(1);
  expect(await chat.press(tellings()[0]!, 'Go on')).toBe('Done.');
  await chat.sees(/^▶️ Charging again\./);
  await hold(10);
  await figure(1);
});

test('a stranger cannot end the restore hold', async () => {
  const shop = await openShop();
  await restoreAfter(shop);
  const told = await shop.chat(asha.id).sees(/^⏸/);
  const data = told.reply_markup!.inline_keyboard![0]![0]!.callback_data!;
  shop.chat(stranger.id).say('hello');
  const answer = await shop.chat(stranger.id).sees(/I don’t know you/);
  expect(await shop.chat(stranger.id).press(answer, data)).toBe('This button isn’t yours.');
  expect(await shop.store().restoreHold.since()).toBeDefined();
});

test('only the operator ends the restore hold: another shop’s owner is told so, and has no button', async () => {
  const shop = await openShop();
  await connectSecond(shop);
  await restoreAfter(shop);
  const told = await shop.chat(asha.id).sees(/^⏸ This bot was restored/);
  const theirs = shop.chat(wanjiru.id);
  const said = theirs.say('/charge 0712345678 500', {}, wanjiru);
  const held = await theirs.sees(/until the person who runs it says so/, said);
  expect(labels(held)).toEqual([]);
  const { callback_data: data = '' } = told.reply_markup!.inline_keyboard![0]![0]!;
  expect(await theirs.press(held, data, wanjiru)).toBe('This question is closed.');
  expect(await shop.store().restoreHold.since()).toBeDefined();
  await shop.chat(asha.id).press(told, 'Go on');
  theirs.say('/charge 0712345678 500', {}, wanjiru);
  await theirs.sees(/Waiting/);
});
