import { describe, expect, test } from 'vitest';
import { hashOfCode } from '../../src/security/keyring.ts';
import { databaseBytes } from '../support/database-bytes.ts';
import { connectSecond, letIn, wanjiru } from '../support/second-shop.ts';
import { asha, GROUP, juma, openShop, stranger, type Shop } from '../support/shop.ts';

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');
const printedCodes = (shop: Shop) => shop.printed.flatMap((line) => /\?start=(\S+)$/.exec(line)?.[1] ?? []);
/** Data of buttons of a charge, which is the first one of its shop, and data that is no button's. */
const forgedData = (ref: string): readonly string[] => [
  ...['paid', 'unpaid', 'again'].flatMap((kind) => [`${kind}:1`, `${kind}:${ref}`]),
  'paid:99',
  'paid:',
  'send:x',
  'nonsense',
  'customer:abc:1',
  'language:xx',
];
const allConfirmed = (shop: Shop) =>
  shop.until('all updates are confirmed', () => shop.telegram.unconfirmed() === 0);

describe('with no owner configured', () => {
  test('the first start prints a link that works once; whoever opens it becomes the owner', async () => {
    const shop = await openShop({ common: { ownerIds: [] } });
    await shop.until('the link is printed', () => printedCodes(shop).length === 1);
    expect(shop.printed.join('\n')).toContain('https://t.me/SandboxTillBot?start=');
    const [code] = printedCodes(shop);

    const chat = shop.chat(asha.id);
    chat.say(`/start ${code}`);
    await chat.sees(/Karibu, Asha\. This bot is yours now\./);
    await chat.sees(/\/charge 0712345678 500/);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);

    const other = shop.chat(stranger.id);
    other.say(`/start ${code}`);
    await other.sees(/This link was used already, is too old/);
    other.say('/charge 0712345678 500');
    await allConfirmed(shop);
    await shop.pass(5_000);
    expect(pushes(shop)).toHaveLength(1);

    await shop.stop();
    await shop.start();
    chat.say('/help');
    await chat.sees(/charges your customers/);
    expect(printedCodes(shop)).toHaveLength(1);
  });

  test('the link makes one owner when two people open it at once', async () => {
    const shop = await openShop({ common: { ownerIds: [] } });
    await shop.until('the link is printed', () => printedCodes(shop).length === 1);
    const [code] = printedCodes(shop);
    shop.chat(asha.id).say(`/start ${code}`);
    shop.chat(juma.id).say(`/start ${code}`);
    const answers = [
      await shop.chat(asha.id).sees(/Karibu, Asha|was used already/),
      await shop.chat(juma.id).sees(/Karibu, Juma|Kiungo hiki kimeshatumika/),
    ];
    // On PostgreSQL, either may be the first.
    expect(answers.filter(({ text }) => text?.includes('Karibu'))).toHaveLength(1);
  });

  test('a second start without an owner prints a new link, and the old link does not work any more', async () => {
    const shop = await openShop({ common: { ownerIds: [] } });
    await shop.until('the link is printed', () => printedCodes(shop).length === 1);
    await shop.stop();
    await shop.start();
    await shop.until('a second link is printed', () => printedCodes(shop).length === 2);
    const [oldCode, newCode] = printedCodes(shop);
    expect(oldCode).not.toBe(newCode);
    const chat = shop.chat(asha.id);
    chat.say(`/start ${oldCode}`);
    await chat.sees(/used already, is too old/);
    chat.say(`/start ${newCode}`);
    await chat.sees(/This bot is yours now/);
  });

  test('the code is neither in the database nor in the log, and nobody is an owner before it is opened', async () => {
    const shop = await openShop({ common: { ownerIds: [] } });
    await shop.until('the link is printed', () => printedCodes(shop).length === 1);
    const [code = 'none'] = printedCodes(shop);
    expect(shop.log.text()).not.toContain(code);
    expect(await shop.store().members.owners(1)).toEqual([]);
    const running = databaseBytes(shop.databasePath());
    await shop.stop();
    const bytes = running + databaseBytes(shop.databasePath());
    expect(bytes).toContain(hashOfCode(code));
    expect(bytes).not.toContain(code);
  });

  test('a guessed code and a code that is sent in a group let nobody in', async () => {
    const shop = await openShop({ common: { ownerIds: [] } });
    await shop.until('the link is printed', () => printedCodes(shop).length === 1);
    const [code] = printedCodes(shop);
    shop.chat(stranger.id).say('/start AAAAAAAAAAAAAAAAAAAAAAAA');
    await shop.chat(stranger.id).sees(/used already, is too old/);
    shop.chat(GROUP).say(`/start@SandboxTillBot ${code}`, {}, stranger);
    await allConfirmed(shop);
    expect(await shop.store().members.owners(1)).toEqual([]);
  });
});

