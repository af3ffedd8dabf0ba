import { describe, expect, test } from 'vitest';
import { asha, GROUP, juma, openShop, stranger, type Shop } from '../support/shop.ts';
import { connectSecond, letIn, otieno, removeByButtons, wanjiru } from '../support/second-shop.ts';
import { variants } from '../support/variants.ts';

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');
const settled = async (shop: Shop) => {
  await shop.until('all updates are confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.pass(4_000);
};

describe('a group', () => {
  test('that is not linked charges nothing, and the people of a shop are told how to link it', async () => {
    const shop = await openShop({ linked: false });
    await letIn(shop, asha, otieno, 'cashier');
    const group = shop.chat(GROUP);
    for (const by of [asha, otieno]) {
      const said = group.say('/charge 0712345678 500', {}, by);
      await group.sees(/not linked to a shop. An owner sends \/link here/, said);
    }
    const said = group.say('/link', {}, otieno);
    await group.sees(/Only an owner/, said);
    expect(pushes(shop)).toEqual([]);
    group.say('/Link');
    await group.sees(/This group is linked/);
    group.say('/charge 0712345678 500', {}, otieno);
    await group.sees(/0712 ••• 678[\s\S]*Waiting/);
    expect(pushes(shop)).toHaveLength(1);
  });

  test(
    'belongs to one shop: an owner of another shop cannot link it, unlink it or charge in it',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      await connectSecond(shop);
      shop.telegram.setMember(wanjiru, GROUP, 'administrator');
      const group = shop.chat(GROUP);
      group.say('/charge 0712345678 500', {}, wanjiru);
      await group.sees(/I don’t know you/);
      for (const command of ['/link', '/unlink', '/charge 0712345678 500']) {
        group.say(command, {}, wanjiru);
        await settled(shop);
      }
      expect(await shop.store().merchants.ofChat(GROUP)).toBe(1);
      expect(pushes(shop)).toEqual([]);
      group.say('/unlink');
      await group.sees(/not linked any more/);
      group.say('/link', {}, wanjiru);
      await group.sees(/linked to Mama Duka Two/);
      expect(await shop.store().merchants.ofChat(GROUP)).toBe(2);
    },
  );

  test('that is unlinked ends its conversations and its buttons', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    group.say('/charge 0733123456 500');
    const question = await group.sees(/Airtel/);
    group.say('/unlink', {}, juma);
    await group.sees(/kimetenganishwa na duka/);
    expect(await group.press(question, 'Charge anyway', asha)).toBe('This button isn’t yours.');
    await settled(shop);
    expect(pushes(shop)).toEqual([]);
  });

  test(
    'that another shop links later is told nothing about the first shop’s charges',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      await connectSecond(shop);
      shop.telegram.setMember(wanjiru, GROUP, 'administrator');
      const group = shop.chat(GROUP);
      group.say('/charge 0712345678 500', {}, juma);
      await group.sees(/Tunasubiri/);
      group.say('/unlink');
      await group.sees(/not linked any more/);
      group.say('/link', {}, wanjiru);
      await group.sees(/linked to Mama Duka Two/);
      shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
      await shop.chat(juma.id).sees(/^✅ Limelipwa: KES 500/);
      await settled(shop);
      expect(group.texts().join('\n')).not.toMatch(/^✅ (?:Paid|Limelipwa): /m);
    },
  );

  test('is not linked by a command to another bot', async () => {
    const shop = await openShop({
      beforeStart: (telegram) =>
        telegram.addGroup({ id: -88, type: 'group', title: 'Talk' }, { privacyMode: false, admins: [asha] }),
    });
    shop.chat(-88).say('/link@SomeOtherBot');
    shop.chat(-88).say('/linked list');
    await settled(shop);
    expect(await shop.store().merchants.ofChat(-88)).toBeUndefined();
    shop.chat(-88).say('/link@sandboxtillbot');
    await shop.chat(-88).sees(/is linked/);
  });

  test.each([
    ['the bot spoke', true],
    ['the bot did not speak', false],
  ])(
    'that became a supergroup stays linked and announces payments when %s in between',
    async (_when, speaks) => {
      const shop = await openShop();
      shop.chat(GROUP).say('/announce here');
      await shop.chat(GROUP).sees(/Every payment of the shop is told/);
      const [moved, another] = [shop.chat(-1_004_001), shop.chat(juma.id)];
      const announces = async (phone: string, amount: number) => {
        const said = another.say(`/charge ${phone} ${amount}`);
        await another.sees(/Tunasubiri/, said);
        shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
        await moved.sees(new RegExp(`^✅ Paid: KES ${amount}`));
      };
      if (speaks) {
        // Telegram refuses the message in the old group and names the supergroup. The old group's last message comes later.
        shop.telegram.migrateGroup(GROUP, -1_004_001);
        await announces('0711000000', 90);
      }
      shop.telegram.upgradeGroup(asha, GROUP, -1_004_001);
      await settled(shop);
      expect(await shop.store().merchants.ofChat(-1_004_001)).toBe(1);
      expect(await shop.store().merchants.ofChat(GROUP)).toBeUndefined();
      moved.say('/charge 0712345678 500');
      await moved.sees(/Waiting/);
      await announces('0722000000', 70);
    },
  );

  test('charges nothing for a command in the middle of a text, an edited command or a command of a stranger', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    const said = group.say('good morning /charge 0712345678 500');
    shop.telegram.editText(asha, GROUP, said.message_id, '/charge 0712345678 500');
    await group.sees(/don’t act on edited/);
    group.say('/charge 0712345678 500', {}, stranger);
    await settled(shop);
    expect(pushes(shop)).toEqual([]);
  });
});

