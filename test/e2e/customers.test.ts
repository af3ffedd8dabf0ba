import { existsSync, readFileSync } from 'node:fs';
import { refundPart, takeRefundBack } from '../support/refund-steps.ts';
import { describe, expect, test } from 'vitest';
import { connectSecond, letIn, otieno, wanjiru } from '../support/second-shop.ts';
import { eraseNumber } from '../support/erase.ts';
import { asha, GROUP, labels, openShop, type Shop } from '../support/shop.ts';

const DAY = 24 * 3_600_000;
const pushes = (shop: Shop) =>
  shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push').map(({ body }) => body);

/** Charges a number, which pays. */
async function paid(shop: Shop, phone: string, amount: number, by = asha, chatId = by.id): Promise<void> {
  const chat = shop.chat(chatId);
  const said = chat.say(`/charge ${phone} ${amount}`, {}, by);
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅/, said);
  shop.skip(3 * 60_000);
}

async function named(shop: Shop, phone: string, name: string, by = asha): Promise<void> {
  const chat = shop.chat(by.id);
  const said = chat.say(`/name ${phone} ${name}`, {}, by);
  await chat.sees(/^Saved: /, said);
}

const fileBytes = (path: string): string =>
  ['', '-wal']
    .filter((suffix) => existsSync(path + suffix))
    .map((suffix) => readFileSync(path + suffix).toString('latin1'))
    .join('');

