import { describe, expect, test } from 'vitest';
import { asha, GROUP, juma, openShop, stranger, type Shop } from '../support/shop.ts';
import { letIn, otieno, removeByButtons, wanjiru } from '../support/second-shop.ts';

/** The names in a menu; undefined if there is none. */
const namesIn = (shop: Shop, key: string): readonly string[] | undefined =>
  (shop.telegram.commands.get(key) as { command: string }[] | undefined)?.map(({ command }) => command);

/** What everybody’s menu has, in a group and in private. */
const IN_GROUPS = [
  'charge',
  'collect',
  'today',
  'report',
  'pending',
  'status',
  'find',
  'close',
  'closings',
  'cancel',
  'language',
  'help',
];
const EVERYDAY = IN_GROUPS.toSpliced(7, 0, 'customers');
const MANAGERS = [...EVERYDAY.toSpliced(10, 0, 'export'), 'items', 'staff', 'invite', 'summary', 'block'];

describe('Telegram’s command menu', () => {
  test('shows strangers how to begin, and groups what works in groups', async () => {
    const shop = await openShop();
    await shop.until('all are registered', () => shop.telegram.commands.has('all_group_chats:sw'));
    for (const scope of ['default', 'all_private_chats']) {
      expect(namesIn(shop, `${scope}:`)).toEqual(['start', 'help']);
      expect(namesIn(shop, `${scope}:sw`)).toEqual(['start', 'msaada']);
    }
    expect(namesIn(shop, 'all_group_chats:')).toEqual(IN_GROUPS);
    const said = shop.chat(stranger.id).say('/help', {}, stranger);
    await shop.chat(stranger.id).sees(/ask the owner for a link/, said);
    expect(namesIn(shop, `chat/${stranger.id}:`)).toBeUndefined();
  });

  test('shows each person of a shop what their role may do, from when they join until they are removed', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    await letIn(shop, asha, wanjiru, 'manager');
    await shop.until('both have a menu', () => namesIn(shop, `chat/${wanjiru.id}:`) !== undefined);
    expect(namesIn(shop, `chat/${otieno.id}:`)).toEqual(EVERYDAY);
    expect(namesIn(shop, `chat/${wanjiru.id}:`)).toEqual(MANAGERS);
    expect(namesIn(shop, `chat/${asha.id}:`)).toContain('connect');
    await removeByButtons(shop, asha, 'Otieno');
    await shop.until('his is gone', () => namesIn(shop, `chat/${otieno.id}:`) === undefined);
  });

  test('follows the language that a person chooses', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/language');
    await chat.press(await chat.sees(/Which language/), 'Kiswahili');
    await shop.until('it is in Kiswahili', () => namesIn(shop, `chat/${asha.id}:`)?.[0] === 'omba');
    expect(namesIn(shop, `chat/${asha.id}:`)).toContain('wafanyakazi');
  });

  test(
    'is set once for a person, however much they say, and a group’s messages set none',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const set: unknown[] = [];
      shop.telegram.onCall(({ method, payload }) => {
        if (method === 'setMyCommands' && JSON.stringify(payload).includes(`"chat_id":${otieno.id}`))
          set.push(payload);
      });
      await letIn(shop, asha, otieno, 'cashier');
      for (let i = 0; i < 5; i++) shop.chat(otieno.id).say('/today', {}, otieno);
      shop.chat(GROUP).say('/today', {}, otieno);
      await shop.until('all are answered', () => shop.telegram.unconfirmed() === 0);
      await shop.until('it is set', () => set.length > 0);
      await shop.pass(3_000);
      expect(set).toHaveLength(1);
    },
  );
});

describe('the Kiswahili names of commands', () => {
  test('work in every language and with any capitals, and lead to the same', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(juma.id);
    for (const [text, answer] of [
      ['/omba 0712345678 500', /Ombi limetumwa/],
      ['/Subiri', /^Maombi yanayosubiriwa: 1/],
      ['/leo', /Bado hakuna kilicholipwa/],
      ['/hali 1', /Historia/],
      ['/ghairi', /Hakuna cha kughairi/],
      ['/msaada', /huomba malipo/],
      ['/msaada duka', /Wenye duka/],
      ['/wafanyakazi', /^Wafanyakazi/],
      ['/tangaza hapa', /hutangazwa kwenye gumzo hili/],
      ['/tangaza basi', /hayatangazwi tena/],
      ['/vikundi', /Mnakoombea malipo/],
      ['/zuia 0712345679', /haiombwi malipo tena/],
    ] as const) {
      const said = chat.say(text, {}, juma);
      await chat.sees(answer, said);
    }
    const said = shop.chat(asha.id).say('/leo');
    await shop.chat(asha.id).sees(/Nothing was paid yet/, said);
  });

  test('of several charges in a message are told apart, so that none is sent', async () => {
    const shop = await openShop();
    const chat = shop.chat(juma.id);
    const said = chat.say('/omba 0712345678 500 /charge 0712345679 600\n/omba 0712345670 700', {}, juma);
    const refused = await chat.sees(/amri moja kwa kila ujumbe/, said);
    expect(refused.text?.split('\n').slice(1)).toEqual([
      '/omba 0712345678 500',
      '/charge 0712345679 600',
      '/omba 0712345670 700',
    ]);
    expect(shop.bosmi.requests).toEqual([]);
  });

  test('link and unlink a group', { tags: 'slow' }, async () => {
    const shop = await openShop({ linked: false });
    const group = shop.chat(GROUP);
    const said = group.say('/unganisha', {}, juma);
    await group.sees(/Kikundi hiki kimeunganishwa na Mama Duka/, said);
    const undone = group.say('/tenganisha', {}, juma);
    await group.sees(/kimetenganishwa na duka/, undone);
  });
});

test('welcomes tell owners and managers their commands', async () => {
  const shop = await openShop();
  await letIn(shop, asha, wanjiru, 'manager');
  const manager = await shop.chat(wanjiru.id).sees(/charges your customers/);
  expect(manager.text).toContain('/invite');
  expect(manager.text).not.toContain('/announce');
  await letIn(shop, asha, otieno, 'owner');
  expect((await shop.chat(otieno.id).sees(/charges your customers/)).text).toContain('/announce here');
});
