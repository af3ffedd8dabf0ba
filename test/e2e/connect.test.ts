import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { keyring } from '../../src/security/keyring.ts';
import { databaseBytes } from '../support/database-bytes.ts';
import { asha, juma, openShop, SECRET_KEY, stranger, type Shop, NOTHING_TODAY } from '../support/shop.ts';
import {
  codeIn,
  connectSecond,
  letIn,
  otieno,
  removeByButtons,
  SECOND,
  wanjiru,
} from '../support/second-shop.ts';

/** What the gateway was asked, but for the checks of accounts that were entered. */
const chargingRequests = (shop: Shop) =>
  shop.bosmi.requests.filter(({ body }) => !String(body['transaction_id']).startsWith('check-'));

const pushesOf = (shop: Shop, apiKey: string) =>
  shop.bosmi.requests.filter(({ endpoint, body }) => endpoint === 'push' && body['api_key'] === apiKey);

describe('connecting a shop', () => {
  test('lets its owner charge and be paid through their own account', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    const chat = shop.chat(wanjiru.id);
    chat.say('/charge 0712345678 500', {}, wanjiru);
    await chat.sees(/Waiting/);
    expect(pushesOf(shop, SECOND.apiKey)).toHaveLength(1);
    expect(pushesOf(shop, 'e2e-Key#1')).toEqual([]);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 500/);
    // The first shop does not see this charge.
    shop.chat(asha.id).say('/today');
    await shop.chat(asha.id).sees(NOTHING_TODAY);
    shop.chat(asha.id).say('/status 1');
    await shop.chat(asha.id).sees(/No charge found/);

    await shop.stop();
    await shop.start();
    chat.say('/charge 0722000000 70', {}, wanjiru);
    await chat.sees(/#2\n📲 Prompt sent/);
    expect(pushesOf(shop, SECOND.apiKey)).toHaveLength(2);
  });

  test('deletes the message with the key, shows its last three characters, and stores no plain text of it', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    const chat = shop.chat(wanjiru.id);
    const texts = shop.telegram.messages(wanjiru.id).map(({ text }) => text ?? '');
    expect(texts.join('\n')).not.toContain(SECOND.apiKey);
    const done = await chat.sees(/is connected/);
    expect(done.text).toContain(`•••${SECOND.apiKey.slice(-3)}`);
    expect(done.text).not.toContain(SECOND.apiKey.slice(-4));
    chat.say('/charge 0712345678 500', {}, wanjiru);
    await chat.sees(/Waiting/);
    await shop.stop();
    for (const secret of [SECOND.apiKey, SECOND.email]) {
      expect(databaseBytes(shop.databasePath())).not.toContain(secret);
      expect(shop.log.text()).not.toContain(secret);
    }
  });

  test(
    'asks again after a wrong answer, keeps the right answers, and deletes a wrong key, too',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      shop.telegram.openPrivateChat(wanjiru);
      shop.bosmi.addAccount(SECOND);
      const [operator, chat] = [shop.chat(asha.id), shop.chat(wanjiru.id)];
      operator.say('/newmerchant');
      chat.say(`/start ${codeIn((await operator.sees(/connect a shop/)).text)}`, {}, wanjiru);
      await chat.sees(/send \/connect/);
      const asks = async (say: string, pattern: RegExp) => {
        const said = chat.say(say, {}, wanjiru);
        await chat.sees(pattern, said);
        return said;
      };
      await asks('hello?', /You can connect your shop now/);
      await asks('/charge 0712345678 500', /You can connect your shop now/);
      await asks('/connect', /business called/);
      await asks('x'.repeat(41), /1 to 40 characters[\s\S]*business called/);
      await asks('<b>Mama</b> Duka', /username at BOSMI/);
      await asks('two words', /one word[\s\S]*username at BOSMI/);
      await asks('wanjiru', /e-mail address/);
      await asks('not an address', /not an e-mail address[\s\S]*Which e-mail/);
      await asks('wanjiru@duka.example', /API key from/);
      const wrong = await asks('my key is Sd4', /not an API key[\s\S]*API key from/);
      expect(shop.telegram.messages(wanjiru.id).map(({ message_id: id }) => id)).not.toContain(
        wrong.message_id,
      );
      await shop.stop();
      await shop.start();
      await asks(SECOND.apiKey, /<b>Mama<\/b> Duka is connected/);
      expect(await shop.store().members.of(wanjiru.id)).toMatchObject([
        { merchantId: 2, merchantName: '<b>Mama</b> Duka', role: 'owner' },
      ]);
    },
  );

  test('says what the gateway answers about the account: accepted, refused, or no clear answer', async () => {
    const shop = await openShop();
    const chat = shop.chat(wanjiru.id);
    await connectSecond(shop);
    await chat.sees(/^✅ The gateway answers for the account with the key •••ond and does not refuse it\./);
    const entered = async (key: string, answer: RegExp): Promise<void> => {
      const said = chat.say('/connect', {}, wanjiru);
      await chat.sees(/username at BOSMI/, said);
      chat.say(SECOND.username, {}, wanjiru);
      await chat.sees(/e-mail address/, said);
      chat.say(SECOND.email, {}, wanjiru);
      await chat.sees(/API key from/, said);
      chat.say(key, {}, wanjiru);
      await chat.sees(answer, said);
    };
    await entered('another-key-xyz', /^❌ The gateway refuses the account with the key •••xyz\..*\/connect$/);
    shop.bosmi.faults.add({ kind: 'garbage' }, ({ endpoint }) => endpoint === 'query');
    await entered(SECOND.apiKey, /^❓ The account with the key •••ond is not checked yet/);
    // Nothing was charged to find out.
    expect(shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push')).toEqual([]);
    const charged = chat.say('/charge 0712345678 500', {}, wanjiru);
    await chat.sees(/Waiting for the customer/, charged);
  });

  test('can be canceled half-way, and is refused to a person who opened no link', async () => {
    const shop = await openShop();
    shop.telegram.openPrivateChat(wanjiru);
    const [operator, chat, outside] = [shop.chat(asha.id), shop.chat(wanjiru.id), shop.chat(stranger.id)];
    operator.say('/newmerchant');
    chat.say(`/start ${codeIn((await operator.sees(/connect a shop/)).text)}`, {}, wanjiru);
    await chat.sees(/send \/connect/);
    chat.say('/connect', {}, wanjiru);
    const question = await chat.sees(/business called/);
    expect(await chat.press(question, 'Cancel', stranger)).toBe('This button isn’t yours.');
    await chat.press(question, 'Cancel', wanjiru);
    const left = await chat.sees(/Cancelled\. Nothing was changed/);
    chat.say('Mama Duka', {}, wanjiru);
    await chat.sees(/You can connect your shop now/, left);
    outside.say('/connect');
    await outside.sees(/I don’t know you/);
    outside.say('Mama Duka');
    await shop.until('all updates are confirmed', () => shop.telegram.unconfirmed() === 0);
    expect(await shop.store().merchants.overview()).toHaveLength(1);
  });

  test('says that a SECRET_KEY is needed when there is none', async () => {
    const shop = await openShop({ common: { secretKeys: [] } });
    const operator = shop.chat(asha.id);
    operator.say('/newmerchant');
    await operator.sees(/needs a SECRET_KEY.*npm run keygen/);
    const said = operator.say('/erase 0712345678');
    await operator.sees(/needs a SECRET_KEY/, said);
  });

  test('again replaces the key; the first shop’s key is in the settings', { tags: 'slow' }, async () => {
    const shop = await openShop();
    await connectSecond(shop);
    const chat = shop.chat(wanjiru.id);
    const other = { ...SECOND, apiKey: 'another-key-of-hers' };
    shop.bosmi.addAccount(other);
    chat.say('/charge 0722000000 70', {}, wanjiru);
    await chat.sees(/#1\n📲 Prompt sent/);
    for (const [say, pattern] of [
      ['/connect', /username at BOSMI/],
      ['wanjiru', /Which e-mail/],
      [SECOND.email, /API key from/],
      [other.apiKey, /From now on I use the account with the key •••ers/],
    ] as const) {
      const said = chat.say(say, {}, wanjiru);
      await chat.sees(pattern, said);
    }
    chat.say('/charge 0712345678 500', {}, wanjiru);
    await chat.sees(/#2\n📲 Prompt sent/);
    expect(pushesOf(shop, other.apiKey)).toHaveLength(1);
    // A charge that was pushed through the former account is queried through it, after a restart, too.
    await shop.stop();
    await shop.start();
    shop.bosmi.pay(shop.bosmi.latest('0722000000')!.id);
    await chat.sees(/^✅ Paid: KES 70/);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 500/);
    shop.chat(asha.id).say('/connect');
    await shop.chat(asha.id).sees(/in the bot’s settings/);
  });

  test('tells its owner once, and the operators in other words, that the gateway refuses the account, and another shop still charges', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    const chat = shop.chat(wanjiru.id);
    // The gateway withdraws her key.
    shop.bosmi.faults.add(
      { kind: 'answer', status: 200, body: '{"status":"error","message":"Invalid API credentials."}' },
      ({ body }) => body['api_key'] === SECOND.apiKey,
      Number.POSITIVE_INFINITY,
    );
    chat.say('/charge 0712345678 500', {}, wanjiru);
    await chat.sees(/^❌ Not sent/);
    await chat.sees(/does not accept the account of Mama Duka Two[\s\S]*\/connect/);
    const second = chat.say('/charge 0722000000 70', {}, wanjiru);
    await chat.sees(/^❌ Not sent/, second);
    // Another shop charges and is paid meanwhile.
    const other = shop.chat(asha.id);
    other.say('/charge 0712345679 20');
    await other.sees(/📲 Prompt sent/);
    expect(pushesOf(shop, 'e2e-Key#1')).toHaveLength(1);
    shop.bosmi.pay(shop.bosmi.latest('0712345679')!.id);
    await other.sees(/^✅ Paid: KES 20/);
    await shop.pass(3_000);
    expect(chat.texts().filter((text) => text.includes('does not accept'))).toHaveLength(1);
    expect(other.texts().join('\n')).not.toContain('does not accept');
    expect(
      other.texts().filter((text) => text.includes('refuses the account of Mama Duka Two')),
    ).toHaveLength(1);
  });
});

