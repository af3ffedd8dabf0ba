import { describe, expect, test } from 'vitest';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import { asha, GROUP, juma, labels, openShop, type Shop } from '../support/shop.ts';

const pushes = (shop: Shop) =>
  shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push').map(({ body }) => body);

async function addItems(shop: Shop, ...items: readonly string[]): Promise<void> {
  const chat = shop.chat(asha.id);
  for (const item of items) {
    const said = chat.say(`/items add ${item}`);
    await chat.sees(/^Added/, said);
  }
}

/** Charges, and has it paid. */
async function sold(shop: Shop, phone: string, amount: number): Promise<void> {
  const chat = shop.chat(asha.id);
  const said = chat.say(`/charge ${phone} ${amount}`);
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅ Paid/, said);
}

/** Returns a message as it is now. */
const now = (shop: Shop, { message_id }: SimMessage, chatId = asha.id): SimMessage =>
  shop
    .chat(chatId)
    .heard()
    .find((message) => message.message_id === message_id)!;
const shows = (shop: Shop, message: SimMessage, text: RegExp, chatId = asha.id): Promise<void> =>
  shop.until(`it shows ${String(text)}`, () => text.test(now(shop, message, chatId).text ?? ''));

describe('the question for the amount', () => {
  test('offers the shop’s usual amounts, and one of them leads to the question with Send in the same message', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (const [n, amount] of [50, 100, 1_500, 100, 300].entries()) await sold(shop, `071234567${n}`, amount);
    chat.say('0722000001');
    const question = await chat.sees(/How many shillings from 0722 000 001/);
    expect(labels(question)).toEqual(['100', '300', '1,500', '50']);
    expect(await chat.press(question, '1,500')).toBeUndefined();
    await shows(shop, question, /^Charge KES 1,500 to 0722 000 001\?$/);
    await chat.press(now(shop, question), 'Send');
    await shop.until('the push', () => pushes(shop).length === 6);
    expect(pushes(shop).at(-1)).toMatchObject({ phone: '0722000001', amount: 1500 });
  });

  test(
    'offers four usual amounts at most: the most frequent ones, and of those the latest',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      const amounts = [700, 20, 20, 100, 100, 300, 300, 1_500, 1_500];
      for (const [n, amount] of amounts.entries()) await sold(shop, `071234567${n}`, amount);
      chat.say('0722000001');
      expect(labels(await chat.sees(/How many shillings/))).toEqual(['1,500', '300', '100', '20']);
    },
  );

  test('adds up items in place, and Done leads to the question with Send and the items as its note', async () => {
    const shop = await openShop();
    await addItems(shop, 'Unga 2 kg 210', 'Sugar 200', 'A very long name of an item 50');
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    const question = await chat.sees(/How many shillings from 0712 345 678/);
    expect(question.reply_markup?.inline_keyboard?.map((row) => row.map(({ text }) => text))).toEqual([
      ['Unga 2 kg · 210', 'Sugar · 200'],
      ['A very long name of an item · 50'],
    ]);
    await chat.press(question, 'Unga 2 kg · 210');
    await chat.press(question, 'Unga 2 kg · 210');
    await chat.press(question, 'Sugar · 200');
    await shows(shop, question, /🧺 2 × Unga 2 kg, 1 × Sugar · KES 620$/);
    expect(labels(now(shop, question)).slice(-2)).toEqual(['✅ Done', 'Clear']);
    await chat.press(now(shop, question), '✅ Done');
    await shows(shop, question, /^Charge KES 620 to 0712 345 678\?\n📝 2 × Unga 2 kg, 1 × Sugar$/);
    await chat.press(now(shop, question), 'Send');
    await shows(shop, question, /KES 620[\s\S]*Waiting/);
    expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 620 }]);
  });

  test('counts a tap once, however often it is delivered, also after a crash', async () => {
    const shop = await openShop();
    await addItems(shop, 'Unga 210');
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    const question = await chat.sees(/How many/);
    await chat.press(question, 'Unga · 210');
    await shows(shop, question, /1 × Unga · KES 210/);
    for (const update of shop.telegram.delivered.slice()) shop.telegram.redeliver(update);
    await shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);
    await shop.crash();
    await shop.start();
    for (const update of shop.telegram.delivered.slice()) shop.telegram.redeliver(update);
    await shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);
    await Promise.all([chat.press(question, 'Unga · 210'), chat.press(question, 'Unga · 210')]);
    await shows(shop, question, /3 × Unga · KES 630/);
  });

  test(
    'is cleared by its button, and a typed amount counts instead of the items',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      await addItems(shop, 'Unga 210');
      const chat = shop.chat(asha.id);
      chat.say('/charge 0712345678');
      const question = await chat.sees(/How many/);
      await chat.press(question, 'Unga · 210');
      await shows(shop, question, /🧺/);
      const [done, clear] = now(shop, question).reply_markup!.inline_keyboard!.at(-1)!;
      const [before] = [now(shop, question)];
      await chat.press(before, clear!.callback_data!);
      await shows(shop, question, /How many shillings from 0712 345 678\?\nYou can add a note/);
      expect(labels(now(shop, question))).toEqual(['Unga · 210']);
      expect(await chat.press(before, done!.callback_data!)).not.toBeUndefined();
      await chat.press(question, 'Unga · 210');
      await shows(shop, question, /1 × Unga/);
      chat.say('77 mixed');
      await chat.sees(/Charge KES 77 to 0712 345 678\?\n📝 mixed/);
      expect(await chat.press(question, 'Unga · 210')).toBe('This question is closed.');
    },
  );

  test('keeps the items after a wrong answer', { tags: 'slow' }, async () => {
    const shop = await openShop();
    await addItems(shop, 'Unga 210');
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    const question = await chat.sees(/How many/);
    await chat.press(question, 'Unga · 210');
    await shows(shop, question, /1 × Unga/);
    const wrong = chat.say('12.50');
    const again = await chat.sees(/has cents[\s\S]*🧺 1 × Unga · KES 210/, wrong);
    await chat.press(again, '✅ Done');
    await shows(shop, again, /Charge KES 210/);
  });

  test(
    'takes no item beyond what M-Pesa takes at once, and shortens a long note',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      await addItems(
        shop,
        'Phone 125,000',
        ...Array.from({ length: 6 }, (_, n) => `${'x'.repeat(28)}${n} KES 5`),
      );
      const chat = shop.chat(asha.id);
      chat.say('/charge 0712345678');
      const question = await chat.sees(/How many/);
      for (let n = 0; n < 2; n += 1) await chat.press(question, 'Phone · 125,000');
      expect(await chat.press(question, 'Phone · 125,000')).toMatch(/takes at most KES 250,000/);
      await shows(shop, question, /2 × Phone · KES 250,000$/);
      await chat.press(now(shop, question), 'Clear');
      for (let n = 0; n < 6; n += 1) await chat.press(question, `${'x'.repeat(28)}${n} · 5`);
      await shows(shop, question, /KES 30$/);
      await chat.press(now(shop, question), '✅ Done');
      await shows(shop, question, /^Charge KES 30[\s\S]*…$/);
      const [, note = ''] = /📝 (.*)$/m.exec(now(shop, question).text ?? '') ?? [];
      expect(Array.from(note)).toHaveLength(120);
      await chat.press(now(shop, question), 'Send');
      await shop.until('the push', () => pushes(shop).length === 1);
    },
  );

  test(
    'says so at the tap of an item that was removed meanwhile, and shows what is left',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      await addItems(shop, 'Unga 210', 'Sugar 200');
      const chat = shop.chat(asha.id);
      chat.say('/charge 0712345678');
      const question = await chat.sees(/How many/);
      // Juma removes it in his chat.
      const his = shop.chat(juma.id);
      his.say('/items remove unga');
      await his.sees(/Imeondolewa: Unga/);
      expect(await chat.press(question, 'Unga · 210')).toBe('This item is no longer on the list.');
      await shop.until('it is gone', () => labels(now(shop, question)).join() === 'Sugar · 200');
    },
  );

  test('ends with its time, and then its buttons do nothing', { tags: 'slow' }, async () => {
    const shop = await openShop();
    await addItems(shop, 'Unga 210');
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    const question = await chat.sees(/How many/);
    shop.skip(15 * 60_000 + 1_000);
    expect(await chat.press(question, 'Unga · 210')).toBe('This question is closed.');
  });
});