describe('a customer’s name', () => {
  test('is given, shown, changed and removed by /name', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const answer = async (text: string) => (await chat.sees(/./, chat.say(text))).text;
    expect(await answer('/name')).toContain('/name 0712345678 Wanjiku');
    expect(await answer('/name 0712345678')).toMatch(/^0712 345 678 has no name yet/);
    expect(await answer('/name 0712 345 678 Wanjiku Njeri')).toBe('Saved: Wanjiku Njeri · 0712 345 678');
    expect(await answer('/name 0712345678')).toMatch(
      /^This is Wanjiku Njeri · 0712 345 678\.[\s\S]*\/name 0712345678 -$/,
    );
    expect(await answer('/name 0712345678 0722000000')).toMatch(/cannot use that as a name/);
    expect(await answer('/name Wanjiku')).toMatch(/^“Wanjiku” is not a phone number/);
    expect(await answer('/name 0712345678 -')).toMatch(/^The name is removed\. 0712 345 678 has none now/);
    expect((await shop.store().customers.find(1, '254712345678' as never))?.name).toBeUndefined();
    shop.chat(GROUP).say('/name 0712345678 Wanjiku Njeri');
    expect((await shop.chat(GROUP).sees(/^Saved/)).text).toBe('Saved: Wanjiku ···678');
  });

  test('stands on cards, notices, questions, buttons and lists: whole in private, masked in a group', async () => {
    const shop = await openShop();
    await named(shop, '0712345678', 'Wanjiku Njeri');
    const chat = shop.chat(asha.id);
    const group = shop.chat(GROUP);
    const said = chat.say('/charge 0712345678 500');
    await chat.sees(/^KES 500 · Wanjiku Njeri · 0712 345 678 · #1/, said);
    await chat.sees(/Waiting/, said);
    const pending = chat.say('/pending');
    await chat.sees(/#1 · KES 500 · Wanjiku Njeri · 0712 345 678/, pending);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 500\nWanjiku Njeri · 0712 345 678/, said);
    const today = chat.say('/today');
    await chat.sees(/Wanjiku Njeri · 0712\s345\s678/, today);
    const ask = chat.say('/charge');
    expect(labels(await chat.sees(/Which phone/, ask))).toEqual(['Wanjiku Njeri · 0712 345 678']);
    const amount = chat.say('0712345678');
    await chat.sees(/How many shillings from Wanjiku Njeri · 0712 345 678/, amount);
    chat.say('500');
    await chat.sees(/Charge KES 500 to Wanjiku Njeri · 0712 345 678/, amount);

    shop.skip(3 * 60_000);
    await paid(shop, '0712345678', 70, asha, GROUP);
    for (const command of ['/today', '/status 2', '/charge', '/charge wanjiku 50', '/block 0712345678']) {
      const asked = group.say(command);
      await group.sees(/Wanjiku ···678|Which phone/, asked);
    }
    const refused = chat.say('/charge 0712345678 60');
    await chat.sees(/^Wanjiku Njeri · 0712 345 678 asked not to be charged/, refused);
    const heard = [...group.texts(), ...group.heard().flatMap(labels)].join('\n');
    expect(heard).toContain('Wanjiku ···678');
    expect(heard).not.toMatch(/Njeri|712 ?345/);
  });

  test(
    'comes from a shared contact once the charge is made, and does not replace a name',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      const share = async (first: string, last: string, then: string) => {
        const said = chat.say('/charge');
        await chat.sees(/Which phone/, said);
        const contact = { phone_number: '+254712345678', first_name: first, last_name: last };
        shop.telegram.shareContact(asha, asha.id, contact);
        await chat.sees(/How many shillings/, said);
        chat.say('500');
        const question = await chat.sees(/^Charge KES 500/, said);
        await chat.press(question, then);
        return question.text;
      };
      await share('Wanjiku', '/erase\nNjeri', 'Cancel');
      await shop.until('it is left', async () => /Nothing was sent/.test(chat.texts().at(-1) ?? ''));
      // The charge was not made, so nothing is kept.
      expect(await shop.store().customers.find(1, '254712345678' as never)).toBeUndefined();
      expect(await share('Wanjiku', '/erase\nNjeri', 'Send')).toContain('Wanjiku erase Njeri · 0712 345 678');
      await chat.sees(/^KES 500 · Wanjiku erase Njeri · 0712 345 678[\s\S]*Waiting/);
      shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
      await chat.sees(/^✅/);
      shop.skip(3 * 60_000);
      expect(await share('Another', 'Name', 'Send')).toContain('Wanjiku erase Njeri · 0712 345 678');
      expect((await shop.store().customers.find(1, '254712345678' as never))?.name).toBe(
        'Wanjiku erase Njeri',
      );
    },
  );

  test('is the shop’s own: another shop neither sees nor finds it', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    await named(shop, '0712345678', 'Wanjiku');
    await paid(shop, '0712345678', 60, wanjiru);
    expect(shop.chat(wanjiru.id).texts().join('\n')).not.toContain('Wanjiku');
    const said = shop.chat(wanjiru.id).say('/charge wanjiku 50', {}, wanjiru);
    await shop.chat(wanjiru.id).sees(/No customer here is called “wanjiku”/, said);
  });

  test('that somebody else gave is changed by a manager only', { tags: 'slow' }, async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    await named(shop, '0712345678', 'Wanjiku');
    const said = shop.chat(otieno.id).say('/name 0712345678 Mallory', {}, otieno);
    await shop.chat(otieno.id).sees(/A manager can change it/, said);
    await named(shop, '0722000000', 'Njeri', otieno);
    expect((await shop.store().customers.find(1, '254712345678' as never))?.name).toBe('Wanjiku');
  });

  test('is in no line of the log, also when Telegram fails', async () => {
    const shop = await openShop();
    await named(shop, '0712345678', 'Wanjiku Njeri');
    shop.telegram.faults.add(
      { kind: 'answer', status: 500, body: '{"ok":false,"description":"for Wanjiku Njeri"}' },
      ({ method }) => method === 'sendMessage',
    );
    const said = shop.chat(asha.id).say('/charge 0712345678 500');
    await shop.chat(asha.id).sees(/^KES 500 · Wanjiku Njeri/, said);
    shop.chat(asha.id).say('/customers wanjiku');
    await shop.chat(asha.id).sees(/Latest charges/);
    expect(shop.log.text()).not.toMatch(/Wanjiku|Njeri/i);
  });
});

