import { eraseNumber } from '../support/erase.ts';
import { describe, expect, test } from 'vitest';
import { asha, GROUP, juma, labels, openShop, stranger, type Shop } from '../support/shop.ts';
import { connectSecond, letIn, otieno, wanjiru } from '../support/second-shop.ts';
import { variants } from '../support/variants.ts';

const pushes = (shop: Shop) =>
  shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push').map(({ body }) => body);
const confirmed = (shop: Shop): Promise<void> =>
  shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);

/** Charges and has it paid. Returns the card and the notice. */
async function paid(shop: Shop, phone: string, amount: number) {
  const chat = shop.chat(asha.id);
  const said = chat.say(`/charge ${phone} ${amount}`);
  const card = await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  return { card, notice: await chat.sees(new RegExp(`^✅ Paid: KES ${amount}`), said) };
}

describe('in private, without a command', () => {
  test('a phone, an amount and a note lead to the question with Send', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const said = chat.say('0712345678 500 two bags');
    const question = await chat.sees(/^Charge KES 500 to 0712 345 678\?\n📝 two bags$/);
    expect(labels(question)).toEqual(['Send', 'Cancel']);
    expect(pushes(shop)).toEqual([]);
    await chat.press(question, 'Send');
    await chat.sees(/Waiting/);
    expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 500 }]);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    const notice = await chat.sees(/^✅ Paid: KES 500[\s\S]*two bags/);
    expect(notice.reply_to_message?.message_id).toBe(said.message_id);
  });

  test('a phone alone leads to the question for the amount', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('+254 712 345 678');
    await chat.sees(/How many shillings from 0712 345 678/);
    chat.say('500 2 bags');
    await chat.press(await chat.sees(/Charge KES 500 to 0712 345 678\?\n📝 2 bags/), 'Send');
    await chat.sees(/Waiting/);
    expect(pushes(shop)).toHaveLength(1);
  });

  test('a shared contact leads to the question for the amount, or for the number that is meant', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const contact = { phone_number: '+254 712 345678', first_name: 'Wanjiku' };
    shop.telegram.shareContact(asha, asha.id, contact);
    await chat.sees(/How many shillings from Wanjiku · 0712 345 678/);
    chat.say('/cancel');
    await chat.sees(/Cancelled/);
    const vcard = 'BEGIN:VCARD\nTEL:0712345678\nTEL:0722000001\nEND:VCARD';
    shop.telegram.shareContact(asha, asha.id, { ...contact, vcard });
    await chat.press(await chat.sees(/several numbers/), '0722 000 001');
    await chat.sees(/How many shillings from (?:Wanjiku · )?0722 000 001/);
    chat.say('/cancel');
    await chat.sees(/Cancelled/);
    shop.telegram.shareContact(asha, asha.id, { phone_number: '+12025550123', first_name: 'Bob' });
    await chat.sees(/not a Kenyan number[\s\S]*To charge a customer, send/);
    expect(pushes(shop)).toEqual([]);
  });

  test(
    'an amount that is to be confirmed shows how it was read, in the same question',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      chat.say('0712345678 2k');
      await chat.sees(/Charge KES 2,000 to 0712 345 678\?[\s\S]*You wrote “2k”/);
    },
  );

  for (const { cases, tags } of variants([
    'hello',
    '500',
    '500 two bags',
    'call me on 0712345678',
    '0712345678 is my number',
    '0712345678 and 0722000001',
    'UKO4H7XK2P Confirmed. Ksh500.00 received from JANE WANJIKU 0712345678 on 24/11/26 at 2:05 PM.',
    'Confirmed. 0712345678 500',
  ]))
    test.each(cases)('%j gets a hint and no question', { tags }, async (text) => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      const said = chat.say(text);
      await chat.sees(/To charge a customer, send/, said);
      expect(await shop.store().users.draft(asha.id, asha.id, shop.clock.now())).toBeUndefined();
    });

  for (const { cases, tags } of variants([
    ['0712345678 5 00', /more than one amount/],
    ['0712345678 12.50', /has cents/],
    ['0712345678 250001', /takes at most KES 250,000/],
    [`0712345678 500 ${'x'.repeat(121)}`, /note has 121 characters/],
    ['0712345678 500\n/charge 0722000001 300', /one command a message/],
  ]))
    test.each(cases)(
      '%j is refused with the reason, and leads to no question',
      { tags },
      async (text, reason) => {
        const shop = await openShop();
        const chat = shop.chat(asha.id);
        const said = chat.say(text);
        await chat.sees(reason, said);
        expect(await shop.store().users.draft(asha.id, asha.id, shop.clock.now())).toBeUndefined();
      },
    );

  test('an open question comes first: a text is its answer, and a charge request is none for Send', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('0712345678 500');
    const question = await chat.sees(/Charge KES 500/);
    const other = chat.say('0722000001 300');
    await chat.sees(/Press one of the buttons above/, other);
    await chat.press(question, 'Send');
    await chat.sees(/Waiting/);
    chat.say('/charge');
    await chat.sees(/Which phone/);
    const whole = chat.say('0722000001 300');
    await chat.sees(/too long for a phone number[\s\S]*Which phone/, whole);
    expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 500 }]);
  });

  test('nothing is charged for a forwarded or an edited message', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const forwarded = chat.say('0712345678 500', { forwardOf: stranger });
    await chat.sees(/don’t act on forwarded messages/, forwarded);
    const hello = chat.say('hello');
    await chat.sees(/To charge a customer/, hello);
    shop.telegram.editText(asha, asha.id, hello.message_id, '0712345678 500');
    await confirmed(shop);
    await shop.pass(3_000);
    expect(chat.texts().filter((text) => /^Charge KES|How many/.test(text))).toEqual([]);
    expect(await shop.store().users.draft(asha.id, asha.id, shop.clock.now())).toBeUndefined();
  });

  test('a question is asked once, however often its message is delivered', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('0712345678 500');
    const question = await chat.sees(/Charge KES 500/);
    for (const update of shop.telegram.delivered.slice()) shop.telegram.redeliver(update);
    await confirmed(shop);
    await chat.press(question, 'Send');
    await chat.sees(/Waiting/);
    await shop.pass(3_000);
    expect(chat.texts().filter((text) => text.startsWith('Charge KES'))).toEqual([]);
    expect(pushes(shop)).toHaveLength(1);
  });
});

