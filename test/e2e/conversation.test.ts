import { describe, expect, test } from 'vitest';
import { asha, GROUP, juma, labels, openShop, type Shop } from '../support/shop.ts';
import { variants } from '../support/variants.ts';

const pushes = (shop: Shop) =>
  shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push').map(({ body }) => body);

/** Whether a message opens a reply box, as the bot's questions in groups do. */
const isForceReply = (message: { reply_markup?: object | undefined }) =>
  'force_reply' in (message.reply_markup ?? {});

describe('/charge without arguments', () => {
  test('asks for the phone, then the amount, then shows both, and charges at Send', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const command = chat.say('/charge');
    await chat.sees(/Which phone should I charge/);
    chat.say('0712 345 678');
    await chat.sees(/How many shillings from 0712 345 678/);
    chat.say('1,500');
    const question = await chat.sees(/Charge KES 1,500 to 0712 345 678\?/);
    expect(labels(question)).toEqual(['Send', 'Cancel']);
    expect(pushes(shop)).toEqual([]);

    await chat.press(question, 'Send');
    const card = await chat.sees(/Waiting for the customer’s PIN/);
    expect(card.message_id).toBe(question.message_id);
    expect(labels(card)).toEqual(['Customer cancelled', 'Close']);
    expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 1500 }]);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    const notice = await chat.sees(/^✅ Paid: KES 1,500/);
    expect(notice.reply_to_message?.message_id).toBe(command.message_id);
  });

  test('charges nothing at Cancel', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge');
    await chat.sees(/Which phone/);
    chat.say('0712345678');
    await chat.sees(/How many/);
    chat.say('500');
    await chat.press(await chat.sees(/Charge KES 500/), 'Cancel');
    expect(labels(await chat.sees(/Cancelled. Nothing was sent/))).toEqual([]);
    await shop.pass(5_000);
    expect(pushes(shop)).toEqual([]);
  });

  test('asks again with the reason after a wrong answer, and keeps the right answers', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge');
    await chat.sees(/Which phone/);
    chat.say('020 234 5678');
    await chat.sees(/is a landline[\s\S]*Which phone should I charge/);
    chat.say('0712345678');
    await chat.sees(/How many/);
    chat.say('12.50');
    await chat.sees(/has cents[\s\S]*How many shillings from 0712 345 678/);
    chat.say('five');
    await chat.sees(/“five” is not an amount/);
    chat.say('500');
    await chat.press(await chat.sees(/Charge KES 500 to 0712 345 678/), 'Send');
    await chat.sees(/Waiting/);
    expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 500 }]);
  });

  test('takes a shared contact as the phone', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge');
    await chat.sees(/share a contact/);
    shop.telegram.shareContact(asha, asha.id, { phone_number: '+254 712 345678', first_name: 'Wanjiku' });
    await chat.sees(/How many shillings from Wanjiku · 0712 345 678/);
  });

  test('offers the mobile numbers of a contact that has several, and goes on with the one that is pressed', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge');
    await chat.sees(/share a contact/);
    const vcard = [
      'BEGIN:VCARD',
      'VERSION:3.0',
      'FN:Wanjiku',
      'TEL;TYPE=WORK:020 2345678',
      'TEL;TYPE=CELL:0712345678',
      'item1.TEL;TYPE=CELL:+254 (0) 722 000 001',
      'TEL;TYPE=HOME:+12025550123',
      'END:VCARD',
    ].join('\r\n');
    const contact = { phone_number: '+254712345678', first_name: 'Wanjiku', vcard };
    shop.telegram.shareContact(asha, asha.id, contact);
    const question = await chat.sees(/several numbers/);
    expect(labels(question)).toEqual(['0712 345 678', '0722 000 001']);
    // The button's data does nothing under another message of the bot.
    const data = question.reply_markup!.inline_keyboard![1]![0]!.callback_data!;
    const earlier = chat.heard()[0]!;
    expect(await chat.press(earlier, data)).toBe('This question is closed.');
    await chat.press(question, '0722 000 001');
    await chat.sees(/How many shillings from Wanjiku · 0722 000 001/);
    expect(labels(await chat.sees(/Number chosen/))).toEqual([]);
    expect(await chat.press(question, data)).toBe('This question is closed.');
    chat.say('500');
    await chat.press(await chat.sees(/Charge KES 500 to Wanjiku · 0722 000 001/), 'Send');
    await chat.sees(/Waiting/);
    expect(pushes(shop)).toMatchObject([{ phone: '0722000001', amount: 500 }]);
  });

  test('takes the only mobile number of a contact, and a number that is typed instead of pressed', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge');
    await chat.sees(/share a contact/);
    const share = (...numbers: readonly string[]) =>
      shop.telegram.shareContact(asha, asha.id, {
        phone_number: '0202345678',
        first_name: 'Duka',
        vcard: ['BEGIN:VCARD', ...numbers.map((number) => `TEL:${number}`), 'END:VCARD'].join('\n'),
      });
    share('0202345678', '0712345678');
    await chat.sees(/How many shillings from Duka · 0712 345 678/);
    chat.say('/charge');
    await chat.sees(/share a contact/);
    share('0712000001', '0712000002');
    await chat.sees(/several numbers/);
    chat.say('0712000003');
    await chat.sees(/How many shillings from 0712 000 003/);
    chat.say('/charge');
    await chat.sees(/share a contact/);
    share('0202345678');
    await chat.sees(/is a landline/);
    expect(pushes(shop)).toEqual([]);
  });

  test('refuses a foreign contact, and says why', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge');
    await chat.sees(/share a contact/);
    shop.telegram.shareContact(asha, asha.id, { phone_number: '+12025550123', first_name: 'Bob' });
    await chat.sees(/not a Kenyan number[\s\S]*Which phone/);
  });

  test('offers the last customers of this chat, each once, the newest first', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (const [i, phone] of ['0712345671', '0712345672', '0712345671'].entries()) {
      chat.say(`/charge ${phone} ${10 + i}`);
      await chat.sees(new RegExp(`#${i + 1}\n📲 Prompt sent`));
      shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
      await chat.sees(new RegExp(`^✅ Paid: KES ${10 + i}`));
    }
    chat.say('/charge');
    const question = await chat.sees(/one of the last customers/);
    expect(labels(question)).toEqual(['0712 345 671', '0712 345 672']);
    await chat.press(question, '0712 345 672');
    await chat.sees(/How many shillings from 0712 345 672/);
    chat.say('700');
    await chat.press(await chat.sees(/Charge KES 700 to 0712 345 672/), 'Send');
    await shop.until('the push', () => pushes(shop).length === 4);
    expect(pushes(shop).at(-1)).toMatchObject({ phone: '0712345672', amount: 700 });
  });

  test('does not offer one chat’s customers in another', async () => {
    const shop = await openShop();
    shop.chat(asha.id).say('/charge 0712345678 500');
    await shop.chat(asha.id).sees(/Waiting/);
    const chat = shop.chat(juma.id);
    chat.say('/charge');
    expect(labels(await chat.sees(/Namba ya mteja ni ipi/))).toEqual([]);
  });
});