describe('a charge by name', () => {
  test('asks first with whom it means, and pushes once when Send is pressed', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await named(shop, '0712345678', 'Wanjiku Njeri');
    const said = chat.say('/charge WANJ 500 two bags');
    const question = await chat.sees(/^Charge KES 500 to Wanjiku Njeri · 0712 345 678\?\n📝 two bags/, said);
    expect(labels(question)).toEqual(['Send', 'Cancel']);
    await shop.pass(5_000);
    expect(pushes(shop)).toEqual([]);
    await chat.press(question, 'Send');
    await chat.sees(/Waiting/, said);
    await chat.press(question, 'Send');
    await shop.pass(5_000);
    expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 500 }]);
  });

  test('asks which one where two fit, and keeps amount and note', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await named(shop, '0712345678', 'Wanjiku Njeri');
    await named(shop, '0722000000', 'Mama Wanjiku');
    const said = chat.say('/charge wanjiku 2k two bags');
    const which = await chat.sees(/^Which “wanjiku”\?\nKES 2,000 · two bags\n⚠️ You wrote “2k”/, said);
    expect(labels(which)).toEqual(['Wanjiku Njeri · 0712 345 678', 'Mama Wanjiku · 0722 000 000', 'Cancel']);
    const text = chat.say('the second');
    await chat.sees(/Press one of the buttons/, text);
    await chat.press(which, 'Mama Wanjiku · 0722 000 000');
    await chat.sees(/^Charge KES 2,000 to Mama Wanjiku · 0722 000 000\?\n📝 two bags/);
    await chat.press(which, 'Send');
    await chat.sees(/Waiting/, said);
    expect(pushes(shop)).toMatchObject([{ phone: '0722000000', amount: 2_000 }]);
  });

  test('without an amount asks for it', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await named(shop, '0712345678', 'Wanjiku');
    const one = chat.say('/charge wanjiku');
    await chat.sees(/How many shillings from Wanjiku · 0712 345 678/, one);
    await named(shop, '0722000000', 'Wanjiku');
    const two = chat.say('/charge wanjiku');
    await chat.press(await chat.sees(/^Which/, two), 'Wanjiku · 0722 000 000');
    await chat.sees(/How many shillings from Wanjiku · 0722 000 000/, two);
    expect(pushes(shop)).toEqual([]);
  });

  test('that nobody fits is refused as before; a wrong amount is named', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await named(shop, '0712345678', 'Wanjiku');
    const nobody = chat.say('/charge njeri 500');
    await chat.sees(
      /^“njeri” is not a phone number\.\nLike this: \/charge 0712345678 500\nNo customer here is called “njeri”/,
      nobody,
    );
    const wrong = chat.say('/charge wanjiku 5o0');
    await chat.sees(/^“5o0” is not an amount\.\nLike this: \/charge wanjiku 500$/, wrong);
    expect(pushes(shop)).toEqual([]);
  });

  test('in a group shows only first names and last digits, and counts for who asked', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    await named(shop, '0712345678', 'Wanjiku Njeri');
    await named(shop, '0722000111', 'Wanjiku Auma');
    const said = group.say('/charge wanjiku 500');
    const which = await group.sees(/^Which “wanjiku”/, said);
    expect(labels(which)).toEqual(['Wanjiku ···678', 'Wanjiku ···111', 'Cancel']);
    expect(JSON.stringify(which.reply_markup)).not.toMatch(/712345|722000/);
    await group.press(which, 'Wanjiku ···111');
    await group.press(await group.sees(/^Charge KES 500 to Wanjiku ···111/), 'Send');
    await group.sees(/Waiting/, said);
    expect(pushes(shop)).toMatchObject([{ phone: '0722000111', amount: 500 }]);
  });

  test('by an old button after the number was erased does nothing', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, '0712345678', 500);
    await named(shop, '0712345678', 'Wanjiku');
    await named(shop, '0722000000', 'Wanjiku');
    const said = chat.say('/charge wanjiku 500');
    const which = await chat.sees(/^Which/, said);
    const effects = { updateId: -1, at: 0, messages: [], draft: { kind: 'keep' } } as const;
    const customer = { merchantId: 1, msisdn: '254722000000' as never };
    await shop.store().inbox.receive([{ updateId: -1, chatId: 1, payload: {} }], 0);
    await shop.store().customers.name(customer, null, asha.id, 0, effects);
    expect(await chat.press(which, 'Wanjiku · 0722 000 000')).toBe('This customer is erased.');
    expect(pushes(shop)).toHaveLength(1);
  });
});