test(
  'a person who is removed from their chosen shop is told, and chooses a shop before the next charge',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    await connectSecond(shop);
    await letIn(shop, asha, otieno, 'cashier');
    await letIn(shop, wanjiru, otieno, 'cashier');
    const chat = shop.chat(otieno.id);
    chat.say('/shop', {}, otieno);
    await chat.press(await chat.sees(/Which of your shops/), 'Mama Duka Two', otieno);
    await removeByButtons(shop, wanjiru, 'Otieno');
    const told = await chat.sees(/You don’t work at Mama Duka Two any more/);
    chat.say('/charge 0712345678 500', {}, otieno);
    const question = await chat.sees(/Which of your shops/, told);
    expect(chargingRequests(shop)).toEqual([]);
    await chat.press(question, 'Mama Duka', otieno);
    chat.say('/charge 0712345678 500', {}, otieno);
    await chat.sees(/📲 Prompt sent/);
  },
);

test('a key that answers a question of the former version is deleted, and the account is asked for again', async () => {
  const shop = await openShop();
  shop.telegram.openPrivateChat(wanjiru);
  shop.bosmi.addAccount(SECOND);
  const [operator, chat] = [shop.chat(asha.id), shop.chat(wanjiru.id)];
  operator.say('/newmerchant');
  chat.say(`/start ${codeIn((await operator.sees(/connect a shop/)).text)}`, {}, wanjiru);
  await chat.sees(/send \/connect/);
  chat.say('/connect', {}, wanjiru);
  await chat.sees(/business called/);
  await shop.stop();
  const former = { name: 'Duka la Wanjiru', username: SECOND.username, email: SECOND.email };
  const answers = keyring([SECRET_KEY]).seal(JSON.stringify(former), `draft:${wanjiru.id}:${wanjiru.id}`);
  const sqlite = new Database(shop.databasePath());
  sqlite.prepare('UPDATE drafts SET step = ?, answers = ?').run('shop-key', JSON.stringify(answers));
  sqlite.close();
  await shop.start();
  const key = chat.say(SECOND.apiKey, {}, wanjiru);
  await chat.sees(/username at BOSMI/, key);
  expect(shop.telegram.messages(wanjiru.id).map(({ message_id: id }) => id)).not.toContain(key.message_id);
  for (const [say, pattern] of [
    [SECOND.username, /Which e-mail/],
    [SECOND.email, /API key from/],
    [SECOND.apiKey, /Duka la Wanjiru is connected/],
  ] as const) {
    const said = chat.say(say, {}, wanjiru);
    await chat.sees(pattern, said);
  }
});

