import { describe, expect, test } from 'vitest';
import { CANCELABLE_AFTER_MS } from '../../src/domain/closed-charge.ts';
import { connectSecond, wanjiru } from '../support/second-shop.ts';
import { variants } from '../support/variants.ts';
import { freeFrom } from '../support/send-again.ts';
import { asha, GROUP, juma, labels, openShop, type Chat, type Shop } from '../support/shop.ts';

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');

/** Charges 0712 345 678 in private, and waits until the card offers to close the charge. */
async function waiting(shop: Shop, amount = 500) {
  const chat = shop.chat(asha.id);
  const said = chat.say(`/charge 0712345678 ${amount}`);
  await chat.sees(/Waiting for the customer’s PIN/, said);
  const card = await chat.sees(/Waiting for the customer’s PIN|No PIN yet/, said);
  await shop.pass(CANCELABLE_AFTER_MS);
  return { chat, card, said };
}

const labelsOf = (chat: Chat, messageId: number): readonly string[] => {
  const message = chat.heard().find(({ message_id }) => message_id === messageId);
  return message === undefined ? [] : labels(message);
};

describe('a customer who does not enter the PIN', () => {
  test('can be said to have cancelled from 20 seconds after the push, and an earlier tap is told when', async () => {
    const shop = await openShop({ common: { confirmMs: 10 * 60_000 } });
    const chat = shop.chat(asha.id);
    const card = await chat.sees(/Waiting/, chat.say('/charge 0712345678 500'));
    expect(labels(card)).toEqual(['Customer cancelled', 'Close']);
    expect(await chat.press(card, 'Customer cancelled')).toMatch(
      /^The prompt may still be on its way\. Please try again in (?:1?\d|20) seconds\.$/,
    );
    await shop.pass(CANCELABLE_AFTER_MS);
    expect(labelsOf(chat, card.message_id)).toEqual(['Customer cancelled', 'Close']);
    expect(await chat.press(card, 'Customer cancelled')).toBe('Closed. You can send again.');
  });

  test('is shown as not having entered it after a minute, without a sound', async () => {
    const shop = await openShop({ common: { confirmMs: 10 * 60_000 } });
    const { chat, card } = await waiting(shop);
    const later = await chat.sees(/📲 No PIN yet\. Ask the customer to check the phone\./);
    expect(later.message_id).toBe(card.message_id);
    // Nothing rang: the card was edited.
    expect(chat.heard()).toHaveLength(1);
  });

  test(
    'may be sent another prompt after two minutes, and the button says from when',
    { tags: 'slow' },
    async () => {
      const shop = await openShop({ common: { confirmMs: 10 * 60_000 } });
      const { chat, card } = await waiting(shop);
      const noPin = await chat.sees(/No PIN yet/);
      expect(labels(noPin)).toEqual([
        'Customer cancelled',
        'Close',
        `Send again from ${await freeFrom(shop, 1)}`,
      ]);
      const early = await chat.press(noPin, labels(noPin).at(-1)!);
      expect(early).toMatch(
        /^A prompt may still be open on the phone\. You can send again in \d+ seconds\.$/,
      );
      expect(labelsOf(chat, card.message_id)).toHaveLength(3);
      expect(pushes(shop)).toHaveLength(1);
      await shop.pass(60_000);
      // The label stays true, so the card is not edited for it.
      const live = labelsOf(chat, card.message_id).at(-1)!;
      expect(live).toBe(labels(noPin).at(-1));
      expect(await chat.press(noPin, live)).toBeUndefined();
      await chat.sees(/#2\n📲 Prompt sent/);
      expect(pushes(shop)).toHaveLength(2);
    },
  );

  test(
    'is offered no other prompt once the charge is closed for another reason',
    { tags: 'slow' },
    async () => {
      const shop = await openShop({ common: { confirmMs: 10 * 60_000 } });
      const { chat, card } = await waiting(shop);
      const page = await chat.sees(/History/, chat.say('/status 1'));
      const noPin = await chat.sees(/No PIN yet/);
      await chat.press(noPin, 'Close');
      await shop.until('the reasons are there', () => labelsOf(chat, card.message_id).includes('Took cash'));
      const reasons = chat.heard().find(({ message_id }) => message_id === card.message_id)!;
      await chat.press(reasons, 'Took cash');
      await shop.until('the buttons are gone', () => labelsOf(chat, card.message_id).length === 0);
      // An older message still shows its buttons.
      expect(await chat.press(page, 'Close')).toBe('This is already settled.');
      await shop.until('its buttons are gone, too', () => labelsOf(chat, page.message_id).length === 0);
    },
  );

  test('who cancelled is sent another prompt at once, by one more tap, and a payment of either prompt is told', async () => {
    const shop = await openShop({ common: { confirmMs: 10 * 60_000 } });
    const { chat, card } = await waiting(shop);
    const first = shop.bosmi.latest('0712345678')!;
    expect(await chat.press(card, 'Customer cancelled')).toBe('Closed. You can send again.');
    await chat.sees(/🚫 Customer cancelled, says Asha\. If it is paid after all by/);
    const offered = await chat.sees(/🚫 Customer cancelled/);
    expect(labels(offered)).toEqual(['Send again']);
    await chat.press(offered, 'Send again');
    await chat.sees(/#2\n📲 Prompt sent/);
    expect(pushes(shop)).toHaveLength(2);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id, { receipt: 'UKN0000002' });
    await chat.sees(/^✅ Paid: KES 500[^]*UKN0000002[^]*#2$/);
    shop.bosmi.pay(first.id, { receipt: 'UKN0000001' });
    const late = await chat.sees(/^✅ Paid[^]*UKN0000001/);
    expect(late.text).toContain('This charge was closed: customer cancelled.');
  });

  test('who cancelled frees the phone for the shop that says so alone', { tags: 'slow' }, async () => {
    const shop = await openShop({ common: { confirmMs: 10 * 60_000 } });
    await connectSecond(shop);
    const { chat, card } = await waiting(shop);
    expect(await chat.press(card, 'Customer cancelled')).toBe('Closed. You can send again.');
    const other = shop.chat(wanjiru.id);
    await other.sees(
      /^A prompt is still open on this phone/,
      other.say('/charge 0712345678 70', {}, wanjiru),
    );
    expect(pushes(shop)).toHaveLength(1);
    await chat.sees(/#2\n📲 Prompt sent/, chat.say('/charge 0712345678 70'));
    expect(pushes(shop)).toHaveLength(2);
  });

  for (const { cases, tags } of variants(
    [
      ['phone', /^0712 345 678 was charged 1 times? within 60 minutes/],
      ['member', /^You have charged 1 times? within 60 minutes/],
      ['merchant', /^This shop has charged 1 times? within 60 minutes/],
    ] as const,
    0,
  ))
    test.each(cases)(
      'who cancelled counts in the limit of a %s all the same',
      { tags },
      async (of, refusal) => {
        const shop = await openShop({
          common: { confirmMs: 10 * 60_000, velocityLimits: [{ of, count: 1, withinMs: 60 * 60_000 }] },
        });
        const { chat, card } = await waiting(shop);
        await chat.press(card, 'Customer cancelled');
        await chat.press(await chat.sees(/🚫 Customer cancelled/), 'Send again');
        await chat.sees(refusal);
        expect(pushes(shop)).toHaveLength(1);
      },
    );

  test('who is said to pay in cash does not free the phone', { tags: 'slow' }, async () => {
    const shop = await openShop({ common: { confirmMs: 10 * 60_000 } });
    const { chat, card } = await waiting(shop);
    await chat.press(card, 'Close');
    await shop.until('the reasons are there', () => labelsOf(chat, card.message_id).includes('Took cash'));
    const reasons = chat.heard().find(({ message_id }) => message_id === card.message_id)!;
    expect(await chat.press(reasons, 'Took cash')).toBe('Closed.');
    // Closing for another reason does not say that the prompt is gone.
    const again = chat.say('/charge 0712345678 70');
    await chat.sees(/A prompt is still open on this phone/, again);
    expect(pushes(shop)).toHaveLength(1);
  });
});

describe('a charge that the shop closes', () => {
  test('leaves the list, is not told as not confirmed, and is told when it is paid after all', async () => {
    const shop = await openShop({ common: { confirmMs: 90_000 } });
    const { chat, card } = await waiting(shop);
    await chat.press(card, 'Close');
    await shop.until('the reasons are there', () => labelsOf(chat, card.message_id).length === 4);
    const reasons = chat.heard().find(({ message_id }) => message_id === card.message_id)!;
    expect(labels(reasons)).toEqual(['Took cash', 'Changed their mind', 'Wrong number', '‹ Back']);
    await chat.press(reasons, 'Wrong number');
    await chat.sees(/🚫 Closed by Asha: wrong number\. If it is paid after all by/);
    chat.say('/pending');
    await chat.sees(/^No charge is waiting\.$/);
    await shop.pass(120_000);
    expect(chat.texts().filter((text) => text.startsWith('⌛'))).toEqual([]);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id, { receipt: 'UKN0000001' });
    const notice = await chat.sees(/^✅ Paid late: KES 500/);
    expect(notice.text).toContain('This charge was closed: wrong number.');
    chat.say('/status 1');
    const status = await chat.sees(/History/);
    expect(status.text).toContain('closed: wrong number by Asha');
  });

  test(
    'is left open by Back, and closed from the list, which is shown again without it',
    { tags: 'slow' },
    async () => {
      const shop = await openShop({ common: { confirmMs: 10 * 60_000 } });
      const chat = shop.chat(asha.id);
      chat.say('/charge 0712345678 500');
      chat.say('/charge 0722000001 70');
      await chat.sees(/0722 000 001 · #2\n📲/);
      chat.say('/pending');
      const list = await chat.sees(/^Waiting for 2 charges/);
      expect(labels(list)).toEqual(['Close #2', 'Close #1']);
      const shown = () => chat.heard().find(({ message_id }) => message_id === list.message_id)!;
      await chat.press(shown(), 'Close #1');
      await shop.until('the reasons are there', () => labels(shown()).includes('‹ Back'));
      await chat.press(shown(), '‹ Back');
      await shop.until('the list is back', () => labels(shown()).includes('Close #1'));
      await chat.press(shown(), 'Close #1');
      await shop.until('the reasons are there again', () => labels(shown()).includes('Changed their mind'));
      expect(await chat.press(shown(), 'Changed their mind')).toBe('Closed.');
      await shop.until('the list is short', () => (shown().text ?? '').startsWith('Waiting for 1 charge'));
      expect(labels(shown())).toEqual(['Close #2']);
    },
  );

  test('is closed once by two people who press at the same moment', { tags: 'slow' }, async () => {
    const shop = await openShop({ common: { confirmMs: 10 * 60_000 } });
    const group = shop.chat(GROUP);
    group.say('/charge 0712345678 500', {}, asha);
    const card = await group.sees(/Waiting/);
    await shop.pass(CANCELABLE_AFTER_MS);
    const shown = () => group.heard().find(({ message_id }) => message_id === card.message_id)!;
    const answers = await Promise.all([
      group.press(shown(), 'Customer cancelled', asha),
      group.press(shown(), 'Customer cancelled', juma),
    ]);
    // One of the two hears that it is settled, each in their language.
    expect(answers.filter((answer) => /can send again|Unaweza kutuma tena/.test(answer ?? ''))).toHaveLength(
      1,
    );
    const charge = await shop.store().chargeQueries.byNumber(1, 1);
    const closed = (await shop.store().chargeQueries.events(charge!.id)).filter(
      ({ detail }) => 'closed' in detail,
    );
    expect(closed).toHaveLength(1);
  });
});

describe('a customer who has paid', () => {
  test('is charged again after one question, which carries the warning about repeats', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500 two bags');
    await chat.sees(/Waiting/);
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id, { receipt: 'UKN0000001' });
    const notice = await chat.sees(/^✅ Paid: KES 500/);
    expect(labels(notice)).toEqual(['Charge again', 'Receipt']);
    await chat.press(notice, 'Charge again');
    const question = await chat.sees(/^Charge KES 500 to 0712 345 678\?/);
    expect(question.text).toContain('📝 two bags');
    expect(question.text).toMatch(/This phone was charged the same amount .* \(#1, KES 500\)/);
    expect(pushes(shop)).toHaveLength(1);
    await chat.press(question, 'Charge again');
    await chat.sees(/#2\n📝 two bags\n📲 Prompt sent/);
    expect(pushes(shop)).toHaveLength(2);
  });
});

test('a card that may not be deleted shows the end instead, under its notice', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  const refused = { ok: false, error_code: 400, description: "Bad Request: message can't be deleted" };
  shop.telegram.faults.add(
    { kind: 'answer', status: 400, body: JSON.stringify(refused) },
    ({ method }) => method === 'deleteMessage',
  );
  chat.say('/charge 0712345678 500');
  const card = await chat.sees(/Waiting/);
  shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id, { receipt: 'UKN0000001' });
  await chat.sees(/^✅ Paid: KES 500/);
  const end = await chat.sees(/✅ Paid\. Receipt UKN0000001/);
  expect(end.message_id).toBe(card.message_id);
});
