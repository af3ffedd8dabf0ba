import { describe, expect, test } from 'vitest';
import { badGateway, tooManyRequests } from '../../src/sandbox/bot-api/server.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { asha, GROUP, juma, openShop, TOKEN, type Shop, paidToday } from '../support/shop.ts';
import { variants } from '../support/variants.ts';

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');
const queries = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'query');
const paidNotices = (shop: Shop, chatId: number) =>
  shop
    .chat(chatId)
    .texts()
    .filter((text) => text.startsWith('✅ Paid'));
const pay = (shop: Shop, phone = '0712345678') => shop.bosmi.pay(shop.bosmi.latest(phone)!.id);

describe('when Telegram fails on a message', () => {
  test.each<[string, Fault, number]>([
    ['with a 429', tooManyRequests(2), 1],
    ['with a 502 in HTML', badGateway, 1],
    ['by resetting the connection before it took effect', { kind: 'reset-before' }, 1],
    // The message was sent. A repetition is the price of telling it at least once.
    ['by resetting the connection after it took effect', { kind: 'reset-after' }, 3],
    ['by cutting its answer', { kind: 'garbage' }, 3],
  ])('%s, the paid notice still arrives', { tags: 'slow' }, async (_how, fault, times) => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);
    shop.telegram.faults.add(fault, ({ method }) => method === 'sendMessage', 2);
    pay(shop);
    await shop.until('the notice', () => paidNotices(shop, asha.id).length >= times);
    await shop.pass(10_000);
    expect(paidNotices(shop, asha.id)).toHaveLength(times);
    await shop.until('the card is gone', () => !chat.texts().some((text) => /Waiting/.test(text)));
    expect(pushes(shop)).toHaveLength(1);
  });

  test('with a 429, nothing is sent to that chat before the time that Telegram asked for', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);
    shop.telegram.faults.add(tooManyRequests(30), ({ method }) => method === 'sendMessage');
    const before = shop.telegram.calls.length;
    const at = shop.clock.now();
    pay(shop);
    await chat.sees(/^✅ Paid/);
    const sent = shop.telegram.calls.slice(before).filter(({ method }) => method === 'sendMessage');
    expect(sent).toHaveLength(1);
    expect(sent[0]!.at - at).toBeGreaterThanOrEqual(30_000);
  });

  test('by hanging in one chat, the other chats go on', async () => {
    const shop = await openShop();
    shop.telegram.faults.add({ kind: 'hang' }, ({ payload }) => payload['chat_id'] === asha.id, 10);
    shop.chat(asha.id).say('/help');
    await shop.until('the first is stuck', () => shop.telegram.unconfirmed() === 0);
    shop.chat(juma.id).say('/charge 0712345678 500');
    await shop.chat(juma.id).sees(/Ombi limetumwa/);
    pay(shop);
    await shop.chat(juma.id).sees(/^✅ Limelipwa: KES 500/);
  });
});

describe('when Telegram fails to give updates', () => {
  test.each<[string, Fault]>([
    ['with a 429', tooManyRequests(1)],
    ['with a 502 in HTML', badGateway],
    ['by resetting connections', { kind: 'reset-before' }],
    ['by resetting connections after it answered', { kind: 'reset-after' }],
    ['with garbage', { kind: 'garbage' }],
    ['with an answer of another form', { kind: 'answer', status: 200, body: '{"ok":true,"result":{"a":1}}' }],
  ])('%s, no command is lost and none is acted on twice', { tags: 'slow' }, async (_how, fault) => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    // One answer is under way already; the next three fail.
    shop.telegram.faults.add(fault, ({ method }) => method === 'getUpdates', 3);
    for (const n of [1, 2, 3]) {
      chat.say(`/charge 071234567${n} 500`);
      await shop.pass(1_000);
    }
    await chat.sees(/#3\n📲 Prompt sent/);
    await shop.pass(5_000);
    expect(pushes(shop).map(({ body }) => body['phone'])).toEqual(['0712345671', '0712345672', '0712345673']);
  });

  test('because another program reads them, the bot logs it and goes on', async () => {
    const shop = await openShop();
    shop.telegram.faults.add(
      {
        kind: 'answer',
        status: 409,
        body: '{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}',
      },
      ({ method }) => method === 'getUpdates',
    );
    const chat = shop.chat(asha.id);
    chat.say('/help');
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);
    expect(shop.log.text()).toContain('another program is reading this bot’s updates');
  });

  test('because the token was revoked, the bot ends, and its log has no token', async () => {
    const shop = await openShop();
    shop.telegram.faults.add(
      { kind: 'answer', status: 401, body: '{"ok":false,"error_code":401,"description":"Unauthorized"}' },
      ({ method }) => method === 'getUpdates',
    );
    shop.chat(asha.id).say('/help');
    // The program tells the operator then: see main.test.ts.
    expect(await shop.ended()).toBe('unauthorized');
    expect(shop.log.text()).not.toContain(TOKEN);
  });
});