describe('announcing payments', () => {
  test('tells every payment of the shop in the chat that asked, with masked phones in a group, and no payment of another shop', async () => {
    const shop = await openShop({
      beforeStart: (telegram) =>
        telegram.addGroup(
          { id: -77, type: 'supergroup', title: 'Forum', is_forum: true },
          { topics: [12], admins: [asha] },
        ),
    });
    await connectSecond(shop);
    const [forum, owner] = [shop.chat(-77), shop.chat(asha.id)];
    forum.say('/link');
    await forum.sees(/is linked/);
    const usage = forum.say('/announce');
    await forum.sees(/send \/announce here/, usage);
    forum.say('/announce here', { threadId: 12 });
    await forum.sees(/Every payment of the shop is told/);
    owner.say('/announce here');
    await owner.sees(/Every payment of the shop is told/);

    shop.chat(juma.id).say('/charge 0712345678 500');
    await shop.chat(juma.id).sees(/Tunasubiri/);
    shop.chat(wanjiru.id).say('/charge 0722000000 70', {}, wanjiru);
    await shop.chat(wanjiru.id).sees(/Waiting/);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    shop.bosmi.pay(shop.bosmi.latest('0722000000')!.id);
    const told = await forum.sees(/^✅ Paid: KES 500\n0712 ••• 678 · Receipt \w+\nCharged by Juma/);
    expect(told.message_thread_id).toBe(12);
    await owner.sees(/^✅ Paid: KES 500\n0712 345 678/);
    await shop.chat(juma.id).sees(/^✅ Limelipwa: KES 500/);
    await shop.chat(wanjiru.id).sees(/^✅ Paid: KES 70/);
    await settled(shop);
    for (const chat of [forum, owner]) expect(chat.texts().join('\n')).not.toContain('KES 70');

    owner.say('/announce off');
    const off = await owner.sees(/not told in this chat any more/);
    shop.chat(juma.id).say('/charge 0711000000 90');
    await shop.until('it is pushed', () => pushes(shop).length === 3);
    await settled(shop);
    shop.bosmi.pay(shop.bosmi.latest('0711000000')!.id);
    await forum.sees(/^✅ Paid: KES 90/);
    expect(owner.heard().at(-1)?.message_id).toBe(off.message_id);
  });

  test(
    'in a topic also tells payments that were charged in another topic of the group',
    { tags: 'slow' },
    async () => {
      const shop = await openShop({
        beforeStart: (telegram) =>
          telegram.addGroup(
            { id: -77, type: 'supergroup', title: 'Forum', is_forum: true },
            { topics: [10, 20], admins: [asha] },
          ),
      });
      const forum = shop.chat(-77);
      forum.say('/link');
      await forum.sees(/is linked/);
      forum.say('/announce here', { threadId: 20 });
      await forum.sees(/Every payment/);
      for (const [threadId, phone] of [
        [10, '0712345671'],
        [20, '0712345672'],
      ] as const) {
        forum.say(`/charge ${phone} 500`, { threadId });
        await shop.until('it is pushed', () => shop.bosmi.latest(phone) !== undefined);
        await shop.pass(6_000);
        shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
      }
      const told = () => forum.heard().filter(({ text }) => text?.startsWith('✅ Paid: '));
      await shop.until('both are told', () => told().length >= 3);
      await settled(shop);
      expect(
        told()
          .map(({ message_thread_id: id }) => id)
          .toSorted(),
      ).toEqual([10, 20, 20]);
    },
  );

  test('ends in the private chat of an owner who is removed', { tags: 'slow' }, async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'owner');
    const chat = shop.chat(otieno.id);
    chat.say('/announce here', {}, otieno);
    await chat.sees(/Every payment/);
    const owner = shop.chat(asha.id);
    await removeByButtons(shop, asha, 'Otieno');
    owner.say('/charge 0712345678 500');
    await owner.sees(/Waiting/);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await owner.sees(/^✅ Paid/);
    await settled(shop);
    expect(chat.texts().join('\n')).not.toContain('✅ Paid');
  });
});

