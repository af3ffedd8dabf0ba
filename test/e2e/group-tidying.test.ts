import { expect, test } from 'vitest';
import { asha, GROUP, juma, openShop, type Shop } from '../support/shop.ts';

const handled = async (shop: Shop) => {
  await shop.until('all updates are confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.pass(4_000);
};
const promote = async (shop: Shop, mayDelete = true) => {
  shop.telegram.setMember(shop.telegram.me, GROUP, 'administrator', { by: asha, mayDelete });
  await handled(shop);
};
/** What people said in the group, as it is there now. */
const said = (shop: Shop): (string | undefined)[] =>
  shop.telegram
    .messages(GROUP)
    .filter(({ from }) => from.id !== shop.telegram.me.id)
    .map(({ text }) => text);
const deletions = (shop: Shop) => shop.telegram.calls.filter(({ method }) => method === 'deleteMessage');

test('the command of a charge goes from a group where the bot may delete it, and nothing else does', async () => {
  const shop = await openShop();
  await promote(shop);
  const group = shop.chat(GROUP);
  group.say('/today');
  group.say('/charge 0722111222 nothing');
  group.say('/charge 0733123456 500');
  const question = await group.sees(/Airtel/);
  await handled(shop);
  expect(said(shop)).toHaveLength(3);
  await group.press(question, 'Charge anyway', asha);
  group.say('/omba 0722111222 500', {}, juma);
  const card = await group.sees(/Tunasubiri/);
  await shop.until('both commands are gone', () => said(shop).length === 2);
  expect(said(shop)).toEqual(['/today', '/charge 0722111222 nothing']);
  shop.bosmi.pay(shop.bosmi.latest('0722111222')!.id);
  const notice = await group.sees(/✅/, card);
  expect(notice.reply_to_message).toBeUndefined();
  expect(notice.text).toContain('Juma');
  const own = shop.chat(asha.id);
  own.say('/charge 0722111333 100');
  await own.sees(/Waiting/);
  await handled(shop);
  expect(shop.telegram.messages(asha.id).some(({ text }) => text === '/charge 0722111333 100')).toBe(true);
});

test('in a conversation the answer with the number goes as well, once the amount is asked', async () => {
  const shop = await openShop();
  await promote(shop);
  const group = shop.chat(GROUP);
  group.say('/charge');
  const phone = await group.sees(/Which phone/);
  group.say('0722111222', { replyTo: phone.message_id });
  const amount = await group.sees(/How many shillings/);
  await shop.until('the number is gone', () => !said(shop).includes('0722111222'));
  expect(said(shop)).toEqual(['/charge']);
  group.say('500', { replyTo: amount.message_id });
  await group.press(await group.sees(/Charge KES 500/), 'Send', asha);
  await group.sees(/Waiting/);
  await shop.until('the command is gone', () => said(shop).length === 1);
  expect(said(shop)).toEqual(['500']);
});

test(
  'a bot that is no administrator, or may not delete, asks for no deletion',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    group.say('/charge 0722111222 500');
    await group.sees(/Waiting/);
    await promote(shop, false);
    group.say('/charge 0722111333 500');
    await group.sees(/333[\s\S]*Waiting/);
    await promote(shop);
    shop.telegram.setMember(shop.telegram.me, GROUP, 'member', { by: asha });
    await handled(shop);
    group.say('/charge 0722111444 500');
    await group.sees(/444[\s\S]*Waiting/);
    await handled(shop);
    expect(said(shop)).toHaveLength(3);
    expect(deletions(shop)).toEqual([]);
  },
);

test(
  'after a crash the bot knows what it may do, and a deletion that fails is no more than a warning',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    await promote(shop);
    await shop.crash();
    await shop.start();
    const group = shop.chat(GROUP);
    group.say('/charge 0722111222 500');
    await group.sees(/Waiting/);
    await shop.until('the command is gone', () => said(shop).length === 0);
    // The bot hears too late that it is no administrator any more.
    await shop.stop();
    shop.telegram.sendText(asha, GROUP, '/charge 0722111333 500');
    shop.telegram.setMember(shop.telegram.me, GROUP, 'member', { by: asha });
    await shop.start();
    const card = await group.sees(/333[\s\S]*Waiting/);
    await handled(shop);
    expect(said(shop)).toEqual(['/charge 0722111333 500']);
    expect(shop.log.text()).toContain('a message in a group could not be deleted');
    expect(shop.log.text()).not.toMatch(/"level":50/);
    shop.bosmi.pay(shop.bosmi.latest('0722111333')!.id);
    await group.sees(/✅/, card);
  },
);

test('a group that is linked when the bot is an administrator already is asked about it', async () => {
  const shop = await openShop({ linked: false });
  await promote(shop);
  const group = shop.chat(GROUP);
  group.say('/link');
  await group.sees(/This group is linked/);
  group.say('/charge 0722111222 500');
  await group.sees(/Waiting/);
  await shop.until('the command is gone', () => !said(shop).includes('/charge 0722111222 500'));
});
