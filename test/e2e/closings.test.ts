import { expect, test } from 'vitest';
import { asha, GROUP, labels, openShop, type Shop } from '../support/shop.ts';
import type { SimMessage, SimUser } from '../../src/sandbox/bot-api/types.ts';
import { refundPart, takeRefundBack } from '../support/refund-steps.ts';
import { connectSecond, letIn, otieno, wanjiru } from '../support/second-shop.ts';

/** A shop with an owner and a cashier. */
async function newShop(): Promise<Shop> {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await letIn(shop, asha, otieno, 'cashier');
  return shop;
}

/** Charges a customer who pays at once. */
async function sell(shop: Shop, who: SimUser, phone: string, amount: number): Promise<void> {
  const chat = shop.chat(who.id);
  const said = chat.say(`/charge ${phone} ${amount}`, {}, who);
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅ Paid/, said);
}

/** Sends `/close` and returns the question. */
async function ask(shop: Shop, who: SimUser, question: RegExp, chatId = who.id): Promise<SimMessage> {
  const said = shop.chat(chatId).say('/close', {}, who);
  return await shop.chat(chatId).sees(question, said);
}

test('an owner closes the day: the figures first, then a numbered report, and the next one begins after it', async () => {
  const shop = await newShop();
  const chat = shop.chat(asha.id);
  await sell(shop, asha, '0712345678', 500);
  await sell(shop, otieno, '0722345678', 1_200);
  chat.say('/charge 0733345678 70');
  await chat.sees(/Charge KES 70|Waiting/);

  const question = await ask(shop, asha, /^Close day 1\?/);
  expect(question.text).toMatch(
    /^Close day 1\?\n\nKES 1,700 · 2 payments\n✅ M‑Pesa: KES 1,700 \(2\)\n\nBy cashier\nOtieno: KES 1,200 \(1\)\nAsha: KES 500 \(1\)\n/,
  );
  expect(labels(question)).toEqual(['Close the day', 'Cancel']);
  // What is paid between the question and the answer is in it.
  await sell(shop, otieno, '0799345678', 30);
  await chat.press(question, 'Close the day');
  const report = await chat.sees(/^🔒 Day 1/);
  expect(report.text).toMatch(
    /^🔒 Day 1\nUntil \d\d:\d\d\nClosed by Asha\n\nKES 1,730 · 3 payments\n✅ M‑Pesa: KES 1,730 \(3\)\n\nBy cashier\nOtieno: KES 1,230 \(2\)\nAsha: KES 500 \(1\)/,
  );
  expect(report.text).toMatch(/Charges #1 to #\d$/);

  expect((await ask(shop, asha, /nothing to close/)).text).toMatch(
    /^There’s nothing to close: nothing has happened since/,
  );
  await sell(shop, otieno, '0712345999', 40);
  expect((await ask(shop, asha, /^Close day 2\?/)).text).toContain('KES 40 · 1 payment\n');
});

test('a payment after the closing of a charge from before it is in the next one', async () => {
  const shop = await newShop();
  const chat = shop.chat(asha.id);
  const said = chat.say('/charge 0712345678 500');
  await chat.sees(/Waiting/, said);
  const question = await ask(shop, asha, /^Close day 1\?/);
  expect(question.text).toContain('KES 0 · 0 payments\n\n⏳ Still open: KES 500 (1)\nCharge #1');
  await chat.press(question, 'Close the day');
  await chat.sees(/^🔒 Day 1[^]*⏳ Still open: KES 500 \(1\)/);
  shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
  await chat.sees(/^✅ Paid/, said);
  const next = await ask(shop, asha, /^Close day 2\?/);
  expect(next.text).toMatch(/^Close day 2\?\n\nKES 500 · 1 payment\n/);
  expect(next.text).not.toContain('Still open');
});

test('what was refunded stands apart and is deducted; what is taken back after the closing is in the next one', async () => {
  const shop = await newShop();
  const chat = shop.chat(asha.id);
  await sell(shop, otieno, '0712345678', 500);
  await refundPart(chat, 1, 200);
  const question = await ask(shop, asha, /^Close day 1\?/);
  expect(question.text).toMatch(
    /^Close day 1\?\n\nKES 300 · 1 payment\n✅ M‑Pesa: KES 500 \(1\)\n💸 Refunded: −KES 200 \(1\)\n\nBy cashier\nOtieno: KES 300 \(1\)\n {3}💸 Refunded: −KES 200 \(1\)\n/,
  );
  await chat.press(question, 'Close the day');
  await chat.sees(/^🔒 Day 1/);
  await takeRefundBack(chat, 1, 200);
  const next = await ask(shop, asha, /^Close day 2\?/);
  expect(next.text).toMatch(
    /^Close day 2\?\n\nKES 200 · 0 payments\n↩️ Earlier refunds taken back: KES 200 \(1\)\n/,
  );
});

test('two people who close at once, and one who presses twice, make one closing', async () => {
  const shop = await newShop();
  await letIn(shop, asha, wanjiru, 'manager');
  await sell(shop, otieno, '0712345678', 500);
  const questions = [
    await ask(shop, asha, /^Close day 1\?/),
    await ask(shop, wanjiru, /^Close day 1\?/),
  ] as const;
  const answers = await Promise.all([
    shop.chat(asha.id).press(questions[0], 'Close the day'),
    shop.chat(wanjiru.id).press(questions[1], 'Close the day', wanjiru),
  ]);
  expect(answers.filter((answer) => answer === 'It’s closed already.')).toHaveLength(1);
  // Both see the one report.
  for (const who of [asha, wanjiru]) await shop.chat(who.id).sees(/^🔒 Day 1[^]*KES 500 · 1 payment/);
  expect(await shop.store().closings.list({ merchantId: 1, of: 'all' }, undefined, 10)).toHaveLength(1);
});

test('whoever leaves the question closes nothing, and a cashier closes only their own shift', async () => {
  const shop = await newShop();
  await sell(shop, otieno, '0712345678', 500);
  await sell(shop, asha, '0722345678', 30);
  const cashier = shop.chat(otieno.id);
  const question = await ask(shop, otieno, /^Close your shift 1\?/);
  expect(question.text).toContain('KES 500 · 1 payment');
  expect(question.text).not.toContain('By cashier');
  await cashier.press(question, 'Cancel', otieno);
  await cashier.sees(/^Cancelled\. Nothing was closed/);
  await cashier.press(await ask(shop, otieno, /^Close your shift 1\?/), 'Close my shift', otieno);
  await cashier.sees(/^🔒 Shift 1 · Otieno\nUntil \d\d:\d\d\n\nKES 500 · 1 payment/);
  // The day has everything all the same.
  expect((await ask(shop, asha, /^Close day 1\?/)).text).toContain('KES 530 · 2 payments');
});

test(
  '/closings: pages that open each report; a cashier sees their own shifts, a group only the days',
  { tags: 'slow' },
  async () => {
    const shop = await newShop();
    const chat = shop.chat(asha.id);
    for (let day = 1; day <= 9; day += 1) {
      await sell(shop, asha, `07123456${day}0`, day);
      await chat.press(await ask(shop, asha, new RegExp(`^Close day ${day}\\?`)), 'Close the day');
      await chat.sees(new RegExp(`^🔒 Day ${day}\n`));
    }
    await sell(shop, otieno, '0722345678', 700);
    const cashier = shop.chat(otieno.id);
    await cashier.press(await ask(shop, otieno, /^Close your shift/), 'Close my shift', otieno);
    await cashier.sees(/^🔒 Shift 1/);

    const asked = chat.say('/closings');
    const list = await chat.sees(/^Closings/, asked);
    expect(labels(list)[0]).toMatch(/^Shift 1 · Otieno · \d\d:\d\d · KES 700$/);
    expect(labels(list)[1]).toMatch(/^Day 9 · \d\d:\d\d · KES 9$/);
    expect(labels(list).at(-1)).toBe('Older ›');
    await chat.press(list, 'Older ›');
    await shop.until('the second page', () => labels(chat.heard().at(-1)!).includes('‹ Newest'));
    const second = chat.heard().at(-1)!;
    expect(labels(second)).toHaveLength(3);
    await chat.press(second, labels(second)[0]!);
    const opened = await chat.sees(/^🔒 Day 2\n/, asked);
    expect(labels(opened)).toContain('‹ All closings');

    const own = cashier.say('/closings', {}, otieno);
    expect(labels(await cashier.sees(/^Closings/, own))).toEqual([
      expect.stringMatching(/^Shift 1 · Otieno/) as string,
    ]);
    const group = shop.chat(GROUP);
    const inGroup = group.say('/closings');
    expect(labels(await group.sees(/^Closings/, inGroup)).filter((label) => /Shift/.test(label))).toEqual([]);
    const refused = group.say('/closings', {}, otieno);
    await group.sees(/in our private chat/, refused);
    // A cashier who presses what an owner was shown is told that it is not theirs.
    const shown = await group.sees(/^Closings/, inGroup);
    expect(await group.press(shown, labels(shown)[0]!, otieno)).toBe('This button isn’t yours.');
  },
);

test(
  'each shop has its own closings, and a mark that is taken back later is shown apart',
  { tags: 'slow' },
  async () => {
    const shop = await newShop();
    await connectSecond(shop);
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    chat.say('/charge 0712345678 500');
    const notice = await chat.sees(/^❓ Not known/);
    await chat.press(notice, 'Customer paid');
    await chat.sees(/Marked as paid/);
    await chat.press(await ask(shop, asha, /^Close day 1\?[^]*✍️ By hand: KES 500 \(1\)/), 'Close the day');
    await chat.sees(/^🔒 Day 1\n/);
    await chat.press(notice, 'Not paid');
    await chat.sees(/Marked as not paid/);
    const second = await ask(shop, asha, /^Close day 2\?/);
    expect(second.text).toMatch(
      /^Close day 2\?\n\n−KES 500 · 0 payments\n↩️ Earlier marks undone: −KES 500 \(1\)/,
    );
    expect((await ask(shop, wanjiru, /nothing to close/)).text).toContain('nobody was charged');
  },
);

test('in Kiswahili', async () => {
  const shop = await newShop();
  const chat = shop.chat(asha.id);
  await sell(shop, asha, '0712345678', 500);
  const asked = chat.say('/language');
  await chat.press(await chat.sees(/Which language/, asked), 'Kiswahili');
  await chat.press(await ask(shop, asha, /^Tufunge siku ya 1\?/), 'Funga siku');
  expect((await chat.sees(/^🔒 Siku ya 1/)).text).toMatch(
    /Imefungwa na Asha\n\nKES 500 · malipo 1\n✅ M‑Pesa: KES 500 \(1\)\n\nKwa kila keshia\nAsha: KES 500 \(1\)\n\nOmbi #1$/,
  );
});
