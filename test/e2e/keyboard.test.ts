import { expect, test } from 'vitest';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import { asha, GROUP, juma, openShop, stranger } from '../support/shop.ts';
import { letIn, otieno } from '../support/second-shop.ts';

const keysOf = ({ reply_markup: markup }: SimMessage): readonly string[] | undefined =>
  markup?.keyboard?.flat().map(({ text }) => text);
const ENGLISH = ['💳 Charge', '📊 Today', '⏳ Pending'];
const KISWAHILI = ['💳 Omba malipo', '📊 Leo', '⏳ Yanayosubiriwa'];

test('/start and /help show the keys in private, and nothing else does', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  for (const command of ['/start', '/help']) {
    const said = chat.say(command);
    expect(keysOf(await chat.sees(/^Tillbot/, said))).toEqual(ENGLISH);
  }
  const other = chat.say('/pending');
  expect(keysOf(await chat.sees(/No charge is waiting/, other))).toBeUndefined();
  const swahili = shop.chat(juma.id);
  swahili.say('/help');
  expect(keysOf(await swahili.sees(/^Tillbot/))).toEqual(KISWAHILI);
  const group = shop.chat(GROUP);
  group.say('/help');
  expect(keysOf(await group.sees(/^Tillbot/))).toBeUndefined();
});

test('a person who joins sees the keys', { tags: 'slow' }, async () => {
  const shop = await openShop();
  await letIn(shop, asha, otieno, 'cashier');
  expect(keysOf(await shop.chat(otieno.id).sees(/^Tillbot/))).toEqual(ENGLISH);
});

test('a key is its command, ends a conversation, and counts in both languages', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  for (const [key, answer] of [
    ['💳 Charge', /Which phone/],
    ['📊 Today', /Nothing was paid yet/],
    ['⏳ Pending', /No charge is waiting/],
    ['💳 Omba malipo', /Which phone/],
    ['📊 Leo', /Nothing was paid yet/],
  ] as const) {
    const pressed = chat.say(key);
    await chat.sees(answer, pressed);
  }
  // The last key won over the open question, so the number begins another conversation.
  const number = chat.say('0712345678');
  await chat.sees(/How many shillings/, number);
  const key = chat.say('⏳ Pending');
  await chat.sees(/No charge is waiting/, key);
  const amount = chat.say('500');
  await chat.sees(/To charge a customer, send/, amount);
  expect(shop.bosmi.requests).toEqual([]);
});

test(
  'a key that is forwarded, or written in a group, is a text like any other',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const forwarded = chat.say('📊 Today', { forwardOf: stranger });
    await chat.sees(/To charge a customer, send/, forwarded);
    const group = shop.chat(GROUP);
    group.say('📊 Today');
    await shop.until('it is confirmed', () => shop.telegram.unconfirmed() === 0);
    expect(group.heard()).toEqual([]);
  },
);

test(
  '/keyboard off removes the keys until /keyboard on, also after a restart',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const asked = chat.say('/keyboard');
    await chat.sees(/\/keyboard off hides them/, asked);
    chat.say('/keyboard off');
    const gone = await chat.sees(/The keys are gone/);
    expect(gone.reply_markup?.remove_keyboard).toBe(true);
    await shop.stop();
    await shop.start();
    const help = chat.say('/help');
    expect(keysOf(await chat.sees(/^Tillbot/, help))).toBeUndefined();
    // A key that the phone still shows works all the same.
    const key = chat.say('📊 Today');
    await chat.sees(/Nothing was paid yet/, key);
    chat.say('/keyboard on');
    expect(keysOf(await chat.sees(/Here are your keys/))).toEqual(ENGLISH);
    const again = chat.say('/help');
    expect(keysOf(await chat.sees(/^Tillbot/, again))).toEqual(ENGLISH);
    const group = shop.chat(GROUP);
    group.say('/keyboard off');
    await group.sees(/private chat/);
  },
);

test('another language brings the keys in it, unless they are off', { tags: 'slow' }, async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  chat.say('/language');
  await chat.press(await chat.sees(/Which language/), 'Kiswahili');
  expect(keysOf(await chat.sees(/Vitufe vyako/))).toEqual(KISWAHILI);
  const off = chat.say('/keyboard off');
  await chat.sees(/Vitufe vimefichwa/, off);
  const asked = chat.say('/language');
  await chat.press(await chat.sees(/lugha/, asked), 'English');
  await chat.sees(/I’ll speak English/, asked);
  await shop.pass(2_000);
  expect(chat.heard().filter((message) => keysOf(message)?.includes('💳 Charge'))).toEqual([]);
});