describe('in a group', () => {
  test(
    'the buttons are a message of their own, for the person whose question it is only',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      await addItems(shop, 'Unga 210');
      await sold(shop, '0712345678', 100);
      const group = shop.chat(GROUP);
      group.say('/charge 0722000001');
      const buttons = await group.sees(/^Tap the amount or the items/);
      const question = await group.sees(/How many shillings from 0722 ••• 001/);
      expect(question.reply_markup).toMatchObject({ force_reply: true, selective: true });
      expect(labels(buttons)).toEqual(['100', 'Unga · 210']);
      expect(await group.press(buttons, 'Unga · 210', juma)).toBe('Kitufe hiki si chako.');
      expect(await group.press(buttons, '100', juma)).toBe('Kitufe hiki si chako.');
      await group.press(buttons, 'Unga · 210');
      await group.press(buttons, 'Unga · 210');
      await shows(shop, buttons, /🧺 2 × Unga · KES 420$/, GROUP);
      await group.press(now(shop, buttons, GROUP), '✅ Done');
      await shows(shop, buttons, /^Charge KES 420 to 0722 ••• 001\?\n📝 2 × Unga$/, GROUP);
      await group.press(now(shop, buttons, GROUP), 'Send');
      await shop.until('the push', () => pushes(shop).length === 2);
      expect(pushes(shop).at(-1)).toMatchObject({ phone: '0722000001', amount: 420 });
      expect(group.texts().join('\n')).not.toMatch(/0722 ?000/);
    },
  );

  test('a reply to the question answers it after items were tapped', { tags: 'slow' }, async () => {
    const shop = await openShop();
    await addItems(shop, 'Unga 210');
    const group = shop.chat(GROUP);
    group.say('/charge 0722000001');
    const question = await group.sees(/How many shillings/);
    const buttons = await group.sees(/^Tap the amount/);
    await group.press(buttons, 'Unga · 210');
    await shows(shop, buttons, /1 × Unga/, GROUP);
    group.say('500 two bags', { replyTo: question.message_id });
    await group.sees(/Charge KES 500 to 0722 ••• 001\?\n📝 two bags/);
  });
});
