// @module-tag slow
import { describe, expect, test } from 'vitest';
import { asha, GROUP, juma, openShop, type Shop } from '../support/shop.ts';

const pushes = (shop: Shop) =>
  shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push').map(({ body }) => body);

const settled = async (shop: Shop): Promise<void> => {
  await shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.pass(5_000);
};

describe('a message with several commands', () => {
  test.each([
    '/charge 0712345678 500\n/charge 0722000001 300',
    '/charge 0712345678 500 unga\n\n  /Charge@SandboxTillBot 0722000001 300',
    '/CHARGE 0712345678 500\n/today',
    '/charge 0712345678 500\r\n/charge@OtherTillBot 0722000001 300',
    '/charge 0712345678 500 /charge 0722000001 300',
    '/charge 0712345678 500 unga\n2. /charge 0722000001 300',
    '/charge\n/charge 0712345678 500',
    '/today\n/charge 0712345678 500',
    '/help\n/charge 0712345678 500',
  ])('(%j) sends nothing, and the bot asks for one command a message', async (text) => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say(text);
    await chat.sees(/one command a message, so nothing was done/);
    await settled(shop);
    expect(chat.heard()).toHaveLength(1);
    expect(shop.bosmi.requests).toEqual([]);
  });

  test('is answered with each command on a line, so that each can be copied and sent', async () => {
    const shop = await openShop();
    const chat = shop.chat(juma.id);
    chat.say(
      '/charge 0712345678 500 unga\nna sukari\n/Charge 0722000001 300 /charge@SandboxTillBot 0733000001 20',
    );
    const answer = await chat.sees(/amri moja kwa kila ujumbe/);
    const lines = [
      '/charge 0712345678 500 unga na sukari',
      '/Charge 0722000001 300',
      '/charge@SandboxTillBot 0733000001 20',
    ];
    expect(answer.text!.split('\n').slice(1)).toEqual(lines);
    const marked = answer.entities!.filter(({ type }) => type === 'code');
    expect(marked.map(({ offset, length }) => answer.text!.slice(offset, offset + length))).toEqual(lines);
    expect(pushes(shop)).toEqual([]);
    for (const line of lines.slice(0, 2)) chat.say(line);
    await shop.until('both are pushed', () => pushes(shop).length === 2);
    expect(pushes(shop)).toMatchObject([
      { phone: '0712345678', amount: 500 },
      { phone: '0722000001', amount: 300 },
    ]);
  });

  test('that is too long is answered without the commands', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const many = Array.from(
      { length: 60 },
      (_, at) => `/charge 07120000${10 + at} 500 two bags of unga and sugar`,
    );
    chat.say(many.join('\n'));
    const answer = await chat.sees(/one command a message/);
    expect(answer.text).not.toContain('0712000010');
  });

  test('ends a conversation, as any command does, and does nothing when it is delivered again', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    await chat.sees(/How many/);
    const several = chat.say('/charge 0712345678 500\n/charge 0722000001 300');
    await chat.sees(/one command a message/, several);
    for (const update of shop.telegram.delivered.slice()) shop.telegram.redeliver(update);
    await settled(shop);
    expect(chat.texts().filter((text) => text.includes('one command a message'))).toHaveLength(1);
    const amount = chat.say('500');
    await chat.sees(/To charge a customer, send/, amount);
    expect(pushes(shop)).toEqual([]);
  });

  test('in a group is answered without phone numbers, and only when it begins with a command of the bot', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    const first = group.say('/charge 0712345678 500\n/charge 0722000001 300');
    const answer = await group.sees(/one command a message/);
    expect(answer.reply_to_message?.message_id).toBe(first.message_id);
    expect(answer.text).not.toMatch(/0712/);
    const others = group.say('/weather Nairobi\n/charge 0712345678 500');
    await settled(shop);
    expect(group.heard().filter(({ message_id }) => message_id > others.message_id)).toEqual([]);
    expect(pushes(shop)).toEqual([]);
  });

  test('is one command when a line or a word of the note only looks like a command', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500 see /today\n//charge and a/charge\n/ and /= 5');
    const card = await chat.sees(/Waiting/);
    expect(card.text).toContain('📝 see /today //charge and a/charge / and /= 5');
    expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 500 }]);
  });
});

