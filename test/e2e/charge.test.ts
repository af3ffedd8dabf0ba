import { freeFrom } from '../support/send-again.ts';
import { describe, expect, test } from 'vitest';
import { asha, GROUP, juma, labels, openShop, type Shop, onlyByHand } from '../support/shop.ts';
import { variants } from '../support/variants.ts';

const pushes = (shop: Shop) =>
  shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push').map(({ body }) => body);

describe('/charge with phone and amount', () => {
  test('charges at once; the paid notice rings, has all details and replaces the card', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const command = chat.say('/charge 0712345678 1,500 two bags of unga');
    const card = await chat.sees(/Waiting for the customer’s PIN/);
    expect(card.text).toContain('KES 1,500 · 0712 345 678 · #1');
    expect(card.text).toContain('two bags of unga');
    expect(card.reply_to_message?.message_id).toBe(command.message_id);
    expect(pushes(shop)).toEqual([
      {
        api_key: 'e2e-Key#1',
        username: 'mamaduka',
        email: 'mama@duka.example',
        phone: '0712345678',
        amount: 1500,
      },
    ]);

    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id, { receipt: 'UKN1234567' });
    const notice = await chat.sees(/^✅ Paid: KES 1,500/);
    expect(notice.text).toMatch(
      /0712 345 678 · Receipt UKN1234567\n📝 two bags of unga\nCharged by Asha · \d\d:\d\d · #1$/,
    );
    expect(notice.reply_to_message?.message_id).toBe(command.message_id);
    expect(notice.silent).toBeUndefined();
    // The sale leaves one message: the card goes when its notice is there.
    await shop.until('the card is gone', () => chat.heard().length === 1);
    // The card is edited only when its text changes.
    const edits = shop.telegram.calls.filter(({ method }) => method === 'editMessageText');
    expect(edits.map(({ code }) => code)).not.toContain(400);
    expect(edits.length).toBeLessThanOrEqual(2);
  });

  test.each([
    ['/Charge 0712345678 500', '0712345678', 500],
    ['/charge@SandboxTillBot +254 712-345-678 KES 500', '0712345678', 500],
    ['/charge 0110345678 500/=', '0110345678', 500],
    ['/charge 712345678 500.00', '0712345678', 500],
    ['/charge 254712345678 250,000', '0712345678', 250_000],
    ['/charge 0712345678 1 Mama’s shop', '0712345678', 1],
    ['/charge +254 (0) 712 345 678, = 500 bob only', '0712345678', 500],
    ['/charge https://wa.me/254712345678?text=900 500.', '0712345678', 500],
  ])('understands %s', { tags: 'slow' }, async (text, phone, amount) => {
    const shop = await openShop();
    shop.chat(asha.id).say(text);
    await shop.chat(asha.id).sees(/Waiting for the customer’s PIN/);
    expect(pushes(shop)).toMatchObject([{ phone, amount }]);
  });

  for (const { cases, tags } of variants([
    ['/charge 0202345678 500', /landline/],
    ['/charge +255712345678 500', /not a Kenyan number/],
    ['/charge 071234567 500', /too short/],
    ['/charge 07123456789 500', /too long/],
    ['/charge mama 500', /“mama” is not a phone number/],
    ['/charge 500 0712345678', /phone goes first/],
    ['/charge 0712345678 12.50', /cents/],
    ['/charge 0712345678 1e3', /not an amount/],
    ['/charge 0712345678 0', /smallest amount is KES 1/],
    ['/charge 0712345678 -5', /below zero/],
    ['/charge 0712345678 5 00', /more than one amount/],
    ['/charge 0712345678 250001', /KES 250,000/],
    ['/charge 0712345678 ٥٠٠', /not an amount/],
    [`/charge 0712345678 500 ${'x'.repeat(121)}`, /121 characters\. The most is 120/],
  ]))
    test.each(cases)(
      'refuses %s, says why, shows a correct example, and sends nothing to the gateway',
      { tags },
      async (text, why) => {
        const shop = await openShop();
        const chat = shop.chat(asha.id);
        chat.say(text);
        const refusal = await chat.sees(why);
        expect(refusal.text).toContain('Like this: /charge 0712345678 500');
        await shop.pass(5_000);
        expect(shop.bosmi.requests).toEqual([]);
      },
    );

  test('shows a note and a name as plain text', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const mallory = { ...asha, first_name: '<b>Asha</b>\n✅ Paid: KES 9,999', last_name: '\u202e*_`' };
    chat.say('/charge 0712345678 500 <a href="x">*bold* _it_ `c`</a>\n✅ Paid: KES 9,999', {}, mallory);
    const card = await chat.sees(/Waiting/);
    expect(card.text).toContain('📝 <a href="x">*bold* _it_ `c`</a> ✅ Paid: KES 9,999');
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    const notice = await chat.sees(/^✅ Paid: KES 500/);
    expect(notice.text!.split('\n').filter((line) => line.startsWith('✅'))).toEqual(['✅ Paid: KES 500']);
    expect(notice.text).toContain('Charged by <b>Asha</b> ✅ Paid: KES 9,999');
    expect(notice.text).not.toContain('\u202e');
    expect(notice.entities!.map(({ type }) => type).toSorted()).toEqual(['bold', 'code']);
  });

  test('masks the customer in a group, and names the person who charged', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    group.say('/charge 0712345678 500', {}, juma);
    await group.sees(/0712 ••• 678[\s\S]*Ombi limetumwa/);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    const notice = await group.sees(/^✅ Limelipwa: KES 500/);
    expect(notice.text).toContain('Ombi la Juma');
    expect(group.texts().join()).not.toMatch(/0712 ?345 ?678/);
  });

  test('answers in the forum topic of the command', async () => {
    const shop = await openShop({
      beforeStart: (telegram) =>
        telegram.addGroup(
          { id: -77, type: 'supergroup', title: 'Forum', is_forum: true },
          { topics: [12], admins: [asha] },
        ),
    });
    const forum = shop.chat(-77);
    forum.say('/link', { threadId: 12 });
    expect((await forum.sees(/is linked/)).message_thread_id).toBe(12);
    forum.say('/charge 0712345678 500', { threadId: 12 });
    await forum.sees(/Waiting/);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    const notice = await forum.sees(/^✅ Paid/);
    expect(notice.message_thread_id).toBe(12);
  });
});