describe('when the bot cannot write in the chat of a charge', () => {
  for (const { cases, tags } of variants([
    'Bad Request: not enough rights to send text messages to the chat',
    'Bad Request: CHAT_WRITE_FORBIDDEN',
    'Bad Request: TOPIC_CLOSED',
  ]))
    test.each(cases)('(%s), the payment is told to the person who charged', { tags }, async (description) => {
      const shop = await openShop();
      const group = shop.chat(GROUP);
      group.say('/charge 0712345678 500', {}, juma);
      await group.sees(/Tunasubiri/);
      shop.telegram.faults.add(
        { kind: 'answer', status: 400, body: JSON.stringify({ ok: false, error_code: 400, description }) },
        ({ method, payload }) => method === 'sendMessage' && payload['chat_id'] === GROUP,
        Number.POSITIVE_INFINITY,
      );
      shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
      await shop.chat(juma.id).sees(/^✅ Limelipwa: KES 500/);
    });

  test('an owner alone is told of the payment if the person who charged was removed', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    const group = shop.chat(GROUP);
    group.say('/charge 0712345678 500', {}, otieno);
    await group.sees(/Waiting/);
    await removeByButtons(shop, asha, 'Otieno');
    shop.telegram.setBlocked(GROUP, true);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await shop.chat(asha.id).sees(/^✅ Paid: KES 500/);
    await settled(shop);
    expect(shop.chat(otieno.id).texts().join('\n')).not.toContain('KES 500');
  });

  test('the payment is told to the person who charged in private, with the whole number', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    group.say('/charge 0712345678 500', {}, juma);
    await group.sees(/Tunasubiri/);
    shop.telegram.setBlocked(GROUP, true);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    const told = await shop.chat(juma.id).sees(/^✅ Limelipwa: KES 500\n0712 345 678/);
    expect(told.reply_to_message).toBeUndefined();
    await settled(shop);
    expect(shop.chat(asha.id).texts()).toEqual([]);
  });

  test('an owner is told of the payment if the person who charged blocked the bot', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    const cashier = shop.chat(otieno.id);
    cashier.say('/charge 0712345678 500', {}, otieno);
    await cashier.sees(/Waiting/);
    shop.telegram.setBlocked(otieno.id, true);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await shop.chat(asha.id).sees(/^✅ Paid: KES 500[\s\S]*Charged by Otieno/);
    await settled(shop);
    // One owner who can be reached is enough.
    expect(shop.chat(juma.id).texts().join('\n')).not.toContain('KES 500');
  });
});