describe('/customers', () => {
  test('lists who paid, how often, how much and when last, the last first, and opens each', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const none = chat.say('/customers');
    await chat.sees(/^Nobody has paid yet/, none);
    await paid(shop, '0712345678', 500);
    await paid(shop, '0722000000', 70);
    await paid(shop, '0712345678', 40);
    await named(shop, '0712345678', 'Wanjiku');
    const said = chat.say('/customers');
    const list = await chat.sees(/^Your customers/, said);
    expect(list.text).toMatch(
      /^Your customers\nWanjiku · \d\d:\d\d\nKES 540 · 2 payments\n0722 000 000 · \d\d:\d\d\nKES 70 · 1 payment\nFind one/,
    );
    expect(labels(list)).toEqual(['Wanjiku · 0712 345 678', '0722 000 000']);
    await chat.press(list, 'Wanjiku · 0712 345 678');
    const page = await chat.sees(
      /^Wanjiku\n0712 345 678\nKES 540 · 2 payments\nFirst: \d\d:\d\d\nLast: \d\d:\d\d\n\nLatest charges:\n#3 · KES 40 · paid · \d\d:\d\d\n#1 · KES 500 · paid · \d\d:\d\d$/,
    );
    expect(labels(page)).toEqual(['Charge', 'Block', 'Erase', '‹ Customers']);
    await chat.press(page, '‹ Customers');
    await chat.sees(/^Your customers/, said);
  });

  test('shows what went back to a customer apart, and what is left', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, '0712345678', 500);
    await refundPart(chat, 1, 200);
    const sums = /\nKES 500 · 1 payment\n↩️ refunded KES 200 · left: KES 300\n/;
    const list = await chat.sees(/^Your customers/, chat.say('/customers'));
    expect(list.text).toMatch(sums);
    await chat.press(list, '0712 345 678');
    expect((await chat.sees(/^0712 345 678[^]*Latest charges/)).text).toMatch(sums);
    await takeRefundBack(chat, 1, 200);
    const again = await chat.sees(/^Your customers/, chat.say('/customers'));
    expect(again.text).not.toContain('refunded');
  });

  test('has pages, and finds one by name or number', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (let n = 0; n < 10; n += 1) await paid(shop, `071200000${n}`, 10 + n);
    await named(shop, '0712000003', 'Wanjiku');
    const said = chat.say('/customers');
    const list = await chat.sees(/^Your customers\n/, said);
    expect(labels(list)).toHaveLength(9);
    await chat.press(list, 'Earlier ›');
    const second = await chat.sees(/^Your customers, page 2/);
    expect(labels(second)).toEqual(['0712 000 001', '0712 000 000', '‹ Later']);
    await chat.press(second, '‹ Later');
    await chat.sees(/^Your customers\n/);
    for (const wanted of ['wanj', '0712000003']) {
      const asked = chat.say(`/customers ${wanted}`);
      await chat.sees(/^Wanjiku\n0712 000 003/, asked);
    }
    const nobody = chat.say('/customers njeri');
    await chat.sees(/No customer here is called “njeri”/, nobody);
    const number = chat.say('/customers 0799999999');
    await chat.sees(/^0799 999 999 has not paid here yet/, number);
  });

  test(
    'shows a cashier the customers of their own charges only, without Block and Erase; nothing in a group',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      await letIn(shop, asha, otieno, 'cashier');
      const cashier = shop.chat(otieno.id);
      await paid(shop, '0712345678', 500);
      await paid(shop, '0722000000', 70);
      await paid(shop, '0722000000', 30, otieno);
      const list = await cashier.sees(/^Your customers/, cashier.say('/customers', {}, otieno));
      expect(list.text).toMatch(/^Your customers\n0722 000 000 · \d\d:\d\d\nKES 30 · 1 payment\nFind/);
      await cashier.press(list, '0722 000 000', otieno);
      const page = await cashier.sees(/Latest charges:\n#3 · KES 30 · paid · \d\d:\d\d$/);
      expect(labels(page)).toEqual(['Charge', '‹ Customers']);
      const other = cashier.say('/customers 0712345678', {}, otieno);
      await cashier.sees(/^0712 345 678 has not paid here yet/, other);
      const group = shop.chat(GROUP).say('/customers');
      await shop.chat(GROUP).sees(/in our private chat/, group);
    },
  );

  test(
    'counts what a person marked apart from what M-Pesa confirmed, until it is corrected',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
      const said = chat.say('/charge 0712345678 500');
      const notice = await chat.sees(/^❓/, said);
      await chat.press(notice, 'Customer paid');
      const marked = chat.say('/customers');
      await chat.sees(/\n✍️ KES 500 marked paid by hand \(1\)\n/, marked);
      await chat.press(notice, 'Not paid');
      const corrected = chat.say('/customers');
      await chat.sees(/^Nobody has paid yet/, corrected);
    },
  );

  test('leads to a charge, blocks and unblocks', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, '0712345678', 500);
    await named(shop, '0712345678', 'Wanjiku');
    const said = chat.say('/customers wanjiku');
    const page = await chat.sees(/^Wanjiku/, said);
    await chat.press(page, 'Charge');
    const asked = await chat.sees(/How many shillings from Wanjiku · 0712 345 678/, said);
    chat.say('60');
    await chat.press(await chat.sees(/Charge KES 60 to Wanjiku/, asked), 'Send');
    await chat.sees(/Waiting/, asked);
    expect(pushes(shop)).toHaveLength(2);
    await chat.press(page, 'Block');
    const blocked = await chat.sees(/🚫 Blocked/);
    expect(labels(blocked)).toEqual(['Unblock', 'Erase', '‹ Customers']);
    const refused = chat.say('/charge 0712345678 70');
    await chat.sees(/asked not to be charged/, refused);
    await chat.press(blocked, 'Unblock');
    await shop.until(
      'it is unblocked',
      () =>
        labels(page).length > 0 &&
        !/🚫/.test(chat.heard().find(({ message_id }) => message_id === page.message_id)?.text ?? '🚫'),
    );
  });

  test('survives a restart', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, '0712345678', 500);
    await named(shop, '0712345678', 'Wanjiku');
    await shop.crash();
    await shop.start();
    const said = chat.say('/customers');
    await chat.sees(/Wanjiku · \d\d:\d\d\nKES 500 · 1 payment/, said);
  });
});

