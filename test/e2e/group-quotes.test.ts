import { expect, test } from 'vitest';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import { asha, GROUP, juma, openShop, stranger, type Shop } from '../support/shop.ts';

/** What stands above a message of the bot: the quote, or the whole message that it replies to. */
const above = ({ reply_to_message: repliedTo, quote }: SimMessage): string | undefined =>
  quote?.text ?? repliedTo?.text ?? repliedTo?.caption;
const quotes = (shop: Shop): (string | undefined)[] => shop.chat(GROUP).heard().map(above);
/** A whole number of a customer, however it is written. The bot's own example is none. */
const NUMBER = /(?!0712345678)\b\d(?:\s?\d){8}/;

/** Expects that no message of the bot in the group shows a customer's whole number, nor quotes it. */
function expectMasked(shop: Shop): void {
  const shown = shop
    .chat(GROUP)
    .heard()
    .map((message) => `${above(message) ?? ''}\n${message.text ?? ''}`);
  expect(shown.filter((text) => NUMBER.test(text))).toEqual([]);
  expect(shown.length).toBeGreaterThan(0);
}
const handled = async (shop: Shop) => {
  await shop.until('all updates are confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.pass(4_000);
};

test('card and notice of a group’s charge quote the word of the command, as it was typed', async () => {
  const shop = await openShop();
  const group = shop.chat(GROUP);
  shop.bosmi.behave('0722111222', { kind: 'pays', afterMs: [5_000, 5_000] });
  for (const [word, by, amount] of [
    [`/Charge@${shop.telegram.me.username}`, asha, 500],
    ['/omba', juma, 600],
    ['/OMBA', juma, 700],
  ] as const) {
    const command = group.say(`${word} 0722 111 222 ${amount}`, {}, by);
    const card = await group.sees(/(?:Waiting|Tunasubiri)/, command);
    expect([above(card), card.reply_to_message?.message_id]).toEqual([word, command.message_id]);
    const notice = await group.sees(/✅/, command);
    expect([above(notice), notice.reply_to_message?.message_id]).toEqual([word, command.message_id]);
    await shop.pass(20_000);
  }
  expectMasked(shop);
});

test('no answer in a group quotes a number: refusals, questions, texts that are no command', async () => {
  const shop = await openShop();
  const group = shop.chat(GROUP);
  const say = async (text: string, by = asha) => {
    group.say(text, {}, by);
    await handled(shop);
  };
  await say('/charge 0722111222 nothing');
  await say('/charge 0722111222');
  await say(`/chargee@${shop.telegram.me.username} 0722111222 500`);
  await say('/charge0722111222 500');
  await say('/charge 0722111222 500', stranger);
  await say('/charge 0722111222 500\n/charge 0722111333 500');
  await say('/charge 0733123456 500');
  shop.telegram.sendMedia(asha, GROUP, 'photo', '/charge 0722111222 500');
  await handled(shop);
  expectMasked(shop);
  expect(quotes(shop).length).toBeGreaterThan(5);
  expect(new Set(quotes(shop))).toEqual(new Set(['/charge', `/chargee@${shop.telegram.me.username}`]));
});

test('a conversation in a group quotes the end of an answer, and its charge the command', async () => {
  const shop = await openShop();
  const group = shop.chat(GROUP);
  const command = group.say('/omba', {}, asha);
  const phone = await group.sees(/Which phone/, command);
  expect(above(phone)).toBe('/omba');
  const wrong = group.say('a bag', { replyTo: phone.message_id });
  const again = await group.sees(/Which phone/, wrong);
  expect(above(again)).toBe('bag');
  const answer = group.say('0722 111 222', { replyTo: again.message_id });
  const amount = await group.sees(/How many shillings/, answer);
  expect([above(amount), amount.reply_to_message?.message_id]).toEqual(['222', answer.message_id]);
  const said = group.say('500', { replyTo: amount.message_id });
  const question = await group.sees(/Charge KES 500/, said);
  await group.press(question, 'Send', asha);
  await group.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest('0722111222')!.id);
  const notice = await group.sees(/✅/, said);
  expect([above(notice), notice.reply_to_message?.message_id]).toEqual(['/omba', command.message_id]);
  expectMasked(shop);
});

test('a command that was edited meanwhile is not replied to, and nothing else of the message is lost', async () => {
  const shop = await openShop();
  const group = shop.chat(GROUP);
  const command = group.say('/charge 0722111222 500');
  const card = await group.sees(/Waiting/, command);
  shop.telegram.editText(asha, GROUP, command.message_id, '0722111222 was wrong');
  await handled(shop);
  shop.bosmi.pay(shop.bosmi.latest('0722111222')!.id);
  const notice = await group.sees(/✅/, card);
  expect(notice.reply_to_message).toBeUndefined();
  expect(notice.reply_markup?.inline_keyboard).toBeDefined();
  expectMasked(shop);
});

test('in a topic the notice of an edited command stays in its topic', async () => {
  const shop = await openShop({
    beforeStart: (telegram) =>
      telegram.addGroup(
        { id: GROUP, type: 'supergroup', title: 'Mama Duka', is_forum: true },
        { admins: [asha, juma], topics: [7] },
      ),
  });
  const group = shop.chat(GROUP);
  const command = group.say('/charge 0722111222 500', { threadId: 7 });
  const card = await group.sees(/Waiting/, command);
  shop.telegram.editText(asha, GROUP, command.message_id, 'sorry, 0722111222');
  await handled(shop);
  shop.bosmi.pay(shop.bosmi.latest('0722111222')!.id);
  const notice = await group.sees(/✅/, card);
  expect([notice.message_thread_id, notice.reply_to_message]).toEqual([7, undefined]);
});

test(
  'after a restart a notice quotes the command as before, and in private it is a plain reply',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const [group, own] = [shop.chat(GROUP), shop.chat(asha.id)];
    const command = group.say('/Charge 0722111222 500');
    await group.sees(/Waiting/);
    const privately = own.say('/charge 0722111333 100');
    await own.sees(/Waiting/);
    await shop.crash();
    await shop.start();
    shop.bosmi.pay(shop.bosmi.latest('0722111222')!.id);
    shop.bosmi.pay(shop.bosmi.latest('0722111333')!.id);
    expect(above(await group.sees(/✅/, command))).toBe('/Charge');
    const notice = await own.sees(/✅/);
    expect([notice.reply_to_message?.message_id, notice.quote]).toEqual([privately.message_id, undefined]);
  },
);
