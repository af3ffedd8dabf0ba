// @module-tag slow
import { expect, test } from 'vitest';
import type { SimMessage, SimUser } from '../../src/sandbox/bot-api/types.ts';
import { letIn, otieno } from '../support/second-shop.ts';
import { asha, openShop, type Shop } from '../support/shop.ts';

/** The characters of a line on a small phone. */
const WIDTH = 32;

async function sold(shop: Shop, who: SimUser, phone: string, amount: number): Promise<void> {
  const chat = shop.chat(who.id);
  const said = chat.say(`/charge ${phone} ${amount}`, {}, who);
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅ Paid/, said);
}

const tooWide = ({ text = '' }: SimMessage): readonly string[] =>
  text.split('\n').filter((line) => line.length > WIDTH);

/** A shop that has sold for the greatest amounts. */
async function soldShop(): Promise<Shop> {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await letIn(shop, asha, otieno, 'cashier');
  await sold(shop, asha, '0712345671', 250_000);
  await sold(shop, otieno, '0712345672', 249_999);
  return shop;
}

test('no line of a closing is wider than a phone', async () => {
  const shop = await soldShop();
  const chat = shop.chat(asha.id);
  shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
  const said = chat.say('/charge 0712345673 200000');
  await chat.press(await chat.sees(/^❓ Not known/, said), 'Customer paid');
  await chat.sees(/✍️ Marked as paid/, said);
  await chat.sees(/Waiting/, chat.say('/charge 0712345674 150000'));
  await chat.press(await chat.sees(/^Close day 1\?/, chat.say('/close')), 'Close the day');
  const report = await chat.sees(/^🔒 Day 1/);
  expect(report.text).toContain('KES 699,999 · 3 payments');
  expect(tooWide(report)).toEqual([]);
});

test('no line about a customer is wider than a phone', async () => {
  const shop = await soldShop();
  const chat = shop.chat(asha.id);
  const list = await chat.sees(/^Your customers/, chat.say('/customers'));
  // The hint below the list is a sentence, which may wrap.
  expect(tooWide(list).filter((line) => !line.startsWith('Find one:'))).toEqual([]);
  await chat.press(list, '0712 345 671');
  const page = await chat.sees(/^0712 345 671\n/);
  expect(page.text).toContain('KES 250,000');
  expect(tooWide(page)).toEqual([]);
});

test('no line of a board is wider than a phone where it could break within a number', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  const chat = shop.chat(asha.id);
  const said = chat.say('/collect 250000 rent\n0712345671\n0712345672 Wanjiku 249999');
  await chat.press(await chat.sees(/^Ask 2/, said), 'Send to 2');
  await shop.until('both prompts', () => shop.bosmi.latest('0712345672') !== undefined);
  shop.bosmi.pay(shop.bosmi.latest('0712345671')!.id);
  const board = await chat.sees(/1 of 2 paid[^]*waiting for the PIN/, said);
  // A wide line wraps at a space. No part between two of them is wider, and none is a half of a number.
  const parts = board.text!.split(/[ \n]/);
  expect(parts.filter((part) => part.length > WIDTH)).toEqual([]);
  expect(parts.filter((part) => /^[\d,]+$/.test(part) && part.length > 2)).toEqual([]);
});