describe('a stranger', () => {
  test('gets one answer a day, with the id to give to the owner, and causes no push', async () => {
    const shop = await openShop();
    const chat = shop.chat(stranger.id);
    chat.say('/charge 0712345678 500');
    const answer = await chat.sees(/I don’t know you[\s\S]*666/);
    expect(answer.text).toBe(
      'Hello! This bot belongs to a shop, and I don’t know you yet. If you work there, ask the owner for a link. (Your Telegram id is 666.)',
    );
    chat.say('/charge 0712345678 500');
    chat.say('/today');
    chat.say('hello?');
    await allConfirmed(shop);
    await shop.pass(5_000);
    expect(chat.heard()).toHaveLength(1);
    shop.skip(24 * 3_600_000);
    chat.say('/help');
    await chat.sees(/I don’t know you/, answer);
    expect(chat.heard()).toHaveLength(2);
    expect(shop.bosmi.requests).toEqual([]);
  });

  test('in a group is answered for a command, and not for talking to others', async () => {
    const shop = await openShop({
      beforeStart: (telegram) =>
        telegram.addGroup({ id: -88, type: 'group', title: 'Talk' }, { privacyMode: false }),
    });
    const group = shop.chat(-88);
    group.say('good morning', {}, stranger);
    await allConfirmed(shop);
    await shop.pass(2_000);
    expect(group.heard()).toEqual([]);
    group.say('/charge 0712345678 500', {}, stranger);
    await group.sees(/I don’t know you/);
    expect(shop.bosmi.requests).toEqual([]);
  });

  test('cannot press a button of the merchant', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    group.say('/charge 0733123456 500');
    const question = await group.sees(/Airtel/);
    expect(await group.press(question, 'Charge anyway', stranger)).toBe('This button isn’t yours.');
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    await group.press(question, 'Charge anyway', asha);
    const notice = await group.sees(/^❓ Not known/);
    expect(await group.press(notice, 'Customer paid', stranger)).toBe('This button isn’t yours.');
    expect((await shop.store().chargeQueries.byId(1))?.state).toBe('unknown');
    expect(pushes(shop)).toHaveLength(1);
  });

  test('cannot press a button by forged data, in the group or in private', async () => {
    const shop = await openShop();
    const { chargeQueries } = shop.store();
    const [chat, group, theirs] = [shop.chat(asha.id), shop.chat(GROUP), shop.chat(stranger.id)];
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    chat.say('/charge 0712345678 500');
    await chat.sees(/^❓ Not known/);
    group.say('/help');
    const help = await group.sees(/M‑Pesa/);
    theirs.say('hello?');
    const answer = await theirs.sees(/I don’t know you/);
    for (const data of forgedData((await chargeQueries.byId(1))!.ref)) {
      // Stays below the limit of answers to strangers' presses.
      shop.skip(5_000);
      expect([data, await group.press(help, data, stranger)]).toEqual([data, 'This button isn’t yours.']);
      expect([data, await theirs.press(answer, data)]).toEqual([data, 'This button isn’t yours.']);
    }
    expect((await chargeQueries.byId(1))?.state).toBe('unknown');
    expect(pushes(shop)).toHaveLength(1);
  });
});

test('forged data of a charge in another chat does nothing, even from an owner', async () => {
  const shop = await openShop();
  const { chargeQueries } = shop.store();
  const [chat, group] = [shop.chat(asha.id), shop.chat(GROUP)];
  shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
  chat.say('/charge 0712345678 500');
  await chat.sees(/^❓ Not known/);
  group.say('/help', {}, juma);
  const help = await group.sees(/M‑Pesa/);
  for (const data of forgedData((await chargeQueries.byId(1))!.ref))
    expect([data, await group.press(help, data, juma)]).toEqual([data, 'Swali hili limefungwa.']);
  expect((await chargeQueries.byId(1))?.state).toBe('unknown');
  expect(pushes(shop)).toHaveLength(1);
});