describe('/erase', () => {
  test('asks first and says what goes: charges’ number, the name, and what keeps the number', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, '0712345678', 500);
    await named(shop, '0712345678', 'Wanjiku Njeri');
    const open = chat.say('/charge 0712345678 80');
    await chat.sees(/Waiting/, open);
    const said = chat.say('/erase 0712345678');
    const question = await chat.sees(/^Erase 0712 345 678\?/, said);
    expect(question.text).toContain('the number in 1 finished charge, and the name Wanjiku Njeri');
    expect(question.text).toContain('1 charge is still open and keeps the number until finished');
    expect(labels(question)).toEqual(['Erase', 'Cancel']);
    await chat.press(question, 'Cancel');
    await chat.sees(/^Nothing was erased/);
    expect((await shop.store().chargeQueries.byId(1))?.msisdn).toBe('254712345678');
    expect((await shop.store().customers.find(1, '254712345678' as never))?.name).toBe('Wanjiku Njeri');
  });

  test('takes the name with the number, and leaves no byte of either', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, '0712345678', 500);
    await named(shop, '0712345678', 'Wanjikuzzz Njerizzz');
    const list = await chat.sees(/^Your customers/, chat.say('/customers'));
    expect(fileBytes(shop.databasePath())).toMatch(/wanjikuzzz/);
    await eraseNumber(chat, '0712345678');
    expect(await chat.press(list, 'Wanjikuzzz Njerizzz · 0712 345 678')).toBe('This customer is erased.');
    const none = chat.say('/customers');
    await chat.sees(/^Nobody has paid yet/, none);
    await shop.until('all is sent', async () => (await shop.store().outbox.nextDueAt()) === undefined);
    await shop.pass(1_000);
    await shop.stop();
    expect(fileBytes(shop.databasePath())).not.toMatch(/wanjikuzzz|njerizzz|712345678/i);
  });

  test(
    'takes a name that no charge has, and does no harm when it is pressed twice',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      await named(shop, '0712345678', 'Wanjiku');
      const said = chat.say('/erase 0712345678');
      const question = await chat.sees(/This goes for good: the name Wanjiku\./, said);
      await Promise.all([chat.press(question, 'Erase'), chat.press(question, 'Erase')]);
      await chat.sees(/^Erased\./, said);
      const none = chat.say('/erase 0712345678');
      await chat.sees(/No charge of this shop has this number/, none);
    },
  );

  test('is on a customer’s page, for an owner', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, '0712345678', 500);
    const said = chat.say('/customers 0712345678');
    await chat.press(await chat.sees(/Latest charges/, said), 'Erase');
    const question = await chat.sees(/^Erase 0712 345 678\?/, said);
    await chat.press(question, 'Erase');
    await chat.sees(/is erased from 1 finished charge/);
  });

  test('by age takes the name too', { tags: 'slow' }, async () => {
    const shop = await openShop({ common: { retentionMs: 30 * DAY } });
    await paid(shop, '0712345678', 500);
    await named(shop, '0712345678', 'Wanjiku');
    shop.skip(30 * DAY + 3_600_000);
    await shop.until(
      'it is erased',
      async () => (await shop.store().customers.find(1, '254712345678' as never)) === undefined,
    );
    expect((await shop.store().chargeQueries.byId(1))?.msisdn).toMatch(/^erased:/);
  });
});

test('/mydata says that names which somebody gave bear their id', async () => {
  const shop = await openShop();
  const said = shop.chat(asha.id).say('/mydata');
  await shop.chat(asha.id).sees(/Names that you gave to customers bear your Telegram id/, said);
});
