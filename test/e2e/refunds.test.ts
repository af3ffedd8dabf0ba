import { expect, test } from 'vitest';
import { asha, GROUP, labels, openShop, type Chat, type Shop } from '../support/shop.ts';
import { letIn, otieno, wanjiru } from '../support/second-shop.ts';

/** A shop with an owner (Asha), a manager (Wanjiru) and a cashier (Otieno). */
async function shopWithStaff(): Promise<Shop> {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await letIn(shop, asha, wanjiru, 'manager');
  await letIn(shop, asha, otieno, 'cashier');
  return shop;
}

/** Charges as somebody in a chat, and has the customer pay. */
async function paid(shop: Shop, chat: Chat, by = asha, amount = 500, phone = '0712345678'): Promise<void> {
  const said = chat.say(`/charge ${phone} ${amount}`, {}, by);
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id, { receipt: 'UKO4H7XK2P' });
  await chat.sees(/^✅ Paid/, said);
}

/** Opens the page of charge 1. */
async function page(chat: Chat, by = asha) {
  const said = chat.say('/status 1', {}, by);
  return await chat.sees(/History/, said);
}

test('a manager notes a part and then the rest as refunded, the owner and the cashier are told, and all sums are net', async () => {
  const shop = await shopWithStaff();
  const chat = shop.chat(wanjiru.id);
  await paid(shop, shop.chat(otieno.id), otieno);
  const before = await page(chat, wanjiru);
  expect(labels(before)).toEqual(['Charge again', 'Receipt', 'Refunded']);

  await chat.press(before, 'Refunded', wanjiru);
  const question = await chat.sees(/^How much of #1 went back/);
  expect(question.text).toContain('This moves no money.');
  expect(labels(question)).toEqual(['Whole: KES 500', 'Part', 'Cancel']);
  await chat.press(question, 'Part', wanjiru);
  await chat.sees(/^How many shillings of #1 went back\? At most KES 500\./);
  chat.say('600', {}, wanjiru);
  await chat.sees(/That is more than was paid\. At most KES 500/);
  chat.say('200', {}, wanjiru);
  const why = await chat.sees(/^Why did KES 200 of #1 go back\?/);
  expect(labels(why)).toEqual(['Goods returned', 'Paid twice', 'Wrong amount', 'Out of stock', 'Cancel']);
  await chat.press(why, 'Goods returned', wanjiru);
  await chat.sees(/^↩️ Recorded: KES 200 refunded \(#1, KES 500\)\. Left: KES 300\./);
  for (const hearer of [asha, otieno])
    await shop
      .chat(hearer.id)
      .sees(/^↩️ Wanjiru recorded a refund of KES 200 \(#1, KES 500\): Goods returned$/);

  const between = await page(chat, wanjiru);
  expect(between.text).toMatch(
    /↩️ KES 200 refunded by Wanjiru: Goods returned · [^]*Left after refunds: KES 300/,
  );
  expect(between.text).toMatch(/· KES 200 refunded by Wanjiru$/);
  await chat.press(between, 'Refunded', wanjiru);
  const rest = await chat.sees(/^How much of #1 went back/);
  await chat.press(rest, 'The rest: KES 300', wanjiru);
  await chat.sees(/^Why did KES 300/);
  chat.say('The customer changed her mind', {}, wanjiru);
  await chat.sees(/^↩️ Recorded: KES 300 refunded \(#1, KES 500\)\. Left: KES 0\./);
  const all = await page(chat, wanjiru);
  expect(labels(all)).toEqual(['Charge again', 'Receipt', 'Take back KES 200', 'Take back KES 300']);
  expect(await chat.press(between, 'Refunded', wanjiru)).toBe('All of it is refunded already.');

  for (const who of [asha, otieno]) {
    const today = shop.chat(who.id).say('/today', {}, who);
    const report = await shop.chat(who.id).sees(/^📊 Today/, today);
    expect(report.text).toMatch(
      /\nKES\s0\n1 payment · average KES\s0\n↩️ KES\s500 taken, KES\s500 refunded \(2\)\n/,
    );
  }
});

test(
  'a refund is taken back with a reason, stays in the history, and counts no more',
  { tags: 'slow' },
  async () => {
    const shop = await shopWithStaff();
    const chat = shop.chat(asha.id);
    await paid(shop, chat);
    await chat.press(await page(chat), 'Refunded');
    await chat.press(await chat.sees(/^How much/), 'Whole: KES 500');
    await chat.press(await chat.sees(/^Why did KES 500/), 'Paid twice');
    await chat.sees(/^↩️ Recorded/);
    await chat.press(await page(chat), 'Take back KES 500');
    const why = await chat.sees(/^Why take back the refund of KES 500 \(#1\)/);
    expect(labels(why)).toEqual(['Recorded by mistake', 'Cancel']);
    chat.say('x'.repeat(101));
    await chat.sees(/The reason has 101 characters; 100 is the most\.[^]*Why take back/);
    chat.say('It was another charge');
    await chat.sees(/^Taken back: KES 500 \(#1\) no longer counts as refunded\. Left: KES 500\./);
    const after = await page(chat);
    expect(after.text).toMatch(
      /↩️ KES 500 refunded by Asha: Paid twice · [^\n]*\nTaken back by Asha: It was another charge\nLeft after refunds: KES 500/,
    );
    expect(after.text).toMatch(/KES 500 refunded by Asha\n[^\n]*refund of KES 500 taken back by Asha$/);
    expect(labels(after)).toEqual(['Charge again', 'Receipt', 'Refunded']);
    const today = chat.say('/today');
    expect((await chat.sees(/^📊 Today[^]*KES\s500/, today)).text).not.toMatch(/refunded/i);
    // The old button says so.
    expect(await chat.press(why, 'Recorded by mistake')).toBe('This question is closed.');
  },
);

test('a cashier sees no button of a refund, and a forged or passed-on press is refused', async () => {
  const shop = await shopWithStaff();
  const group = shop.chat(GROUP);
  await paid(shop, group, otieno);
  const own = await page(shop.chat(otieno.id), otieno);
  expect(labels(own)).toEqual(['Charge again', 'Receipt']);
  const shared = await page(group, otieno);
  expect(labels(shared)).toEqual(['Charge again', 'Receipt', 'Refunded']);
  expect(await group.press(shared, 'Refunded', otieno)).toBe('Only a manager or an owner can do that.');
  expect(await shop.store().refunds.of(1)).toEqual([]);
});

test(
  'in a group the questions are answered by the person who asked: by buttons, or by a reply',
  { tags: 'slow' },
  async () => {
    const shop = await shopWithStaff();
    const group = shop.chat(GROUP);
    await paid(shop, group, otieno);
    await group.press(await page(group, wanjiru), 'Refunded', wanjiru);
    const question = await group.sees(/^How much of #1/);
    expect(await group.press(question, 'Whole: KES 500', asha)).toBe('This button isn’t yours.');
    await group.press(question, 'Part', wanjiru);
    const part = await group.sees(/^How many shillings/);
    group.say('50', {}, wanjiru);
    group.say('100', { replyTo: part.message_id }, wanjiru);
    const why = await group.sees(/^Why did KES 100 of #1/);
    await group.press(why, 'Out of stock', wanjiru);
    await group.sees(/^↩️ Recorded: KES 100 refunded/);
    await shop.chat(asha.id).sees(/^↩️ Wanjiru recorded a refund of KES 100/);
    await shop.pass(5_000);
    // The group has the answer, and is not told twice.
    expect(group.texts().filter((text) => /KES 100/.test(text) && /↩️/.test(text))).toHaveLength(1);
  },
);

test(
  'a conversation about a refund is cancelled without a note, and a second press of its end notes nothing',
  { tags: 'slow' },
  async () => {
    const shop = await shopWithStaff();
    const chat = shop.chat(asha.id);
    await paid(shop, chat);
    const status = await page(chat);
    await chat.press(status, 'Refunded');
    await chat.press(await chat.sees(/^How much/), 'Cancel');
    await chat.sees(/^Cancelled\. Nothing was saved\.$/);
    await chat.press(status, 'Refunded');
    await chat.press(await chat.sees(/^How much/), 'Whole: KES 500');
    const why = await chat.sees(/^Why did KES 500/);
    const [first, second] = await Promise.all([
      chat.press(why, 'Paid twice'),
      chat.press(why, 'Goods returned').catch(() => 'gone'),
    ]);
    expect([first, second]).toContain('This question is closed.');
    expect(await shop.store().refunds.of(1)).toHaveLength(1);
  },
);

test('a refund survives a crash between its question and its end, and is noted once', async () => {
  const shop = await shopWithStaff();
  const chat = shop.chat(asha.id);
  await paid(shop, chat);
  await chat.press(await page(chat), 'Refunded');
  await chat.press(await chat.sees(/^How much/), 'Whole: KES 500');
  const why = await chat.sees(/^Why did KES 500/);
  await shop.crash();
  await shop.start();
  await chat.press(why, 'Paid twice');
  await chat.sees(/^↩️ Recorded: KES 500/);
  expect(await shop.store().refunds.of(1)).toHaveLength(1);
});

test(
  'a charge that a person marked as paid can be refunded, and not once it is marked as not paid',
  { tags: 'slow' },
  async () => {
    const shop = await shopWithStaff();
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    const said = chat.say('/charge 0712345678 500');
    await chat.press(await chat.sees(/^❓ Not known/, said), 'Customer paid');
    const status = await page(chat);
    expect(labels(status)).toEqual(['Not paid', 'Receipt', 'Refunded']);
    await chat.press(status, 'Refunded');
    await chat.press(await chat.sees(/^How much/), 'Whole: KES 500');
    const why = await chat.sees(/^Why did KES 500/);
    await chat.press(status, 'Not paid');
    await chat.press(why, 'Paid twice');
    await chat.sees(/^This charge is not paid, so there is nothing to refund\.$/);
    expect(await shop.store().refunds.of(1)).toEqual([]);
  },
);

test(
  'a refund of a payment that was marked by hand is deducted from those, not from what M-Pesa confirmed',
  { tags: 'slow' },
  async () => {
    const shop = await shopWithStaff();
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    const said = chat.say('/charge 0712345678 500');
    await chat.press(await chat.sees(/^❓ Not known/, said), 'Customer paid');
    await chat.press(await page(chat), 'Refunded');
    await chat.press(await chat.sees(/^How much/), 'Whole: KES 500');
    await chat.press(await chat.sees(/^Why did KES 500/), 'Paid twice');
    await chat.sees(/^↩️ Recorded: KES 500 refunded/);
    const report = await chat.sees(/^📊 Today/, chat.say('/today'));
    expect(report.text).toMatch(
      /\nKES\s0\n✍️ Marked by hand: KES\s0 \(1\)\n↩️ KES\s500 taken, KES\s500 refunded \(1\)\n/,
    );
  },
);