test('/charge with only a phone asks for the amount only', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  chat.say('/charge 0712 345 678');
  await chat.sees(/How many shillings from 0712 345 678/);
  chat.say('KES 500');
  await chat.press(await chat.sees(/Charge KES 500 to 0712 345 678/), 'Send');
  await chat.sees(/Waiting/);
  expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 500 }]);
});

test('a phone of another network needs a confirmation before anything is sent', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  chat.say('/charge 0733123456');
  await chat.sees(/How many/);
  chat.say('500');
  await chat.press(await chat.sees(/Charge KES 500/), 'Send');
  const confirmation = await chat.sees(/looks like Airtel/);
  expect(pushes(shop)).toEqual([]);
  await chat.press(confirmation, 'Charge anyway');
  await chat.sees(/Waiting/);
  expect(pushes(shop)).toHaveLength(1);
});

describe('a conversation ends', () => {
  test('with /cancel', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge');
    await chat.sees(/Which phone/);
    const cancel = chat.say('/cancel');
    await chat.sees(/Cancelled. Nothing was sent/, cancel);
    const amount = chat.say('500');
    await chat.sees(/To charge a customer, send/, amount);
    chat.say('/CANCEL');
    await chat.sees(/There is nothing to cancel/);
    expect(pushes(shop)).toEqual([]);
  });

  for (const { cases, tags } of variants(['/pending', '/today', '/status 1', '/help', '/language', '/start']))
    test.each(cases)(
      'with any other command like %s, which is answered and not taken for a phone',
      { tags },
      async (other) => {
        const shop = await openShop();
        const chat = shop.chat(asha.id);
        chat.say('/charge');
        const question = await chat.sees(/Which phone/);
        const command = chat.say(other);
        await chat.sees(/./, command);
        // A phone alone begins another conversation.
        const number = chat.say('0712345678');
        await chat.sees(/How many shillings from 0712 345 678/, number);
        expect(chat.texts().filter((text) => text.includes('Which phone'))).toEqual([question.text]);
      },
    );

  test('after a quarter of an hour: its button says so and does nothing', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    await chat.sees(/How many/);
    chat.say('500');
    const question = await chat.sees(/Charge KES 500/);
    shop.skip(15 * 60_000 + 1_000);
    expect(await chat.press(question, 'Send')).toBe('This question is closed.');
    expect(pushes(shop)).toEqual([]);
  });

  test('when a new one begins: the old buttons do nothing', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    await chat.sees(/How many/);
    chat.say('500');
    const old = await chat.sees(/Charge KES 500/);
    chat.say('/charge 0712345679');
    await chat.sees(/How many shillings from 0712 345 679/);
    expect(await chat.press(old, 'Send')).toBe('This question is closed.');
    expect(pushes(shop)).toEqual([]);
  });
});

