import { describe, expect, test } from 'vitest';
import type { SimUser } from '../../src/sandbox/bot-api/types.ts';
import { asha, GROUP, labels, openShop, type Shop } from '../support/shop.ts';
import { letIn, otieno, wanjiru } from '../support/second-shop.ts';
import { variants } from '../support/variants.ts';

/** Sends a command about items, and returns the answer. */
async function items(shop: Shop, command: string, answer: RegExp, who: SimUser = asha, chatId = who.id) {
  const said = shop.chat(chatId).say(`/items${command}`, {}, who);
  return await shop.chat(chatId).sees(answer, said);
}
const kept = async (shop: Shop): Promise<string[]> =>
  (await shop.store().items.of(1)).map(({ name, priceKes }) => `${name} ${priceKes}`);

describe('/items', () => {
  test('lists what the shop sells, and adds, reprices and removes it', async () => {
    const shop = await openShop();
    const empty = await items(shop, '', /Your list is empty[\s\S]*\/items add Unga 2 kg 210/);
    expect(labels(empty)).toEqual(['➕ Add an item']);
    await items(shop, ' add Unga 2 kg 210', /^Added: Unga 2 kg · KES 210\n\nWhat you sell \(1 of 24\)/);
    await items(shop, ' add Sugar KES 1,200/=', /^Added: Sugar · KES 1,200/);
    await items(shop, ' add SUGAR 1,250', /^SUGAR is now KES 1,250 \(it was KES 1,200\)/);
    const list = await items(shop, '', /^What you sell \(2 of 24\)\nUnga 2 kg · KES 210\nSUGAR · KES 1,250$/);
    expect(labels(list)).toEqual(['✕ Unga 2 kg', '✕ SUGAR', '➕ Add an item']);
    await items(shop, ' remove sugar', /^Removed: SUGAR/);
    await items(shop, ' remove sugar', /^“sugar” is not on the list/);
    await items(shop, ' what', /adds an item[\s\S]*What you sell/);
    expect(await kept(shop)).toEqual(['Unga 2 kg 210']);
  });

  for (const { cases, tags } of variants([
    [' add Unga', /price is missing/],
    [' add 210', /name is missing/],
    [' add Soda 1 500', /two ways/],
    [` add ${'x'.repeat(31)} 5`, /30 characters/],
  ]))
    test.each(cases)('%j is refused with the reason and an example', { tags }, async (command, reason) => {
      const shop = await openShop();
      await items(shop, command, new RegExp(`${reason.source}[\\s\\S]*/items add Unga 2 kg 210`));
      expect(await kept(shop)).toEqual([]);
    });

  test('asks for an item by its button, and again after a wrong answer', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await chat.press(await items(shop, '', /list is empty/), '➕ Add an item');
    await chat.sees(/What do you sell, and at what price/);
    const wrong = chat.say('Unga');
    await chat.sees(/price is missing[\s\S]*What do you sell/, wrong);
    chat.say('Unga 2 kg 210');
    await chat.sees(/^Added: Unga 2 kg/);
    // The question is answered: another text is none.
    const said = chat.say('Sugar 200');
    await chat.sees(/To charge a customer, send/, said);
    expect(await kept(shop)).toEqual(['Unga 2 kg 210']);
  });

  test('removes by a button once, in place, and says so at a second tap', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await items(shop, ' add Unga 2 kg 210', /Added/);
    await items(shop, ' add Sugar 200', /Added/);
    const [list, other] = [await items(shop, '', /^What you sell/), await items(shop, '', /^What you sell/)];
    const data = list.reply_markup!.inline_keyboard![0]![0]!.callback_data!;
    expect(await chat.press(list, data)).toBe('Removed: Unga 2 kg');
    expect(await chat.press(other, data)).toBe('This item is no longer on the list.');
    const now = await chat.sees(/^What you sell \(1 of 24\)\nSugar · KES 200$/);
    expect(labels(now)).toEqual(['✕ Sugar', '➕ Add an item']);
    for (const update of shop.telegram.delivered.slice()) shop.telegram.redeliver(update);
    await shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);
    expect(await kept(shop)).toEqual(['Sugar 200']);
  });

  test('has a limit', { tags: 'slow' }, async () => {
    const shop = await openShop();
    for (let n = 1; n <= 24; n += 1)
      await items(shop, ` add item ${n} x 5`, new RegExp(`^Added: item ${n} x `));
    const full = await items(shop, ' add more 5', /^The list is full: it can hold 24 items/);
    expect(labels(full)).not.toContain('➕ Add an item');
    expect(labels(full)).toHaveLength(24);
  });

  test('is for managers and owners, in private and in groups', async () => {
    const shop = await openShop();
    await letIn(shop, asha, wanjiru, 'manager');
    await letIn(shop, asha, otieno, 'cashier');
    await items(shop, ' add Unga 210', /Only a manager or an owner/, otieno);
    await items(shop, ' add Unga 210', /^Added/, wanjiru);
    await items(shop, ' add Sugar 200', /^Added/, asha, GROUP);
    const list = await items(shop, '', /^What you sell/, asha, GROUP);
    expect(labels(list)).toEqual(['✕ Unga', '✕ Sugar']);
    const group = shop.chat(GROUP);
    expect(await group.press(list, '✕ Unga', otieno)).toBe('This button isn’t yours.');
    expect(await group.press(list, '✕ Unga', wanjiru)).toBe('Removed: Unga');
    const asked = group.say('/items add');
    const question = await group.sees(/What do you sell/, asked);
    expect(question.reply_markup).toMatchObject({ force_reply: true, selective: true });
    group.say('Soda 60', { replyTo: question.message_id });
    await group.sees(/^Added: Soda/);
    expect(await kept(shop)).toEqual(['Sugar 200', 'Soda 60']);
  });
});
