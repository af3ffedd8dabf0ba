import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asha, GROUP, labels, openShop, type Shop, paidToday } from '../support/shop.ts';
import { connectSecond, letIn, otieno, wanjiru } from '../support/second-shop.ts';

const DAY = 24 * 3_600_000;

async function paid(shop: Shop, phone: string, amount: number, note = '', by = asha): Promise<void> {
  const chat = shop.chat(by.id);
  const said = chat.say(`/charge ${phone} ${amount} ${note}`, {}, by);
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅/, said);
  shop.skip(3 * 60_000);
}
const fileBytes = (path: string): string =>
  ['', '-wal']
    .filter((suffix) => existsSync(path + suffix))
    .map((suffix) => readFileSync(path + suffix).toString('latin1'))
    .join('');
const NUMBER = /0?712[ •-]*345[ •-]*678|254712345678/;

describe('a customer’s number that is erased', () => {
  test('is in no row and no byte of the database any more; sums, receipts and history stay', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, '0712345678', 500, 'for 0712 345 678, bags');
    await paid(shop, '0712345678', 70);
    await paid(shop, '0722000000', 9);
    const before = await shop.store().chargeQueries.byId(1);
    expect(fileBytes(shop.databasePath())).toMatch(NUMBER);
    chat.say('/today');
    await chat.sees(paidToday('579', '3 payments'));

    const said = chat.say('/erase 0712345678');
    await chat.sees(/erased from 2 finished charges; sums and receipts stay/, said);
    await shop.until('the answer is sent', async () => (await shop.store().outbox.nextDueAt()) === undefined);
    await shop.pass(1_000);
    const after = await shop.store().chargeQueries.byId(1);
    expect(after).toMatchObject({
      state: 'paid',
      amountKes: 500,
      receipt: before?.receipt,
      note: 'for •••, bags',
    });
    const events = await shop.store().chargeQueries.events(1);
    expect(events.map(({ to }) => to)).toEqual(['created', 'pushing', 'pending', 'paid']);

    const today = chat.say('/today');
    const list = await chat.sees(paidToday('579', '3 payments'), today);
    expect(list.text).toMatch(/#1 · KES\s500\n••• · /);
    // A search by the number still finds its charges, and the answer shows nothing of the number.
    const status = chat.say('/status 0712345678');
    const found = await chat.sees(/#2/, status);
    expect(found.text).not.toMatch(/712/);
    await shop.stop();
    expect(fileBytes(shop.databasePath())).not.toMatch(NUMBER);
  });

  test('stays in unfinished charges, which the bot says, and in other shops', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    await paid(shop, '0712345678', 60, '', wanjiru);
    await paid(shop, '0712345678', 500);
    const chat = shop.chat(asha.id);
    const open = chat.say('/charge 0712345678 80');
    await chat.sees(/Waiting/, open);
    const said = chat.say('/erase 0712345678');
    await chat.sees(/erased from 1 finished charge;[\s\S]*1 charge is not finished and still has it/, said);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 80\n0712 345 678/);
    expect((await shop.store().chargeQueries.byId(1))?.msisdn).toBe('254712345678');
    const none = chat.say('/erase 0799999999');
    await chat.sees(/No charge of this shop has this number/, none);
  });

  test('cannot be charged again by an old button', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const words = '{"status":"error","message":"Number 0712345678 is not registered."}';
    shop.bosmi.faults.add(
      { kind: 'answer', status: 200, body: words },
      ({ endpoint }) => endpoint === 'push',
    );
    chat.say('/charge 0712345678 500');
    const notice = await chat.sees(/^❌ Not sent/);
    const said = chat.say('/erase 0712345678');
    await chat.sees(/erased from 1 finished charge/, said);
    expect((await shop.store().chargeQueries.byId(1))?.gatewayMessage).toBe('');
    expect(await chat.press(notice, 'Try again')).toBe('This question is closed.');
    const ask = chat.say('/charge');
    expect(labels(await chat.sees(/Which phone/, ask))).toEqual([]);
    const status = chat.say('/status 1');
    expect(labels(await chat.sees(/#1/, status))).toEqual([]);
  });

  test('gets no second prompt from any shop while a prompt may be open', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    const chat = shop.chat(asha.id);
    // The prompt is on the phone, and the gateway's answer is lost.
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    const first = chat.say('/charge 0712345678 500');
    await chat.press(await chat.sees(/^❓/, first), 'Customer paid');
    const said = chat.say('/erase 0712345678');
    await chat.sees(/erased from 1 finished charge/, said);
    for (const by of [asha, wanjiru]) {
      const second = shop.chat(by.id).say('/charge 0712345678 70', {}, by);
      await shop.chat(by.id).sees(/A prompt is still open on this phone/, second);
    }
    expect(shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push')).toHaveLength(1);
  });

  test('needs a confirmation when the same amount is charged again', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const first = chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/, first);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅/, first);
    const said = chat.say('/erase 0712345678');
    await chat.sees(/erased from 1 finished charge/, said);
    const second = chat.say('/charge 0712345678 500');
    const question = await chat.sees(/./, second);
    expect(labels(question)).toContain('Charge again');
    expect(shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push')).toHaveLength(1);
  });

  test('is erased by the program after the retention time, once the charge is finished', async () => {
    const shop = await openShop({ common: { retentionMs: 30 * DAY } });
    await paid(shop, '0712345678', 500);
    shop.skip(30 * DAY + 3_600_000);
    await shop.until(
      'it is erased',
      async () => (await shop.store().chargeQueries.byId(1))?.msisdn.startsWith('erased:') === true,
    );
    expect(await shop.store().chargeQueries.byId(1)).toMatchObject({ state: 'paid', amountKes: 500 });
    expect((await shop.store().merchants.history(1, 5))[0]).toMatchObject({
      what: 'erased',
      actor: 'tillbot',
      detail: { charges: 1 },
    });
  });
});

test('a number is whole in private chats and masked in groups', async () => {
  const shop = await openShop();
  const group = shop.chat(GROUP);
  group.say('/charge 0712345678 500');
  await group.sees(/Waiting/);
  shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
  await group.sees(/^✅/);
  for (const command of ['/today', '/status 1', '/charge', '/block 0712345678', '/unblock 0712345678']) {
    const said = group.say(command);
    await group.sees(/./, said);
  }
  await shop.pass(5_000);
  expect(group.texts().join('\n')).not.toMatch(/712 ?345/);
  expect(group.heard().flatMap(labels).join(' ')).not.toMatch(/712 ?345/);
  shop.chat(asha.id).say('/status 1');
  await shop.chat(asha.id).sees(/0712 345 678/);
});

test('/mydata shows a member what is stored about them', async () => {
  const shop = await openShop();
  await connectSecond(shop);
  await letIn(shop, wanjiru, otieno, 'cashier');
  await paid(shop, '0712345678', 500, '', otieno);
  const chat = shop.chat(otieno.id);
  chat.say('/mydata', {}, otieno);
  const told = await chat.sees(/What is kept about you/);
  expect(told.text).toMatch(/id 802[\s\S]*Mama Duka Two: Otieno, cashier since .*, 1 charge made/);
  const said = shop.chat(GROUP).say('/mydata');
  await shop.chat(GROUP).sees(/in our private chat/, said);
});