describe('a command under a picture or a file', () => {
  test.each([
    ['photo', '/charge 0712345678 500'],
    ['video', '/Charge@SandboxTillBot 0712345678 500'],
    ['document', 'the order\n/charge 0712345678 500'],
    ['voice', '/today'],
  ] as const)('(a %s: %j) does nothing, and the sender is told so', async (kind, caption) => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    shop.telegram.sendMedia(asha, asha.id, kind, caption);
    await chat.sees(/under a picture or a file.*send it as a text message/);
    await settled(shop);
    expect(chat.heard()).toHaveLength(1);
    expect(shop.bosmi.requests).toEqual([]);
  });

  test('leaves a question open, and does nothing when it is edited into a caption', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678');
    await chat.sees(/How many/);
    const photo = shop.telegram.sendMedia(asha, asha.id, 'photo', 'the unga');
    shop.telegram.editCaption(asha, asha.id, photo.message_id, '/charge 0722000001 900');
    await chat.sees(/under a picture or a file/);
    chat.say('500');
    await chat.press(await chat.sees(/Charge KES 500 to 0712 345 678/), 'Send');
    await chat.sees(/Waiting/);
    expect(pushes(shop)).toMatchObject([{ phone: '0712345678', amount: 500 }]);
  });

  test('is answered in a group when it is for the bot, and other pictures get no answer', async () => {
    const shop = await openShop({
      beforeStart: (telegram) =>
        telegram.addGroup({ id: -88, type: 'group', title: 'Talk' }, { privacyMode: false, admins: [asha] }),
    });
    const group = shop.chat(-88);
    group.say('/link');
    const linked = await group.sees(/is linked/);
    for (const caption of [
      undefined,
      'the unga',
      '/weather',
      '/charge@OtherTillBot 0712345678 500',
      'see\n/charge',
    ])
      shop.telegram.sendMedia(asha, -88, 'photo', caption);
    await settled(shop);
    expect(group.heard().at(-1)?.message_id).toBe(linked.message_id);
    for (const caption of ['/charge 0712345678 500', '/Block@sandboxtillbot 0712345678']) {
      const sent = shop.telegram.sendMedia(juma, -88, 'photo', caption);
      const told = await group.sees(/chini ya picha au faili/, sent);
      expect(told.reply_to_message?.message_id).toBe(sent.message_id);
    }
    expect(pushes(shop)).toEqual([]);
  });

  test('is not seen in a caption that does not begin a line with a command', async () => {
    const shop = await openShop();
    shop.telegram.sendMedia(asha, asha.id, 'photo', 'paid 500/= for unga, not /charge');
    shop.telegram.sendMedia(asha, asha.id, 'photo');
    await settled(shop);
    expect(shop.chat(asha.id).heard()).toEqual([]);
  });
});

describe('a message that another bot wrote', () => {
  const viaBot = { id: 900, is_bot: true, first_name: 'Gif', username: 'gif' } as const;

  test('does nothing, and its sender is told so when it is for the bot', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500', { viaBot });
    await chat.sees(/don’t act on what another bot wrote/);
    const group = shop.chat(GROUP);
    group.say('/charge@SandboxTillBot 0712345678 500', { viaBot }, juma);
    await group.sees(/iliyoandikwa na bot nyingine|ulioandikwa na bot nyingine/);
    await settled(shop);
    expect(shop.bosmi.requests).toEqual([]);
  });

  test('does not answer a question, which stays open', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge');
    await chat.sees(/Which phone/);
    chat.say('0722000001', { viaBot });
    await chat.sees(/don’t act on what another bot wrote/);
    chat.say('0712345678');
    await chat.sees(/How many shillings from 0712 345 678/);
  });

  test('does not link a group', async () => {
    const shop = await openShop({ linked: false });
    const group = shop.chat(GROUP);
    group.say('/link', { viaBot });
    await group.sees(/don’t act on what another bot wrote/);
    group.say('/charge 0712345678 500');
    await group.sees(/not linked to a shop/);
  });

  test('from a stranger gets no answer', async () => {
    const shop = await openShop();
    const chat = shop.chat(666);
    shop.telegram.sendText({ id: 666, is_bot: false, first_name: 'Mallory' }, 666, '/charge 0712345678 500', {
      viaBot,
    });
    await settled(shop);
    expect(chat.heard()).toEqual([]);
    expect(shop.bosmi.requests).toEqual([]);
  });
});