test('a payment made while Telegram is down is announced when it is back', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  chat.say('/charge 0712345678 500');
  await chat.sees(/Waiting/);
  await shop.telegram.down();
  pay(shop);
  await shop.until('it is paid', async () => (await shop.store().chargeQueries.byId(1))?.state === 'paid');
  expect(paidNotices(shop, asha.id)).toEqual([]);
  await shop.telegram.up();
  await chat.sees(/^✅ Paid: KES 500/);
  expect(paidNotices(shop, asha.id)).toHaveLength(1);
});

test('a bot that starts while Telegram is down watches its charges, and answers when Telegram is back', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  chat.say('/charge 0712345678 500');
  await chat.sees(/Waiting/);
  await shop.stop();
  await shop.telegram.down();
  await shop.start();
  pay(shop);
  await shop.until('it is paid', async () => (await shop.store().chargeQueries.byId(1))?.state === 'paid');
  await shop.telegram.up();
  await chat.sees(/^✅ Paid: KES 500/);
  chat.say('/help');
  await chat.sees(/charges your customers/);
});

test('updates that are delivered again, after a crash, too, do nothing', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  chat.say('/charge 0712345678 500');
  await chat.sees(/Waiting/);
  chat.say('/help');
  await chat.sees(/charges your customers/);
  const heard = chat.heard().length;
  for (const _ of [1, 2, 3])
    for (const update of shop.telegram.delivered.slice()) shop.telegram.redeliver(update);
  await shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.crash();
  await shop.start();
  for (const update of shop.telegram.delivered.slice()) shop.telegram.redeliver(update);
  await shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.pass(5_000);
  expect(pushes(shop)).toHaveLength(1);
  expect(chat.heard()).toHaveLength(heard);
});

test('an update that cannot be handled stops nobody, and its sender and the log are told', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  shop.telegram.redeliver({
    update_id: 900_000_001,
    message: {
      message_id: 77,
      date: 'soon',
      chat: { id: asha.id, type: 'private', first_name: 'Asha' },
      from: asha,
      text: '/charge 0712345678 500',
      entities: [{ type: 'bot_command', offset: 0, length: 7 }],
    },
  });
  shop.telegram.redeliver({ update_id: 900_000_002, strange: true });
  chat.say('/charge 0712345679 500');
  shop.chat(juma.id).say('/charge 0712345670 500');
  await shop.chat(juma.id).sees(/#1/);
  await chat.sees(/Something went wrong with that message, and nothing came of it/);
  await chat.sees(/0712 345 679/);
  await shop.until('both are sent', () => pushes(shop).length === 2);
  expect(pushes(shop).map(({ body }) => body['phone'])).not.toContain('0712345678');
  expect(shop.log.text()).toContain('an update was given up');
});

test('a chat that blocked the bot stops nobody else, and its payment is in the lists', async () => {
  const shop = await openShop();
  shop.chat(asha.id).say('/charge 0712345678 500');
  await shop.chat(asha.id).sees(/Waiting/);
  shop.telegram.setBlocked(asha.id, true);
  pay(shop);
  await shop.until('it is paid', async () => (await shop.store().chargeQueries.byId(1))?.state === 'paid');
  const chat = shop.chat(juma.id);
  chat.say('/today');
  await chat.sees(/KES\s500/);
  await shop.until('it is given up', () => shop.log.text().includes('can never arrive'));
});