test('a key that comes too late or in the command itself is deleted, too', async () => {
  const shop = await openShop();
  shop.telegram.openPrivateChat(wanjiru);
  const [operator, chat] = [shop.chat(asha.id), shop.chat(wanjiru.id)];
  operator.say('/newmerchant');
  chat.say(`/start ${codeIn((await operator.sees(/connect a shop/)).text)}`, {}, wanjiru);
  await chat.sees(/send \/connect/);
  const isThere = (id: number) =>
    shop.telegram.messages(wanjiru.id).some((message) => message.message_id === id);
  const early = chat.say(`/connect ${SECOND.apiKey}`, {}, wanjiru);
  await chat.sees(/business called/);
  for (const [say, pattern] of [
    ['Two', /username at BOSMI/],
    ['wanjiru', /Which e-mail/],
    [SECOND.email, /API key from/],
  ] as const) {
    const said = chat.say(say, {}, wanjiru);
    await chat.sees(pattern, said);
  }
  shop.skip(16 * 60_000);
  const late = chat.say(SECOND.apiKey, {}, wanjiru);
  await chat.sees(/That was too late/, late);
  expect([isThere(early.message_id), isThere(late.message_id)]).toEqual([false, false]);
});

describe('a shop whose account was removed', () => {
  test('charges nothing, and its open charges are still watched', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    const chat = shop.chat(wanjiru.id);
    chat.say('/charge 0712345678 500', {}, wanjiru);
    await chat.sees(/Waiting/);
    await shop.store().merchants.removeAccount(2, shop.clock.now());
    const said = chat.say('/charge 0722000000 70', {}, wanjiru);
    await chat.sees(/no account at the gateway.*\/connect/, said);
    await shop.stop();
    await shop.start();
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 500/);
    expect(pushesOf(shop, SECOND.apiKey)).toHaveLength(1);
  });
});

