import { eraseNumber } from '../support/erase.ts';
import { describe, expect, test } from 'vitest';
import { asha, GROUP, juma, openShop, type Shop } from '../support/shop.ts';
import { connectSecond, wanjiru } from '../support/second-shop.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');

/** Charges in a chat and pays. Then lets time pass until no prompt can be open and no charge counts as a repetition. */
async function paid(shop: Shop, by: typeof asha, text: string): Promise<void> {
  const [, phone = ''] = text.split(' ');
  const chat = shop.chat(by.id);
  const said = chat.say(text, {}, by);
  await chat.sees(/Waiting|Tunasubiri/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅/, said);
  shop.skip(2 * MINUTE);
}

describe('a phone', () => {
  test('is charged three times in ten minutes by all shops together; a refusal says when the next charge is possible', async () => {
    const shop = await openShop({
      common: { velocityLimits: [{ of: 'phone', count: 3, withinMs: 10 * MINUTE }] },
    });
    await connectSecond(shop);
    await paid(shop, asha, '/charge 0712345678 500');
    await paid(shop, wanjiru, '/charge 0712345678 60');
    await paid(shop, juma, '/charge 0712345678 70');
    for (const by of [asha, wanjiru]) {
      const said = shop.chat(by.id).say('/charge 0712345678 80', {}, by);
      await shop
        .chat(by.id)
        .sees(/0712 345 678 was charged 3 times within 10 minutes.*again from \d\d:\d\d\./, said);
    }
    const group = shop.chat(GROUP);
    group.say('/charge 0712345678 80');
    await group.sees(/0712 ••• 678 was charged 3 times/);
    expect(pushes(shop)).toHaveLength(3);
    await paid(shop, asha, '/charge 0722000000 80');
    shop.skip(5 * MINUTE);
    await paid(shop, asha, '/charge 0712345678 80');
    expect(pushes(shop)).toHaveLength(5);
  });

  test('is still counted after its number was erased', { tags: 'slow' }, async () => {
    const shop = await openShop({ common: { velocityLimits: [{ of: 'phone', count: 2, withinMs: DAY }] } });
    await paid(shop, asha, '/charge 0712345678 500');
    await paid(shop, asha, '/charge 0712345678 60');
    const chat = shop.chat(asha.id);
    expect((await eraseNumber(chat, '0712345678')).text).toMatch(/erased from 2 finished charges/);
    const said = chat.say('/charge 0712345678 70');
    await chat.sees(/was charged 2 times/, said);
    expect(pushes(shop)).toHaveLength(2);
  });

  test('is not counted as charged when the push was refused', async () => {
    const shop = await openShop({ common: { velocityLimits: [{ of: 'phone', count: 1, withinMs: DAY }] } });
    const chat = shop.chat(asha.id);
    shop.bosmi.behave('0712345678', { kind: 'refused' });
    chat.say('/charge 0712345678 500');
    await chat.sees(/^❌ Not sent/);
    shop.bosmi.behave('0712345678', { kind: 'by-hand' });
    chat.say('/charge 0712345678 500');
    await chat.sees(/#2\n📲 Prompt sent/);
  });
});

test('a member and a shop each have a limit of charges per hour', { tags: 'slow' }, async () => {
  const shop = await openShop({
    common: {
      velocityLimits: [
        { of: 'member', count: 2, withinMs: 60 * MINUTE },
        { of: 'merchant', count: 3, withinMs: 60 * MINUTE },
      ],
    },
  });
  await connectSecond(shop);
  const chat = shop.chat(asha.id);
  await paid(shop, asha, '/charge 0712345671 500');
  await paid(shop, asha, '/charge 0712345672 500');
  chat.say('/charge 0712345673 500');
  await chat.sees(/^You have charged 2 times within 60 minutes/);
  await paid(shop, juma, '/charge 0712345674 500');
  shop.chat(juma.id).say('/charge 0712345675 500');
  await shop.chat(juma.id).sees(/^Duka hili limeomba malipo mara 3/);
  await paid(shop, wanjiru, '/charge 0712345676 500');
  expect(pushes(shop)).toHaveLength(4);
  shop.skip(60 * MINUTE);
  await paid(shop, asha, '/charge 0712345673 500');
});

describe('a blocked number', () => {
  test(
    'is not charged by the shop until it is unblocked, and other shops still charge it',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      await connectSecond(shop);
      const chat = shop.chat(asha.id);
      chat.say('/block');
      await chat.sees(/The phone number is missing[\s\S]*\/block 0712345678/);
      chat.say('/block 0712 345 678');
      await chat.sees(/0712 345 678 is not charged any more/);
      const said = chat.say('/charge 0712345678 500');
      await chat.sees(/0712 345 678 asked not to be charged/, said);
      shop.chat(GROUP).say('/charge 0712345678 500', {}, juma);
      await shop.chat(GROUP).sees(/0712 ••• 678 ilikataa kuombwa/);
      expect(pushes(shop)).toEqual([]);
      await paid(shop, wanjiru, '/charge 0712345678 60');
      chat.say('/unblock 0712345678');
      await chat.sees(/can be charged again/);
      await paid(shop, asha, '/charge 0712345678 500');
      expect(pushes(shop)).toHaveLength(2);
    },
  );

  test('stays blocked when it is erased', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, asha, '/charge 0712345678 500');
    chat.say('/block 0712345678');
    await chat.sees(/is not charged any more/);
    await eraseNumber(chat, '0712345678');
    const said = chat.say('/charge 0712345678 60');
    await chat.sees(/asked not to be charged/, said);
    chat.say('/unblock 0712345678');
    await chat.sees(/can be charged again/);
    await paid(shop, asha, '/charge 0712345678 60');
  });
});