describe('Send', () => {
  test('tapped twice is one push', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    await chat.sees(/How many/);
    chat.say('500');
    const question = await chat.sees(/Charge KES 500/);
    const said = await Promise.all([
      chat.press(question, 'Send'),
      chat.press(question, 'Send'),
      chat.press(question, 'Send'),
    ]);
    expect(said).toEqual([undefined, 'This question is closed.', 'This question is closed.']);
    await chat.sees(/Waiting/);
    await shop.pass(5_000);
    expect(pushes(shop)).toHaveLength(1);
  });

  test('delivered again by Telegram is one push', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    await chat.sees(/How many/);
    chat.say('500');
    await chat.press(await chat.sees(/Charge KES 500/), 'Send');
    await chat.sees(/Waiting/);
    for (const update of shop.telegram.delivered.slice()) shop.telegram.redeliver(update);
    await shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);
    await shop.pass(5_000);
    expect(pushes(shop)).toHaveLength(1);
  });

  test('is confirmed once more when it is pressed two minutes after the question', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    await chat.sees(/How many/);
    chat.say('500');
    const question = await chat.sees(/Charge KES 500/);
    shop.skip(130_000);
    await chat.press(question, 'Send');
    const again = await chat.sees(/reached me late. Do you still want this/);
    expect(pushes(shop)).toEqual([]);
    await chat.press(again, 'Send');
    await chat.sees(/Waiting/);
    expect(pushes(shop)).toHaveLength(1);
  });

  test('waits for a press: a text gets a hint and changes nothing', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    await chat.sees(/How many/);
    chat.say('500');
    const question = await chat.sees(/Charge KES 500/);
    chat.say('600');
    await chat.sees(/Press one of the buttons above/);
    await chat.press(question, 'Send');
    await chat.sees(/Waiting/);
    expect(pushes(shop)).toMatchObject([{ amount: 500 }]);
  });
});

describe('half-way through a conversation', () => {
  for (const how of ['stopped and started', 'crashed'] as const) {
    const restart = async (shop: Shop) => {
      if (how === 'crashed') await shop.crash();
      else await shop.stop();
      await shop.start();
    };

    test(`the bot, ${how} before every step, continues where it was`, async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      chat.say('/charge');
      await chat.sees(/Which phone/);
      await restart(shop);
      chat.say('0712345678');
      await chat.sees(/How many/);
      await restart(shop);
      chat.say('500');
      const question = await chat.sees(/Charge KES 500 to 0712 345 678/);
      await restart(shop);
      await chat.press(question, 'Send');
      await chat.sees(/Waiting/);
      expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 500 }]);
    });

    test(`the bot, ${how} right after an answer, never takes the phone for the amount`, async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      chat.say('/charge');
      await chat.sees(/Which phone/);
      chat.say('0712345678');
      await restart(shop);
      // Telegram may deliver the same answers again, whatever was committed before the end.
      for (const update of shop.telegram.delivered.slice()) shop.telegram.redeliver(update);
      await shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);
      await chat.sees(/How many shillings from 0712 345 678/);
      chat.say('500');
      await chat.sees(/Charge KES 500 to 0712 345 678/);
    });
  }
});