describe('an amount as a reply', () => {
  test('to a card or a notice leads to the question with Send for the same customer', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const first = await paid(shop, '0712345678', 100);
    const second = await paid(shop, '0722000001', 200);
    chat.say('300 two bags', { replyTo: first.notice.message_id });
    await chat.press(await chat.sees(/Charge KES 300 to 0712 345 678\?\n📝 two bags/), 'Cancel');
    chat.say('400', { replyTo: second.notice.message_id });
    await chat.press(await chat.sees(/Charge KES 400 to 0722 000 001\?/), 'Send');
    await shop.until('the push', () => pushes(shop).length === 3);
    expect(pushes(shop).at(-1)).toMatchObject({ phone: '0722000001', amount: 400 });
    // The question became the card.
    const card = await chat.sees(/KES 400 · 0722 000 001[\s\S]*Waiting/);
    chat.say('450', { replyTo: card.message_id });
    await chat.sees(/Charge KES 450 to 0722 000 001\?/);
  });

  test('to a charge’s page or its receipt means the charge’s customer', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, '0712345678', 100);
    // Another customer is the latest one.
    await paid(shop, '0722000001', 200);
    const asked = [
      ['/status 1', /0712 345 678 · #1\n[\s\S]*History/],
      ['/status 0712345678', /0712 345 678 · #1\n[\s\S]*History/],
      ['/find #1', /0712 345 678 · #1\n[\s\S]*History/],
      ['/find 678', /0712 345 678 · #1\n[\s\S]*History/],
    ] as const;
    for (const [place, [command, pattern]] of asked.entries()) {
      const page = await chat.sees(pattern, chat.say(command));
      const amount = 300 + place;
      const said = chat.say(`${amount} two bags`, { replyTo: page.message_id });
      const question = await chat.sees(
        new RegExp(`^Charge KES ${amount} to 0712 345 678\\?\n📝 two bags`),
        said,
      );
      await chat.press(question, 'Cancel');
      await chat.sees(/Cancelled/, said);
    }
    const page = await chat.sees(/0712 345 678 · #1\n[\s\S]*History/);
    await chat.press(page, 'Receipt');
    const isReceipt = ({ caption = '' }: { readonly caption?: string }): boolean => caption.startsWith('🧾');
    await shop.until('the receipt', () => chat.heard().some(isReceipt));
    const said = chat.say('400', { replyTo: chat.heard().find(isReceipt)!.message_id });
    await chat.sees(/^Charge KES 400 to 0712 345 678\?/, said);
  });

  test(
    'to a customer’s page means that customer, and to the list that it becomes again means nobody',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      await paid(shop, '0712345678', 100);
      // Named, and never charged.
      await chat.sees(/Wanjiku/, chat.say('/name 0722000001 Wanjiku'));
      const named = await chat.sees(/0722 000 001/, chat.say('/customers wanjiku'));
      const said = chat.say('300', { replyTo: named.message_id });
      await chat.press(await chat.sees(/^Charge KES 300 to Wanjiku · 0722 000 001\?/, said), 'Cancel');
      await chat.sees(/Cancelled/, said);
      const asked = chat.say('/customers');
      const list = await chat.sees(/^Your customers/, asked);
      await chat.press(list, '0712 345 678');
      const page = await chat.sees(/^0712 345 678\n/, asked);
      expect(page.message_id).toBe(list.message_id);
      const reply = chat.say('350', { replyTo: page.message_id });
      await chat.press(await chat.sees(/^Charge KES 350 to 0712 345 678\?/, reply), 'Cancel');
      await chat.sees(/Cancelled/, reply);
      await chat.press(page, '‹ Customers');
      await chat.sees(/^Your customers/, asked);
      await chat.sees(/To charge a customer, send/, chat.say('400', { replyTo: list.message_id }));
    },
  );

  test('to any other message, or with other words, gets a hint', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const { notice } = await paid(shop, '0712345678', 100);
    chat.say('/help');
    const help = await chat.sees(/^Tillbot/);
    for (const [text, replyTo] of [
      ['300', help.message_id],
      ['thank you', notice.message_id],
    ] as const) {
      const said = chat.say(text, { replyTo });
      await chat.sees(/To charge a customer, send/, said);
    }
    const wrong = chat.say('3 00', { replyTo: notice.message_id });
    await chat.sees(/more than one amount/, wrong);
    const forwarded = chat.say('300', { replyTo: notice.message_id, forwardOf: stranger });
    await chat.sees(/don’t act on forwarded/, forwarded);
    expect(pushes(shop)).toHaveLength(1);
  });

  test('charges the phone that it names itself', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const { notice } = await paid(shop, '0712345678', 100);
    chat.say('0722000001 300', { replyTo: notice.message_id });
    await chat.sees(/Charge KES 300 to 0722 000 001/);
  });

  test('reaches no erased number', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const { notice } = await paid(shop, '0712345678', 100);
    await eraseNumber(chat, '0712345678');
    const said = chat.say('300', { replyTo: notice.message_id });
    await chat.sees(/To charge a customer, send/, said);
  });
});