describe('a number of another network', () => {
  test('is charged only after the merchant confirms', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0733123456 500');
    const question = await chat.sees(/doesn’t look like a Safaricom number.*Airtel/);
    expect(labels(question)).toEqual(['Charge anyway', 'Cancel']);
    expect(pushes(shop)).toEqual([]);
    await chat.press(question, 'Charge anyway');
    const card = await chat.sees(/Waiting for the customer’s PIN/);
    expect(card.message_id).toBe(question.message_id);
    expect(labels(card)).toEqual(['Customer cancelled', 'Close']);
    expect(pushes(shop)).toMatchObject([{ phone: '0733123456', amount: 500 }]);
  });

  test('is not charged when the merchant cancels', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0772123456 500');
    await chat.press(await chat.sees(/Telkom/), 'Cancel');
    const left = await chat.sees(/Nothing was sent/);
    expect(labels(left)).toEqual([]);
    expect(pushes(shop)).toEqual([]);
  });
});

describe('an ambiguous amount', () => {
  for (const { cases, tags } of variants([
    ['2k', 2_000, 'KES 2,000'],
    ['1.5k', 1_500, 'KES 1,500'],
    ['2 k', 2_000, 'KES 2,000'],
    ['- 109', 109, 'KES 109'],
  ]))
    test.each(cases)(
      '(%s) is charged only after the merchant confirms',
      { tags },
      async (written, amount, shown) => {
        const shop = await openShop();
        const chat = shop.chat(asha.id);
        chat.say(`/charge 0712345678 ${written} unga`);
        const question = await chat.sees(/^Charge/);
        expect(question.text).toBe(
          `Charge ${shown} to 0712 345 678?\n📝 unga\n⚠️ You wrote “${written}”. I read that as ${shown}.`,
        );
        expect(labels(question)).toEqual(['Send', 'Cancel']);
        await shop.pass(5_000);
        expect(pushes(shop)).toEqual([]);
        await chat.press(question, 'Send');
        expect((await chat.sees(/Waiting/)).text).toContain('📝 unga');
        expect(pushes(shop)).toMatchObject([{ amount }]);
      },
    );

  test('is confirmed once, even when the answer is late', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 2k');
    const question = await chat.sees(/I read that as/);
    shop.skip(130_000);
    await chat.press(question, 'Send');
    const again = await chat.sees(/reached me late/);
    expect(again.text).not.toContain('I read that as');
    await chat.press(again, 'Send');
    await chat.sees(/Waiting/);
    expect(pushes(shop)).toMatchObject([{ amount: 2000 }]);
  });

  test('is shown with its meaning in the last question of a conversation', async () => {
    const shop = await openShop();
    const chat = shop.chat(juma.id);
    chat.say('/charge 0712345678');
    await chat.sees(/Shilingi ngapi/);
    chat.say('1.5k');
    const question = await chat.sees(/Uliandika “1.5k”. Nimeisoma kuwa KES 1,500/);
    await chat.press(question, 'Tuma');
    await shop.until('the push', () => pushes(shop).length === 1);
    expect(pushes(shop)).toMatchObject([{ amount: 1500 }]);
  });
});