describe('an outage of one merchant’s gateway', () => {
  test('does not delay another merchant, even when each of its pushes hangs', { tags: 'slow' }, async () => {
    const shop = await openShop();
    await connectSecond(shop);
    shop.bosmi.faults.add(
      { kind: 'hang' },
      ({ body }) => body['api_key'] === SECOND.apiKey,
      Number.POSITIVE_INFINITY,
    );
    const [hers, ours] = [shop.chat(wanjiru.id), shop.chat(asha.id)];
    for (let n = 10; n < 40; n += 1) hers.say(`/charge 07120000${n} 5`, {}, wanjiru);
    await shop.until('many hang', () => pushesOf(shop, SECOND.apiKey).length === 16);
    ours.say('/charge 0712345678 500');
    await ours.sees(/Waiting/);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await ours.sees(/^✅ Paid: KES 500/);
    expect(pushesOf(shop, SECOND.apiKey)).toHaveLength(16);
  });
});

describe('a person who works at several shops', () => {
  test('chooses one of them before the first charge, and the card names it', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    await letIn(shop, asha, otieno, 'cashier');
    await letIn(shop, wanjiru, otieno, 'cashier');
    const chat = shop.chat(otieno.id);
    const said = chat.say('/charge 0712345678 500', {}, otieno);
    const question = await chat.sees(/Which of your shops/, said);
    expect(chargingRequests(shop)).toEqual([]);
    await chat.press(question, 'Mama Duka Two', otieno);
    await chat.sees(/You’re now at Mama Duka Two/);
    chat.say('/charge 0712345678 500', {}, otieno);
    await chat.sees(/🏪 Mama Duka Two\n📲 Prompt sent/);
    expect(pushesOf(shop, SECOND.apiKey)).toHaveLength(1);
    // A button acts for the shop of its charge, even when another shop is chosen.
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    chat.say('/charge 0722000000 70', {}, otieno);
    const unknown = await chat.sees(/^❓ Not known/);
    chat.say('/shop', {}, otieno);
    const shops = await chat.sees(/Which of your shops/, unknown);
    await chat.press(shops, 'Mama Duka', otieno);
    expect(await chat.press(unknown, 'Not paid', otieno)).toBe('Marked as not paid.');
    // A shop that was not offered cannot be chosen.
    shop.chat(juma.id).say('/help');
    const help = await shop.chat(juma.id).sees(/M‑Pesa/);
    expect(await shop.chat(juma.id).press(help, 'shop:2', juma)).toBe('Swali hili limefungwa.');
  });
});
