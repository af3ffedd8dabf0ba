import { describe, expect, test } from 'vitest';
import { badGateway, tooManyRequests } from '../../src/sandbox/bot-api/server.ts';
import type { Call } from '../../src/sandbox/bot-api/types.ts';
import { asha, GROUP, juma, labels, openShop, type Shop } from '../support/shop.ts';
import { connectSecond, letIn, otieno, removeByButtons, wanjiru } from '../support/second-shop.ts';

const HOUR = 3_600_000;
const settled = async (shop: Shop) => {
  await shop.until('all updates are confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.pass(4_000);
};
const asksForMember = ({ method }: Call): boolean => method === 'getChatMember';
const linkedTo = (shop: Shop, chatId = GROUP) => shop.store().merchants.ofChat(chatId);
const paidIn = (shop: Shop, chatId: number): string[] =>
  shop
    .chat(chatId)
    .texts()
    .filter((text) => text.startsWith('✅ Paid'));

/** A charge by Asha in private, that is paid. */
async function charge(shop: Shop, phone: string): Promise<void> {
  const chat = shop.chat(asha.id);
  const said = chat.say(`/charge ${phone} 500`);
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅ Paid/, said);
}

describe('a group', () => {
  test('is linked by its administrators alone, not by a member who owns another shop', async () => {
    const shop = await openShop({ linked: false });
    await connectSecond(shop);
    const group = shop.chat(GROUP);
    group.say('/link', {}, wanjiru);
    await group.sees(/Only an administrator of this group can link it/);
    expect(await linkedTo(shop)).toBeUndefined();
    shop.telegram.setMember(wanjiru, GROUP, 'restricted');
    const again = group.say('/link', {}, wanjiru);
    await group.sees(/Only an administrator/, again);
    group.say('/link', {}, asha);
    await group.sees(/linked to Mama Duka:/);
    expect(await linkedTo(shop)).toBe(1);
    shop.telegram.setMember(wanjiru, GROUP, 'administrator');
    const late = group.say('/link', {}, wanjiru);
    await group.sees(/I don’t know you|linked to another shop/, late);
    expect(await linkedTo(shop)).toBe(1);
  });

  test('is not linked by an anonymous administrator', async () => {
    const shop = await openShop({ linked: false });
    const senderChat = { id: GROUP, type: 'group', title: 'Mama Duka' } as const;
    shop.chat(GROUP).say('/link', { senderChat });
    await shop.chat(GROUP).sees(/I can’t see who is asking/);
    await settled(shop);
    expect(await linkedTo(shop)).toBeUndefined();
  });

  test('that hides its members from the bot can be linked by an administrator', async () => {
    const shop = await openShop({ linked: false });
    shop.telegram.hideMembers(GROUP);
    const group = shop.chat(GROUP);
    shop.telegram.setMember(juma, GROUP, 'member');
    group.say('/link', {}, juma);
    await group.sees(/msimamizi wa kikundi hiki tu/);
    group.say('/link');
    await group.sees(/is linked/);
  });

  test('whose administrators the bot cannot see is not linked, and the bot says what to do', async () => {
    const shop = await openShop({ linked: false });
    shop.telegram.hideMembers(GROUP);
    const refusal = { ok: false, error_code: 400, description: 'Bad Request: CHAT_ADMIN_REQUIRED' };
    shop.telegram.faults.add(
      { kind: 'answer', status: 400, body: JSON.stringify(refusal) },
      ({ method }) => method === 'getChatAdministrators',
    );
    const group = shop.chat(GROUP);
    group.say('/link');
    await group.sees(/Make me an administrator, then send \/link again/);
    expect(await linkedTo(shop)).toBeUndefined();
  });

  test('is linked once and told so once when Telegram fails at first and delivers the command twice', async () => {
    const shop = await openShop({ linked: false });
    for (const fault of [
      badGateway,
      tooManyRequests(2),
      { kind: 'reset-after' },
      { kind: 'garbage' },
    ] as const)
      shop.telegram.faults.add(fault, asksForMember);
    const group = shop.chat(GROUP);
    group.say('/link');
    await shop.until('it is received', () => shop.telegram.unconfirmed() === 0);
    shop.telegram.redeliver(shop.telegram.delivered.at(-1)!);
    await group.sees(/is linked/);
    await settled(shop);
    expect(group.texts().filter((text) => text.includes('is linked'))).toHaveLength(1);
    const events = await shop.store().merchants.history(1, 100);
    expect(events.filter(({ what }) => what === 'linked')).toHaveLength(1);
  });

  test('is linked after the next start when the program crashed before Telegram answered', async () => {
    const shop = await openShop({ linked: false });
    shop.telegram.faults.add({ kind: 'hang' }, asksForMember);
    shop.chat(GROUP).say('/link');
    await shop.until('Telegram is asked', () => shop.telegram.unconfirmed() === 0);
    await shop.pass(1_000);
    expect(await linkedTo(shop)).toBeUndefined();
    await shop.crash();
    await shop.start();
    await shop.chat(GROUP).sees(/is linked/);
    expect(await linkedTo(shop)).toBe(1);
  });

  test(
    'is not linked when Telegram does not answer for long, and the person is told',
    { tags: 'slow' },
    async () => {
      const shop = await openShop({ linked: false });
      shop.telegram.faults.add(badGateway, asksForMember, Number.POSITIVE_INFINITY);
      shop.chat(GROUP).say('/link');
      await shop.chat(GROUP).sees(/Telegram did not answer me, so this group is not linked/);
      expect(await linkedTo(shop)).toBeUndefined();
      expect(await shop.store().merchants.nextLinkWorkAt()).toBeUndefined();
    },
  );

  test('that became a supergroup stays linked to its shop, even if another shop linked the supergroup first', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    const SUPER = -1_004_001;
    shop.telegram.migrateGroup(GROUP, SUPER);
    shop.telegram.setMember(wanjiru, SUPER, 'administrator');
    shop.chat(SUPER).say('/link', {}, wanjiru);
    await shop.chat(SUPER).sees(/linked to Mama Duka Two/);
    shop.telegram.upgradeGroup(asha, GROUP, SUPER);
    await shop.chat(wanjiru.id).sees(/is not linked to Mama Duka Two any more/);
    expect(await linkedTo(shop, SUPER)).toBe(1);
    shop.chat(SUPER).say('/charge 0712345678 500', {}, juma);
    await shop.chat(SUPER).sees(/0712 ••• 678[\s\S]*Tunasubiri/);
  });
});