describe('the same charge again', () => {
  test('within two minutes is charged only after the merchant confirms', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid/);
    const second = chat.say('/charge 0712345678 500');
    const question = await chat.sees(/This phone was charged the same amount .* ago \(#1, KES 500\)/, second);
    expect(labels(question)).toEqual(['Charge again', 'Cancel']);
    expect(pushes(shop)).toHaveLength(1);
    await chat.press(question, 'Charge again');
    await chat.sees(/#2\n📲 Prompt sent/);
    expect(pushes(shop)).toHaveLength(2);
  });

  test('needs a confirmation when the first was just paid, too', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    const notice = await chat.sees(/^✅ Paid/);
    chat.say('/charge 0712345678 500');
    await chat.sees(/same amount/, notice);
    expect(pushes(shop)).toHaveLength(1);
  });

  test('is refused with the time to wait while a prompt may be open on the phone, whatever the amount', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);
    for (const amount of [500, 550]) {
      const said = chat.say(`/charge 0712345678 ${amount}`);
      await chat.sees(
        /A prompt is still open on this phone: 0712 345 678 \(#1, KES 500\).*in \d+ (?:s|minutes?)\./,
        said,
      );
    }
    // Nobody else can charge this phone either: a second prompt can spoil the first.
    const group = shop.chat(GROUP);
    group.say('/charge 0712345678 70', {}, juma);
    await group.sees(/bado ina ombi lililo wazi: 0712 ••• 678/);
    expect(pushes(shop)).toHaveLength(1);
  });

  test('after two minutes needs no confirmation', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);
    shop.skip(125_000);
    chat.say('/charge 0712345678 500');
    await chat.sees(/#2\n📲 Prompt sent/);
    expect(pushes(shop)).toHaveLength(2);
  });

  test('by a double tap on the button is one charge', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0733123456 500');
    const question = await chat.sees(/Airtel/);
    const [, second] = await Promise.all([
      chat.press(question, 'Charge anyway'),
      chat.press(question, 'Charge anyway'),
    ]);
    expect(second).toBe('This question is closed.');
    await chat.sees(/Waiting/);
    await shop.pass(10_000);
    expect(pushes(shop)).toHaveLength(1);
  });
});

describe('a command that is edited or late', () => {
  test('charges nothing when it was edited, and the sender is told so', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const command = chat.say('/charge 071234567 500');
    await chat.sees(/too short/);
    shop.telegram.editText(asha, asha.id, command.message_id, '/charge 0712345678 500');
    await chat.sees(/don’t act on edited messages/);
    expect(pushes(shop)).toEqual([]);
  });

  test('is charged only after a confirmation when it is old', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const date = Math.floor(shop.clock.now() / 1_000) - 300;
    chat.say('/charge 0712345678 500', { date });
    const question = await chat.sees(/reached me late/);
    expect(pushes(shop)).toEqual([]);
    await chat.press(question, 'Send');
    await chat.sees(/Waiting/);
    expect(pushes(shop)).toHaveLength(1);
  });

  test('needs another confirmation when the press on its button may be old', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0733123456 500');
    const question = await chat.sees(/Airtel/);
    shop.skip(125_000);
    await chat.press(question, 'Charge anyway');
    const again = await chat.sees(/reached me late/);
    expect(again.message_id).toBe(question.message_id);
    expect(pushes(shop)).toEqual([]);
    // The old button's press, delivered once more, is not an answer to the new question.
    const stale = question.reply_markup!.inline_keyboard![0]![0]!.callback_data!;
    expect(await chat.press(again, stale)).toBe('This question is closed.');
    await chat.press(again, 'Send');
    await chat.sees(/Waiting/);
    expect(pushes(shop)).toHaveLength(1);
  });
});

