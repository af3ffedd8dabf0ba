import { expect, test } from 'vitest';
import {
  asha,
  GROUP,
  juma,
  labels,
  openShop,
  type Shop,
  NOTHING_TODAY,
  onlyByHand,
} from '../support/shop.ts';
import { letIn, otieno, wanjiru } from '../support/second-shop.ts';

/** The receipt of the payment that the gateway reports for a phone. */
const receiptOf = (shop: Shop, phone: string): string => shop.bosmi.latest(phone)!.paid!.receipt;
/** The texts that tell a payment as paid. */
const paidTexts = (shop: Shop, ...chats: number[]): string[] =>
  chats.flatMap((id) => shop.chat(id).texts()).filter((text) => /✅ Paid/.test(text));

test('the notice of a mismatch names amount, receipt and payer, and asks a manager or an owner to decide', async () => {
  const shop = await openShop();
  shop.bosmi.behave('0712345678', { kind: 'other-amount' });
  const chat = shop.chat(asha.id);
  chat.say('/charge 0712345678 500 unga');
  const notice = await chat.sees(/^⚠️ Check this: KES 500 from 0712 345 678/);
  const receipt = receiptOf(shop, '0712345678');
  const { amount } = shop.bosmi.latest('0712345678')!.paid!;
  expect(notice.text).toContain(
    `⚠️ the reported payment doesn’t match: another amount\nReported: amount ${amount}, receipt ${receipt}, from 0712 ••• 678\nA manager or an owner can tell me what it is:\nCharged by Asha`,
  );
  expect(labels(notice)).toEqual(['It is this charge', 'Not ours']);
  // The card shows it, too.
  await chat.sees(new RegExp(`#1\\n📝 unga\\n📲[^]*Reported: amount ${amount}, receipt ${receipt}`));

  expect(await chat.press(notice, 'It is this charge')).toBe('Marked as paid.');
  await chat.sees(new RegExp(`✍️ Marked as paid by Asha, receipt ${receipt}\\. Not confirmed by M‑Pesa\\.$`));
  const today = chat.say('/today');
  const list = await chat.sees(onlyByHand('500', 1), today);
  expect(list.text).toContain(`✍️ Asha · ${receipt}\n📝 unga`);
  const status = chat.say('/status 1');
  const seen = await chat.sees(/History/, status);
  expect(seen.text).toMatch(/the reported payment doesn’t match\n[^]*· marked as paid by Asha$/);
  expect(labels(seen)).toEqual(['Not paid', 'Receipt', 'Refunded']);
  await shop.pass(60_000);
  expect(paidTexts(shop, asha.id)).toEqual([]);
  expect(chat.texts().filter((text) => text.startsWith('⚠️ Check'))).toEqual([]);
});

test(
  'a mismatch that is “not ours” is dismissed: the charge goes on, and the lists show its state at each moment',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    shop.bosmi.behave('0712345678', { kind: 'other-amount' });
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    const notice = await chat.sees(/^⚠️ Check this/);
    let said = chat.say('/pending');
    const pending = await chat.sees(/^⚠️ To check: 1 charge with a payment that doesn’t match/, said);
    expect(pending.text!.split('\n')[1]).toMatch(
      /^#1 · KES 500 · 0712 345 678 · ⚠️ the reported payment doesn’t match · \d+ seconds? ago$/,
    );
    expect(pending.text).not.toContain('Waiting for');
    said = chat.say('/today');
    expect((await chat.sees(NOTHING_TODAY, said)).text).toMatch(/\n⚠️ To check: 1 · \/pending$/);
    said = chat.say('/status 1');
    const status = await chat.sees(/History/, said);
    expect(status.text).toMatch(
      /📲 Prompt sent[^]*⚠️ the reported payment doesn’t match: another amount\nReported: amount/,
    );
    expect(labels(status)).toEqual(['It is this charge', 'Not ours']);

    expect(await chat.press(status, 'Not ours')).toBe('Put aside.');
    expect(await chat.press(notice, 'Not ours')).toBe('This is already settled.');
    said = chat.say('/pending');
    expect((await chat.sees(/^Waiting for 1 charge/, said)).text).not.toContain('⚠️');
    said = chat.say('/today');
    expect((await chat.sees(NOTHING_TODAY, said)).text).not.toContain('⚠️');
    said = chat.say('/status 1');
    expect((await chat.sees(/History/, said)).text).toMatch(/reported payment put aside by Asha$/);
    await shop.pass(30_000);
    // The same mismatch is not told again.
    expect((await shop.store().chargeQueries.byId(1))?.mismatch).toBeNull();
    expect(chat.texts().filter((text) => text.startsWith('⚠️ Check'))).toEqual([]);
  },
);