describe('in a group', () => {
  test('every question is a force-reply to the person who was asked, and a reply answers it', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    const command = group.say('/charge@SandboxTillBot');
    const phone = await group.sees(/Which phone/);
    expect(isForceReply(phone)).toBe(true);
    expect(phone.reply_markup).toMatchObject({ selective: true });
    expect(phone.reply_to_message?.message_id).toBe(command.message_id);
    group.say('0712345678', { replyTo: phone.message_id });
    const amount = await group.sees(/How many shillings from 0712 ••• 678/);
    expect(isForceReply(amount)).toBe(true);
    group.say('500', { replyTo: amount.message_id });
    const question = await group.sees(/Charge KES 500 to 0712 ••• 678/);
    await group.press(question, 'Send');
    await group.sees(/Waiting/);
    expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 500 }]);
    expect(group.texts().join('\n')).not.toMatch(/0712 ?345/);
  });

  test('the conversations of two people do not mix', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    const [hers, his] = [group.say('/charge', {}, asha), group.say('/charge', {}, juma)];
    const askedHer = await group.sees(/Which phone/);
    const askedHim = await group.sees(/Namba ya mteja ni ipi/);
    expect(askedHer.reply_to_message?.message_id).toBe(hers.message_id);
    expect(askedHim.reply_to_message?.message_id).toBe(his.message_id);
    // Each replies to the other's question first. Such a reply is ignored.
    group.say('0712000001', { replyTo: askedHim.message_id }, asha);
    group.say('0712000002', { replyTo: askedHer.message_id }, juma);
    await shop.until('both are confirmed', () => shop.telegram.unconfirmed() === 0);
    group.say('0712000003', { replyTo: askedHer.message_id }, asha);
    const amount = await group.sees(/How many shillings from 0712 ••• 003/);
    group.say('700', { replyTo: amount.message_id }, asha);
    const question = await group.sees(/Charge KES 700 to 0712 ••• 003/);
    expect(await group.press(question, 'Send', juma)).toBe('Kitufe hiki si chako.');
    expect(pushes(shop)).toEqual([]);
    await group.press(question, 'Send', asha);
    await group.sees(/Waiting/);
    expect(pushes(shop)).toMatchObject([{ phone: '0712000003', amount: 700 }]);
  });

  test('a text that people send to each other is not taken for an answer', async () => {
    const shop = await openShop({
      beforeStart: (telegram) =>
        telegram.addGroup({ id: -88, type: 'group', title: 'Talk' }, { privacyMode: false, admins: [asha] }),
    });
    const group = shop.chat(-88);
    group.say('/link');
    await group.sees(/is linked/);
    group.say('/charge');
    const question = await group.sees(/Which phone/);
    group.say('0712345678');
    group.say('call me on 0712345678', {}, juma);
    await shop.until('they are confirmed', () => shop.telegram.unconfirmed() === 0);
    await shop.pass(3_000);
    expect(group.heard().at(-1)?.message_id).toBe(question.message_id);
  });

  test('the question comes first; the last customers, with masked numbers, only when the person asks for them', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    group.say('/charge 0712345678 500');
    await group.sees(/Waiting/);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await group.sees(/^✅/);
    const asked = group.say('/charge');
    const question = await group.sees(/Which phone should I charge\?\nReply to this message/, asked);
    expect(labels(question)).toEqual(['Last customers']);
    expect(await group.press(question, 'Last customers', juma)).toBe('Kitufe hiki si chako.');
    expect(await group.press(question, 'Last customers')).toBeUndefined();
    await shop.until('they are listed', () => labels(group.heard().at(-1)!).includes('0712 ••• 678'));
    const customers = group.heard().at(-1)!;
    expect(customers.message_id).toBe(question.message_id);
    expect(labels(customers)).toEqual(['0712 ••• 678']);
    expect(await group.press(customers, '0712 ••• 678', juma)).toBe('Kitufe hiki si chako.');
    await group.press(customers, '0712 ••• 678');
    const amount = await group.sees(/How many shillings from 0712 ••• 678/);
    expect(isForceReply(amount)).toBe(true);
    group.say('600', { replyTo: amount.message_id });
    await group.press(await group.sees(/Charge KES 600/), 'Send');
    await shop.until('the push', () => pushes(shop).length === 2);
    expect(pushes(shop).at(-1)).toMatchObject({ phone: '0712345678', amount: 600 });
  });

  test('a reply to the question is the number, whether the last customers are listed or not', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    group.say('/charge 0712345678 500');
    await group.sees(/Waiting/);
    for (const isListed of [false, true]) {
      const asked = group.say('/charge');
      const question = await group.sees(/Which phone should I charge/, asked);
      if (isListed) await group.press(question, 'Last customers');
      const said = group.say('0712345679', { replyTo: question.message_id });
      await group.sees(/How many shillings from 0712 ••• 679/, said);
    }
  });
});