test('the payments of a group that became a supergroup are told in the supergroup', async () => {
  const shop = await openShop();
  const group = shop.chat(GROUP);
  group.say('/charge 0712345678 500');
  await group.sees(/Waiting/);
  shop.telegram.migrateGroup(GROUP, -100_4001);
  pay(shop);
  const notice = await shop.chat(-100_4001).sees(/^✅ Paid: KES 500/);
  expect(notice.text).toContain('0712 ••• 678');
  shop.chat(-100_4001).say('/today');
  await shop.chat(-100_4001).sees(paidToday('500', '1 payment'));
});

describe('when the gateway', () => {
  test('hangs on a push, every other command goes on, and the push becomes unknown', async () => {
    const shop = await openShop();
    shop.bosmi.behave('0712345678', { kind: 'hangs' });
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await shop.until('it hangs', () => pushes(shop).length === 1);
    chat.say('/charge 0722000000 700');
    // On a busy machine, the card may be a minute of the bot's clock late and show something else first.
    await shop.until('the other is sent', () => shop.bosmi.latest('0722000000') !== undefined);
    shop.bosmi.pay(shop.bosmi.latest('0722000000')!.id);
    await chat.sees(/^✅ Paid: KES 700/);
    chat.say('/pending');
    await chat.sees(/Waiting for 1 charge/);
    expect((await shop.store().chargeQueries.byId(1))?.state).toBe('pushing');
    await shop.bosmi.down();
    await chat.sees(/^❓ Not known: KES 500/);
    expect(pushes(shop)).toHaveLength(2);
  });

  test.each<[string, Fault]>([
    [
      'answers queries with a 429',
      { kind: 'answer', status: 429, headers: { 'retry-after': '1' }, body: '' },
    ],
    ['answers queries with a 503', { kind: 'answer', status: 503, body: 'busy' }],
    ['resets queries', { kind: 'reset-before' }],
    ['answers queries with garbage', { kind: 'garbage' }],
    ['redirects queries', { kind: 'answer', status: 302, headers: { location: '/elsewhere' }, body: '' }],
  ])('%s, the payment is announced as soon as it answers', { tags: 'slow' }, async (_how, fault) => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add(fault, ({ endpoint }) => endpoint === 'query', 4);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);
    pay(shop);
    await chat.sees(/^✅ Paid: KES 500/);
    expect(queries(shop).length).toBeGreaterThanOrEqual(5);
    expect(pushes(shop)).toHaveLength(1);
  });

  for (const { cases, tags } of variants<[string, Fault, RegExp]>(
    [
      ['resets a push before it took effect', { kind: 'reset-before' }, /^❓ Not known/],
      ['resets a push after it took effect', { kind: 'reset-after' }, /^❓ Not known/],
      ['cuts its answer to a push', { kind: 'garbage' }, /^❓ Not known/],
      [
        'answers a push with a 500',
        { kind: 'answer', status: 500, body: '{"status":"error"}' },
        /^❓ Not known/,
      ],
      [
        'redirects a push',
        {
          kind: 'answer',
          status: 307,
          headers: { location: '/bsmpay/stkpushquery/v3/processrequest' },
          body: '',
        },
        /^❓ Not known/,
      ],
      [
        'refuses a push in words',
        { kind: 'answer', status: 400, body: '{"status":"error","message":"Insufficient float."}' },
        /^❌ Not sent[\s\S]*Insufficient float/,
      ],
    ],
    2,
  ))
    test.each(cases)(
      '%s, the outcome is told and the push is never repeated',
      { tags },
      async (_how, fault, notice) => {
        const shop = await openShop();
        const chat = shop.chat(asha.id);
        shop.bosmi.faults.add(fault, ({ endpoint }) => endpoint === 'push');
        chat.say('/charge 0712345678 500');
        await chat.sees(notice);
        await shop.pass(30_000);
        expect(pushes(shop)).toHaveLength(1);
      },
    );
});