test(
  'a mismatch of a cashier’s charge is told to the owner, too; the owner decides, and the cashier is told',
  { tags: 'slow' },
  async () => {
    const shop = await openShop({ common: { ownerIds: [asha.id] } });
    await letIn(shop, asha, otieno, 'cashier');
    const [owner, cashier] = [shop.chat(asha.id), shop.chat(otieno.id)];
    shop.bosmi.behave('0712345678', { kind: 'other-amount' });
    cashier.say('/charge 0712345678 500', {}, otieno);
    const notice = await cashier.sees(/^⚠️ Check this: KES 500/);
    const told = await owner.sees(/^⚠️ Check this: KES 500/);
    for (const button of ['It is this charge', 'Not ours'])
      expect(await cashier.press(notice, button, otieno)).toBe('Only a manager or an owner can do that.');
    const said = cashier.say('/status 1', {}, otieno);
    expect(labels(await cashier.sees(/History/, said))).toEqual([]);
    expect(await owner.press(told, 'It is this charge')).toBe('Marked as paid.');
    const receipt = receiptOf(shop, '0712345678');
    await cashier.sees(new RegExp(`^✍️ Marked as paid by Asha: KES 500, receipt ${receipt}`));
    expect(paidTexts(shop, asha.id, otieno.id)).toEqual([]);
  },
);

test('in a group a manager decides on a mismatch, and a cashier cannot', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await letIn(shop, asha, wanjiru, 'manager');
  await letIn(shop, asha, otieno, 'cashier');
  const group = shop.chat(GROUP);
  shop.bosmi.behave('0712345678', { kind: 'other-amount' });
  group.say('/charge 0712345678 500', {}, otieno);
  const notice = await group.sees(/^⚠️ Check this/);
  expect(await group.press(notice, 'It is this charge', otieno)).toBe(
    'Only a manager or an owner can do that.',
  );
  expect((await shop.store().chargeQueries.byId(1))?.state).toBe('pending');
  expect(await group.press(notice, 'It is this charge', wanjiru)).toBe('Marked as paid.');
  expect(await shop.store().chargeQueries.byId(1)).toMatchObject({
    state: 'marked_paid',
    markedByName: 'Wanjiru',
  });
});

test('a mismatch is told in Swahili, too', async () => {
  const shop = await openShop();
  shop.bosmi.behave('0712345678', { kind: 'other-amount' });
  const chat = shop.chat(juma.id);
  chat.say('/charge 0712345678 500');
  const notice = await chat.sees(/^⚠️ Kagua hili: KES 500/);
  const receipt = receiptOf(shop, '0712345678');
  expect(notice.text).toContain(`risiti ${receipt}, kutoka 0712 ••• 678\nMeneja au mwenye duka`);
  expect(labels(notice)).toEqual(['Ni ya ombi hili', 'Si yetu']);
  expect(await chat.press(notice, 'Ni ya ombi hili')).toBe('Nimehifadhi: limelipwa.');
  await chat.sees(new RegExp(`✍️ Juma amesema limelipwa, risiti ${receipt}\\. M‑Pesa haijathibitisha\\.$`));
});