test('in a group a text is never a charge request', async () => {
  const shop = await openShop({
    beforeStart: (telegram) =>
      telegram.addGroup({ id: -88, type: 'group', title: 'Talk' }, { privacyMode: false, admins: [asha] }),
  });
  const group = shop.chat(-88);
  group.say('/link');
  await group.sees(/is linked/);
  group.say('/charge 0712345678 100');
  const card = await group.sees(/Waiting/);
  const before = group.heard().length;
  group.say('0722000001 500');
  group.say('0722000001');
  group.say('500', { replyTo: card.message_id });
  await confirmed(shop);
  await shop.pass(3_000);
  expect(group.heard()).toHaveLength(before);
  expect(pushes(shop)).toHaveLength(1);
});

test(
  'a person of several shops chooses one before a request without a command',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    await connectSecond(shop);
    await letIn(shop, wanjiru, asha, 'cashier');
    const chat = shop.chat(asha.id);
    const said = chat.say('0712345678 500');
    const question = await chat.sees(/Which of your shops/, said);
    await chat.press(question, 'Mama Duka Two');
    await chat.sees(/You’re now at Mama Duka Two/);
    chat.say('0712345678 500');
    await chat.sees(/Charge KES 500 to 0712 345 678\?\n🏪 Mama Duka Two/);
  },
);

test('a cashier charges their own customer again by a reply', { tags: 'slow' }, async () => {
  const shop = await openShop();
  await letIn(shop, asha, otieno, 'cashier');
  const own = shop.chat(otieno.id);
  const command = own.say('/charge 0722000001 100', {}, otieno);
  const card = await own.sees(/Waiting/, command);
  own.say('200', { replyTo: card.message_id }, otieno);
  await own.sees(/Charge KES 200 to 0722 000 001/);
});

test('works in Kiswahili', { tags: 'slow' }, async () => {
  const shop = await openShop();
  const chat = shop.chat(juma.id);
  chat.say('0712345678 500 mifuko miwili');
  await chat.sees(/KES 500[\s\S]*0712 345 678[\s\S]*mifuko miwili/);
  expect(shop.chat(GROUP).texts()).toEqual([]);
});