describe('a suspended shop', () => {
  test('is told once per person that it is suspended, and is answered again when it is resumed', async () => {
    const shop = await openShop();
    const [owner, group] = [shop.chat(asha.id), shop.chat(GROUP)];
    owner.say('/language');
    const question = await owner.sees(/Which language/);
    const suspend = (suspended: boolean) =>
      shop.store().merchants.suspend(1, suspended, Math.floor(shop.clock.now()));
    const heard = () =>
      [...owner.texts(), ...group.texts()].filter((text) => /suspended|limesimamishwa/.test(text));
    await suspend(true);
    const first = owner.say('/charge 0712345678 500');
    await owner.sees(
      /^This shop is suspended, so nothing was sent\. Until that is over I won’t answer here/,
      first,
    );
    for (const text of ['/charge 0712345678 500', '/today', '/help', '500', '/link', '/staff'])
      owner.say(text);
    group.say('/charge 0712345678 500');
    await allConfirmed(shop);
    await shop.pass(5_000);
    expect(heard()).toHaveLength(1);
    expect(owner.heard().at(-1)?.text).toMatch(/^This shop is suspended/);
    expect(await owner.press(question, 'Kiswahili')).toBe('This shop is suspended.');
    // Juma was not told yet.
    group.say('/charge 0712345678 500', {}, juma);
    await group.sees(/^Duka hili limesimamishwa/);
    group.say('/charge 0712345678 500', {}, juma);
    await allConfirmed(shop);
    await shop.pass(5_000);
    expect(heard()).toHaveLength(2);
    expect(pushes(shop)).toEqual([]);

    await suspend(false);
    const again = owner.say('/help');
    await owner.sees(/charges your customers/, again);
    await suspend(true);
    const second = owner.say('/charge 0712345678 500');
    await owner.sees(/^This shop is suspended/, second);
    await suspend(false);
    owner.say('/charge 0712345678 500');
    await shop.until('it is pushed', () => pushes(shop).length === 1);
  });

  test('does not stop its people from charging for another shop', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    await letIn(shop, asha, wanjiru, 'cashier');
    const chat = shop.chat(wanjiru.id);
    const asked = chat.say('/shop', {}, wanjiru);
    const question = await chat.sees(/Which of your shops/, asked);
    await chat.press(question, 'Mama Duka Two', wanjiru);
    await shop.store().merchants.suspend(2, true, Math.floor(shop.clock.now()));
    const said = chat.say('/charge 0712345678 500', {}, wanjiru);
    await chat.sees(/^This shop is suspended/, said);
    const change = chat.say('/shop', {}, wanjiru);
    await chat.press(await chat.sees(/Which of your shops/, change), 'Mama Duka', wanjiru);
    await chat.sees(/You’re now at Mama Duka/, change);
    const next = chat.say('/charge 0712345678 500', {}, wanjiru);
    await chat.sees(/Waiting/, next);
  });
});

test('an anonymous admin is told once that the sender is not visible, and charges nothing', async () => {
  const shop = await openShop();
  const group = shop.chat(GROUP);
  const senderChat = { id: GROUP, type: 'group' as const, title: 'Mama Duka' };
  group.say('/charge 0712345678 500', { senderChat });
  await group.sees(/I can’t see who is asking/);
  group.say('/charge 0712345678 500', { senderChat });
  await allConfirmed(shop);
  await shop.pass(3_000);
  expect(group.heard()).toHaveLength(1);
  expect(shop.bosmi.requests).toEqual([]);
});

test('the log has no secret and no whole phone number when requests fail', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  shop.telegram.faults.add(
    { kind: 'answer', status: 400, body: '<html>not json' },
    ({ method }) => method === 'sendMessage',
    3,
  );
  shop.telegram.faults.add({ kind: 'reset-after' }, ({ method }) => method === 'getUpdates', 2);
  shop.bosmi.faults.add({
    kind: 'answer',
    status: 500,
    body: '{"api_key":"e2e-Key#1","phone":"0712345678"}',
  });
  chat.say('/charge 0712345678 500');
  await chat.sees(/^❓ Not known/);
  chat.say('/charge 0712345679 500');
  await chat.sees(/Waiting/);
  const log = shop.log.text();
  expect(log).not.toContain('AAE2E');
  expect(log).not.toContain('e2e-Key');
  expect(log).not.toContain('mama@duka.example');
  expect(log).not.toMatch(/0?712345678|254712345678/);
});