describe('a push that is declined', () => {
  test('shows the gateway’s own words, a hint to wait, and Try again, which works once', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    shop.bosmi.behave('0712345678', { kind: 'refused' });
    chat.say('/charge 0712345678 500 unga');
    const notice = await chat.sees(/^❌ Not sent: KES 500 to 0712 345 678/);
    expect(notice.text).toContain('“Failed to initiate payment, please retry and use correct MPESA number.”');
    expect(notice.text).toContain('wait two minutes');
    expect(labels(notice)).toEqual(['Try again']);

    shop.bosmi.behave('0712345678', { kind: 'by-hand' });
    const [, second] = await Promise.all([chat.press(notice, 'Try again'), chat.press(notice, 'Try again')]);
    expect(second).toBe('This was already tried again.');
    const card = await chat.sees(/#2\n📝 unga\n📲 Prompt sent/);
    expect(card.message_id).toBeGreaterThan(notice.message_id);
    await shop.until(
      'the button is gone',
      () => labels(chat.heard().find((m) => m.message_id === notice.message_id)!).length === 0,
    );
    expect(pushes(shop)).toHaveLength(2);
  });

  test('says that nothing was sent when the gateway cannot be reached', async () => {
    const shop = await openShop();
    await shop.bosmi.down();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    expect(labels(await chat.sees(/could not be reached, so nothing was sent/))).toEqual(['Try again']);
    await shop.bosmi.up();
  });
});

describe('a push whose outcome is unknown', () => {
  for (const { cases, tags } of variants([
    ['answered with garbage', { kind: 'garbage' }],
    ['cut off', 'reset-after'],
  ] as const))
    test.each(cases)(
      '(%s) is told, is never repeated, and can be marked by the merchant',
      { tags },
      async (_how, how) => {
        const shop = await openShop();
        const chat = shop.chat(asha.id);
        if (how === 'reset-after')
          shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
        else shop.bosmi.behave('0712345678', how);
        chat.say('/charge 0712345678 500');
        const notice = await chat.sees(/^❓ Not known: KES 500 to 0712 345 678/);
        expect(notice.text).toContain('The customer may have a prompt right now');
        expect(labels(notice)).toEqual(['Customer paid', 'Not paid', 'Close']);
        await shop.pass(60_000);
        expect(pushes(shop)).toHaveLength(1);

        expect(await chat.press(notice, 'Customer paid')).toBe('Marked as paid.');
        await chat.sees(/✍️ Marked as paid by Asha/);
        chat.say('/today');
        expect((await chat.sees(onlyByHand('500', 1))).text).toMatch(/✍️ Asha$/);
        // The button is gone.
        expect(await chat.press(notice, 'Customer paid')).toBe('This question is closed.');
      },
    );
});

describe('a charge that is not paid in time', () => {
  test('is told as not confirmed and not as failed; it is still watched, and a late payment is announced as late', async () => {
    const shop = await openShop({ common: { confirmMs: 60_000 } });
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    const notice = await chat.sees(/^⌛ Not confirmed: KES 500 from 0712 345 678/);
    expect(notice.text).toContain('No confirmation after 60 seconds. I’ll keep checking until');
    expect(notice.text).not.toMatch(/fail/i);
    expect(labels(notice)).toEqual([
      'Customer cancelled',
      'Close',
      `Send again from ${await freeFrom(shop, 1)}`,
    ]);
    await shop.until('the card is gone', () => chat.heard().length === 1);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id, { receipt: 'UKN7654321' });
    await chat.sees(/^✅ Paid late: KES 500\n0712 345 678 · Receipt UKN7654321/);
  });

  test('expires when the watch ends, and can then be marked by hand', { tags: 'slow' }, async () => {
    const shop = await openShop({ common: { confirmMs: 20_000, watchMs: 60_000 } });
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    const notice = await chat.sees(/^⌛ Never confirmed/);
    expect(notice.silent).toBe(true);
    expect(await chat.press(notice, 'Not paid')).toBe('Marked as not paid.');
    await chat.sees(/✍️ Marked as not paid by Asha/);
  });
});

describe('a reported payment that does not fit', () => {
  test('is not announced as paid, and one notice asks to check it', async () => {
    const shop = await openShop();
    shop.bosmi.behave('0712345678', { kind: 'other-amount' });
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    const notice = await chat.sees(/^⚠️ Check this: KES 500/);
    expect(notice.text).toContain('another amount');
    await shop.pass(30_000);
    expect(chat.texts().filter((text) => text.startsWith('✅'))).toEqual([]);
    expect(chat.texts().filter((text) => text.startsWith('⚠️'))).toHaveLength(1);
  });
});