describe('an owner who is removed', () => {
  test('is told no later payment in the group that they linked; the first press of another owner keeps or ends it', async () => {
    const shop = await openShop();
    const HIS = -77;
    shop.telegram.addGroup({ id: HIS, type: 'group', title: 'Otieno & friends' }, { admins: [otieno] });
    await letIn(shop, asha, otieno, 'owner');
    const his = shop.chat(HIS);
    his.say('/link', {}, otieno);
    await his.sees(/is linked/);
    his.say('/announce here', {}, otieno);
    await his.sees(/Every payment/);
    await charge(shop, '0712345671');
    await his.sees(/^✅ Paid/);

    await removeByButtons(shop, asha, 'Otieno');
    const asked = await shop
      .chat(asha.id)
      .sees(/^Otieno does not work at Mama Duka any more, and had set up the group “Otieno & friends”/);
    expect(labels(asked)).toEqual(['Keep it', 'End it']);
    const others = await shop.chat(juma.id).sees(/^Otieno does not work at Mama Duka any more/);
    await charge(shop, '0712345672');
    await settled(shop);
    expect(paidIn(shop, HIS)).toHaveLength(1);

    // Both press at once: the first counts.
    const [first, second] = await Promise.all([
      shop.chat(asha.id).press(asked, 'Keep it'),
      shop.chat(juma.id).press(others, 'End it'),
    ]);
    expect([first, second].filter((said) => said === undefined)).toHaveLength(1);
    const kept = first === undefined;
    expect(await linkedTo(shop, HIS)).toBe(kept ? 1 : undefined);
    await charge(shop, '0712345673');
    await settled(shop);
    expect(paidIn(shop, HIS)).toHaveLength(kept ? 2 : 1);
    // A person who was removed cannot press, although the button is real.
    expect(await shop.chat(asha.id).press(asked, 'keepChat:forged', otieno)).toBe('This button isn’t yours.');
  });
});

