import { describe, expect, test } from 'vitest';
import { asha, GROUP, juma, openShop } from '../support/shop.ts';
import { connectSecond, letIn, otieno, SECOND, wanjiru } from '../support/second-shop.ts';
import { variants } from '../support/variants.ts';

describe('an unknown command', () => {
  for (const { cases, tags } of variants(
    [
      ['/pendng', 'No such command: /pendng. Did you mean /pending?'],
      ['/weather', 'No such command: /weather. Here is what I can do: /help'],
      ['/Tody', 'No such command: /Tody. Did you mean /today?'],
      ['/hepl', 'No such command: /hepl. Did you mean /help?'],
      ['/chrge 0712345678 500', 'No such command: /chrge. Did you mean /charge?'],
      ['/charge0712345678 500', 'No such command: /charge0712345678. Did you mean /charge?'],
      ['/pendng@SandboxTillBot', 'No such command: /pendng. Did you mean /pending?'],
      ['/x', 'No such command: /x. Here is what I can do: /help'],
    ],
    2,
  ))
    test.each(cases)(
      '%s is answered with the nearest one, and charges nothing',
      { tags },
      async (text, answer) => {
        const shop = await openShop();
        const chat = shop.chat(asha.id);
        const said = chat.say(text);
        expect((await chat.sees(/./, said)).text).toBe(answer);
        expect(shop.bosmi.requests).toEqual([]);
      },
    );

  test('is answered in the reader’s language, with the command’s name in it', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(juma.id);
    for (const [typed, meant] of [
      ['/pendng', '/subiri'],
      ['/subir', '/subiri'],
      ['/reprt', '/ripoti'],
    ] as const)
      await chat.sees(new RegExp(`^Hakuna amri ya ${typed}\\. Ulimaanisha ${meant}\\?$`), chat.say(typed));
    const english = shop.chat(asha.id);
    await english.sees(/^No such command: \/ripot\. Did you mean \/report\?$/, english.say('/ripot'));
  });

  test('suggests only what the person may use', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    await letIn(shop, asha, wanjiru, 'manager');
    for (const [who, typed, answer] of [
      [asha, '/stff', /Did you mean \/staff/],
      [asha, '/newmerchnt', /Did you mean \/newmerchant/],
      [asha, '/anounce', /Did you mean \/announce/],
      [wanjiru, '/stff', /Did you mean \/staff/],
      [wanjiru, '/anounce', /Here is what I can do/],
      [wanjiru, '/newmerchnt', /Here is what I can do/],
      [otieno, '/stff', /Here is what I can do/],
      // Linking is for groups.
      [asha, '/unlnk', /Here is what I can do/],
    ] as const) {
      const chat = shop.chat(who.id);
      const said = chat.say(typed, {}, who);
      await chat.sees(answer, said);
    }
  });

  test('is no answer to an open question, which stays open', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge');
    await chat.sees(/Which phone/);
    chat.say('/pendng');
    await chat.sees(/Did you mean \/pending/);
    chat.say('0712345678');
    await chat.sees(/How many shillings/);
  });

  test('in a group is answered only if it names this bot, and without a customer’s number', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    const before = group.heard().length;
    group.say('/pendng');
    group.say('/pendng@OtherBot');
    await shop.until('both are confirmed', () => shop.telegram.unconfirmed() === 0);
    expect(group.heard()).toHaveLength(before);
    group.say('/pendng@SandboxTillBot');
    await group.sees(/Did you mean \/pending/);
    group.say('/charge0712345678@SandboxTillBot 500');
    await group.sees(/No such command: \/charge…\. Did you mean \/charge/);
    expect(group.texts().join('\n')).not.toMatch(/0712/);
  });
});

test('a key that begins with a slash is an answer, in time or late, and is never repeated', async () => {
  const shop = await openShop();
  await connectSecond(shop);
  const chat = shop.chat(wanjiru.id);
  const toKey = async (): Promise<void> => {
    const command = chat.say('/connect', {}, wanjiru);
    await chat.sees(/username at BOSMI/, command);
    chat.say(SECOND.username, {}, wanjiru);
    await chat.sees(/e-mail address/, command);
    chat.say(SECOND.email, {}, wanjiru);
    await chat.sees(/API key from the BOSMI portal/, command);
  };
  await toKey();
  const key = chat.say('/secret', {}, wanjiru);
  await chat.sees(/./, key);
  await toKey();
  shop.skip(15 * 60_000 + 1_000);
  const late = chat.say('/secret2', {}, wanjiru);
  await chat.sees(/too late|took too long|deleted/, late);
  expect(chat.texts().join('\n')).not.toMatch(/No such command|secret2/);
});
