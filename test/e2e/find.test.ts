import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import { aCharge, phone } from '../support/store.ts';
import { eraseNumber } from '../support/erase.ts';
import { asha, GROUP, juma, labels, openShop, type Chat, type Shop } from '../support/shop.ts';
import { connectSecond, letIn, otieno, wanjiru } from '../support/second-shop.ts';
import { variants } from '../support/variants.ts';

/** Charges as somebody, and waits for the prompt. */
async function charged(chat: Chat, text: string, by = asha): Promise<void> {
  const said = chat.say(`/charge ${text}`, {}, by);
  await chat.sees(/Waiting/, said);
}

/** Has the customer pay the latest charge to a phone. */
async function pays(shop: Shop, chat: Chat, phone: string, receipt: string): Promise<void> {
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id, { receipt });
  await chat.sees(new RegExp(`^✅[^]*${receipt}`));
}

let filedCharges = 0;

/** Stores a charge that was asked for outside of chats. Nothing wakes the workers, so it stays as it is. */
async function filed(shop: Shop, over: Parameters<typeof aCharge>[0]): Promise<void> {
  const at = shop.clock.now();
  const steadyAt = shop.clock.steady();
  const rule = { at, steadyAt, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  const key = `filed:${(filedCharges += 1)}`;
  const asked = { ...aCharge({ idempotencyKey: key, ...over }), userId: null, message: null };
  const { kind } = await shop.store().charges.create(asked, rule, undefined);
  expect(kind).toBe('created');
}

/** Sends a command and returns the bot's answer. */
async function asked(chat: Chat, text: string, answer: RegExp, by = asha) {
  const said = chat.say(text, {}, by);
  return await chat.sees(answer, said);
}

describe('/find', () => {
  test('without a text shows what it understands, and says what is too short or not there', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const usage = await asked(chat, '/find', /Tell me what to look for/);
    expect(usage.text).toContain('/find #12 – a charge number');
    await asked(chat, '/find u', /too short/);
    await asked(chat, '/find unga', /^Nothing found for “unga”\.$/);
    await asked(chat, '/find #7', /^Nothing found for “#7”\.$/);
    await asked(shop.chat(juma.id), '/find', /Niambie nitafute nini/, juma);
  });

  for (const { cases, tags } of variants([
    ['part of a note, in capitals or not', 'UNG'],
    ['two words of a note', 'bags two'],
    ['the beginning of the customer’s name', 'wanj'],
    ['the words of a name, with an amount', 'njeri Wan 1500'],
    ['an amount', '1,500'],
    ['an amount with part of the note', 'unga 1500'],
    ['the last digits of a phone', '678'],
    ['a whole phone', '0712 345 678'],
    ['a receipt', 'uko4h7xk2p'],
    ['a charge number', '#1'],
  ]))
    test.each(cases)('by %s opens the only charge, with its history', { tags }, async (_what, text) => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      await charged(chat, '0712345678 1500 two bags of unga');
      await pays(shop, chat, '0712345678', 'UKO4H7XK2P');
      await asked(chat, '/name 0712345678 Wanjiku Njeri', /^Saved/);
      await charged(chat, '0722111222 70 sugar');
      const page = await asked(chat, `/find ${text}`, /History/);
      expect(page.text).toMatch(
        /^KES 1,500 · Wanjiku Njeri · 0712 345 678 · #1\n📝 two bags of unga\n✅ Paid/,
      );
      expect(labels(page)).toEqual(['Charge again', 'Receipt', 'Refunded']);
    });

  test('shows pages that are turned in place, and opens each charge', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (let n = 10; n < 30; n += 1) await filed(shop, { note: `bag ${n}` });
    const list = await asked(chat, '/find bag', /^Found for “bag”/);
    const numbersOn = (from: number, to: number) =>
      Array.from({ length: from - to + 1 }, (_, n) => `#${from - n}`);
    expect(labels(list)).toEqual([...numbersOn(20, 13), 'Older ›']);
    expect(list.text!.split('\n')[1]).toMatch(/^#20 · KES 500 · 0712 345 6\d\d$/);
    expect(list.text!.split('\n')[2]).toMatch(/^\d\d:\d\d · .* · bag \d\d$/);
    for (const line of list.text!.split('\n')) expect(line.length).toBeLessThan(60);

    await chat.press(list, 'Older ›');
    const second = await chat.sees(/#12 ·/);
    expect(second.message_id).toBe(list.message_id);
    expect(labels(second)).toEqual([...numbersOn(12, 5), '‹ Newer', 'Older ›']);
    await chat.press(second, 'Older ›');
    const last = await chat.sees(/#4 ·/);
    expect(labels(last)).toEqual([...numbersOn(4, 1), '‹ Newer']);
    await chat.press(last, '‹ Newer');
    expect(labels(await chat.sees(/#12 ·/))).toEqual([...numbersOn(12, 5), '‹ Newer', 'Older ›']);
    await chat.press(second, '‹ Newer');
    const first = await chat.sees(/#20 ·/);
    expect(labels(first)).toEqual([...numbersOn(20, 13), 'Older ›']);
    await chat.press(first, '#17');
    const page = await chat.sees(/#17\n[^]*History/);
    expect(page.message_id).toBeGreaterThan(list.message_id);
    // The pages go on after a restart: nothing about them is stored.
    await shop.stop();
    await shop.start();
    await chat.press(first, 'Older ›');
    await chat.sees(/#12 ·/);
  });

  test(
    'finds by a text that is too long for a button, and says that there is more',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      const note = 'two bags of unga and three of sugar';
      for (let n = 10; n < 20; n += 1) await filed(shop, { note });
      const list = await asked(chat, `/find ${note}`, /^Found for/);
      expect(labels(list)).toHaveLength(8);
      expect(list.text).toMatch(/There are more\. A shorter text lets you page through them\.$/);
    },
  );

  test('lists charges by all that a number can mean', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (const charge of ['0712345500 70', '0712345679 500', '0712345680 80 sugar 500 g'])
      await charged(chat, charge);
    await charged(chat, '0712345681 90');
    expect(labels(await asked(chat, '/find 500', /^Found for “500”/))).toEqual(['#3', '#2', '#1']);
    expect(labels(await asked(chat, '/find 4', /#4/))).not.toContain('#3');
  });

  test(
    'finds a cashier’s own charges only, and of a group only that group’s, with masked customers',
    { tags: 'slow' },
    async () => {
      const shop = await openShop({ common: { ownerIds: [asha.id] } });
      await letIn(shop, asha, otieno, 'cashier');
      const group = shop.chat(GROUP);
      await charged(shop.chat(asha.id), '0712345671 100 unga');
      await charged(group, '0712345672 200 unga', otieno);
      await charged(group, '0712345673 300 unga');
      const cashiers = shop.chat(otieno.id);
      const own = await asked(cashiers, '/find unga', /History/, otieno);
      expect(own.text).toMatch(/#2\n/);
      await asked(cashiers, '/find #3', /^Nothing found/, otieno);
      await asked(cashiers, '/find 0712345673', /^No charge found for “0712 345 673”\.$/, otieno);
      const shared = await asked(group, '/find unga', /^Found for/);
      expect(labels(shared)).toEqual(['#3', '#2']);
      expect(shared.text).toContain('0712 ••• 673');
      await asked(group, '/find 0712345679 900', /^Nothing found for “0712•••679 900”/);
      const all = await asked(shop.chat(asha.id), '/find unga', /^Found for/);
      expect(labels(all)).toEqual(['#3', '#2', '#1']);
      expect(group.texts().join('\n')).not.toMatch(/712 ?345/);
      // A cashier in the group cannot open what is not theirs.
      expect(await group.press(shared, '#3', otieno)).toBe('This button isn’t yours.');
    },
  );

  test('finds nothing of another shop', { tags: 'slow' }, async () => {
    const shop = await openShop();
    await connectSecond(shop);
    await charged(shop.chat(asha.id), '0712345678 500 unga');
    await pays(shop, shop.chat(asha.id), '0712345678', 'UKO4H7XK2P');
    const other = shop.chat(wanjiru.id);
    for (const text of ['unga', '500', '678', '0712345678', 'UKO4H7XK2P', '#1'])
      await asked(other, `/find ${text}`, /Nothing found|no charge/i, wanjiru);
    const pasted = await asked(
      other,
      '/find UKO4H7XK2P Confirmed. Ksh500.00 received from 0712345678',
      /No payment found with receipt UKO4H7XK2P/,
      wanjiru,
    );
    expect(pasted.text).toContain('No charge fits');
  });

  test('finds no charge by the digits of a number that was erased, and shows nothing of it', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (const amount of [500, 600]) {
      await charged(chat, `0712345678 ${amount} unga`);
      await pays(shop, chat, '0712345678', `UKO4H7XK${amount}`);
      shop.skip(3 * 60_000);
    }
    await asked(chat, '/find 678', /^Found for “678”/);
    expect((await eraseNumber(chat, '0712345678')).text).toContain('erased from 2 finished charges');
    for (const text of ['678', '345678', '0712345678 500'])
      await asked(chat, `/find ${text}`, /^Nothing found/);
    const list = await asked(chat, '/find unga', /^Found for/);
    expect(list.text).toContain('#2 · KES 600 · •••');
    // The whole number still finds them, by its hash.
    const ofPhone = await asked(chat, '/find 0712345678', /^Charges to this phone/);
    expect(ofPhone.text).not.toMatch(/712/);
    expect(labels(ofPhone)).toEqual(['#2', '#1']);
  });
});

describe('a pasted M-Pesa message', () => {
  const PAID = 'UKO4H7XK2P Confirmed. Ksh500.00 received from JANE W 0712***678 on 24/11/26 at 2:05 PM.';

  test('opens the charge with its receipt, and says so when the amount was changed', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await charged(chat, '0712345678 500 unga');
    await pays(shop, chat, '0712345678', 'UKO4H7XK2P');
    const page = await asked(chat, `/find ${PAID}`, /History/);
    expect(page.text).toMatch(/^Receipt UKO4H7XK2P is this charge:\n\nKES 500/);
    const forged = await asked(chat, `/find ${PAID.replace('500', '5,000')}`, /History/);
    expect(forged.text).toMatch(/⚠️ The message says KES 5,000, but KES 500 was paid\./);
    await asked(chat, `/status ${PAID}`, /^Receipt UKO4H7XK2P is this charge/);
  });

  test('with an unknown receipt names the charges that fit, and never marks one as paid', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    await asked(chat, '/charge 0712345678 500', /^❓ Not known/);
    await charged(chat, '0722111222 500');
    const answer = await asked(chat, `/find ${PAID}`, /No payment found with receipt UKO4H7XK2P/);
    expect(answer.text).toMatch(
      /A message alone is no proof\. Check your own M.Pesa statement\.\n\nSame amount and phone:\n#1 · KES 500 · 0712 345 678/,
    );
    expect(labels(answer)).toEqual(['#1']);
    // A customer's own message names the shop, so only the amount is compared.
    const sent = await asked(
      chat,
      '/find UKO4H7XK2P Imethibitishwa. Ksh500.00 imelipwa kwa MAMA DUKA tarehe 24/11/26',
      /shows no customer’s phone\. Same amount:/,
    );
    expect(labels(sent)).toEqual(['#2', '#1']);
    const other = await asked(chat, `/find ${PAID.replace('500', '501')}`, /No charge fits/);
    expect(labels(other)).toEqual([]);
    await shop.pass(10_000);
    expect((await shop.store().chargeQueries.byId(1))?.state).toBe('unknown');
    expect((await shop.store().chargeQueries.byId(2))?.state).toBe('pending');
  });

  test(
    'finds the charge for which a payment with its receipt was reported and did not fit',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      shop.bosmi.behave('0712345678', { kind: 'other-amount' });
      await asked(chat, '/charge 0712345678 500', /^⚠️ Check this/);
      const { reported } = (await shop.store().chargeQueries.byId(1))!;
      const text = `${reported!.receipt} Confirmed. Ksh77.00 received from 0712***678`;
      const answer = await asked(chat, `/find ${text}`, /No payment found/);
      expect(labels(answer)).toEqual(['#1']);
      await asked(chat, `/find ${reported!.receipt}`, /#1[^]*History/);
    },
  );
});

describe('/status with a phone', () => {
  test('lists all of its charges in pages, each with its history', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (let n = 1; n <= 10; n += 1) await filed(shop, { amountKes: (n * 10) as AmountKes });
    await filed(shop, { msisdn: phone('0722111222') });
    const list = await asked(chat, '/status 0712345678', /^Charges to this phone/);
    expect(labels(list)).toEqual(['#10', '#9', '#8', '#7', '#6', '#5', '#4', '#3', 'Older ›']);
    await chat.press(list, 'Older ›');
    const second = await chat.sees(/#2 ·/);
    expect(second.message_id).toBe(list.message_id);
    expect(labels(second)).toEqual(['#2', '#1', '‹ Newer']);
    await chat.press(second, '#1');
    await chat.sees(/KES 10 · 0712 345 678 · #1[^]*History/);
    await chat.press(second, '‹ Newer');
    expect(labels(await chat.sees(/#10 ·/))).toEqual(labels(list));
    expect(JSON.stringify(list.reply_markup)).not.toContain('712345678');
  });
});