describe('the person who linked a group', { tags: 'slow' }, () => {
  test('is reported to the owners when they leave it, even if the bot is not an administrator there', async () => {
    const shop = await openShop();
    await shop.store().members.rename(asha.id, 'Asha');
    shop.telegram.setMember(asha, GROUP, 'left');
    const asked = await shop
      .chat(juma.id)
      .sees(/^Asha linked the group “Mama Duka” to Mama Duka, but is not an administrator there/);
    expect(await linkedTo(shop)).toBe(1);
    expect(await shop.chat(juma.id).press(asked, 'End it', juma)).toBeUndefined();
    await shop.chat(juma.id).sees(/^(?:Kimekwisha|Ended): .*“Mama Duka”/);
    expect(await linkedTo(shop)).toBeUndefined();
  });

  test('is reported at once when they are no administrator any more and the bot is one', async () => {
    const shop = await openShop();
    shop.telegram.setMember(shop.telegram.me, GROUP, 'administrator', { by: asha });
    shop.telegram.setMember(asha, GROUP, 'member', { by: juma });
    const asked = await shop
      .chat(asha.id)
      .sees(/linked the group “Mama Duka”.*but is not an administrator there/);
    expect(await shop.chat(asha.id).press(asked, 'Keep it')).toBeUndefined();
    const questions = () =>
      shop
        .chat(asha.id)
        .texts()
        .filter((text) => text.includes('not an administrator'));
    await shop.until('the question is gone', () => questions().length === 0);
    await settled(shop);
    expect(await linkedTo(shop)).toBe(1);
    expect(questions()).toHaveLength(0);
  });

  test('is reported within hours when they are no administrator any more and the bot is none', async () => {
    const shop = await openShop();
    shop.telegram.setMember(asha, GROUP, 'member', { by: juma });
    await settled(shop);
    expect(shop.chat(juma.id).texts()).toEqual([]);
    shop.skip(6 * HOUR);
    await shop.chat(juma.id).sees(/is not an administrator there/);
  });

  test('is not reported while Telegram does not answer', async () => {
    const shop = await openShop();
    shop.telegram.faults.add(badGateway, ({ method }) => method.startsWith('getChat'), 20);
    shop.telegram.setMember(asha, GROUP, 'left');
    await settled(shop);
    expect(shop.chat(juma.id).texts()).toEqual([]);
    expect(await linkedTo(shop)).toBe(1);
  });
});

describe('/chats', () => {
  test('lists for owners the chats where people charge and where payments are told, and a press ends each', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'manager');
    const [owner, manager, group] = [shop.chat(asha.id), shop.chat(otieno.id), shop.chat(GROUP)];
    group.say('/announce here');
    await group.sees(/Every payment/);
    shop.chat(juma.id).say('/announce here');
    await shop.chat(juma.id).sees(/Kila malipo/);
    const refused = manager.say('/chats', {}, otieno);
    await manager.sees(/Only an owner can do that/, refused);
    const inGroup = group.say('/chats');
    await group.sees(/in our private chat/, inGroup);

    // The bot learns the title when it checks the group.
    shop.skip(2 * HOUR);
    await shop.until('the title is known', async () => {
      const [chat] = await shop.store().merchants.linkedChats(1);
      return chat?.title === 'Mama Duka';
    });
    const asked = owner.say('/chats');
    const list = await owner.sees(/^Where people charge/, asked);
    expect(list.text).toMatch(/^Mama Duka · linked by Asha · every payment is told there$/m);
    expect(list.text).toMatch(/^Juma’s private chat · every payment is told there$/m);
    expect(labels(list)).toEqual(['End Mama Duka', 'End Juma']);
    // A forged press does nothing.
    expect(await manager.press(refused, `unlinkChat:1:${GROUP}`, otieno)).toBe('This question is closed.');
    expect(await owner.press(list, 'End Juma')).toBe('Done.');
    expect(await owner.press(list, 'End Mama Duka')).toBe('Done.');
    await owner.sees(/No group is linked/, asked);
    await group.sees(/not linked any more/);
    expect(await linkedTo(shop)).toBeUndefined();
    expect(await shop.store().merchants.announcedChats(1)).toEqual([]);
  });
});
