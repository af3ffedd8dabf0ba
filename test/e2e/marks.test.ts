import { expect, test } from 'vitest';
import { asha, GROUP, juma, labels, openShop, type Shop } from '../support/shop.ts';
import { letIn, otieno, wanjiru } from '../support/second-shop.ts';

const OFFICE = -4002;

/** A shop with an owner, a manager and a cashier. The cashier has charged in the group, and the outcome of the push is unknown. */
async function unknownInGroup(ownerIds = [asha.id]) {
  const shop = await openShop({
    common: { ownerIds },
    beforeStart: (telegram) =>
      telegram.addGroup({ id: OFFICE, type: 'group', title: 'Office' }, { admins: [asha] }),
  });
  await letIn(shop, asha, wanjiru, 'manager');
  await letIn(shop, asha, otieno, 'cashier');
  const group = shop.chat(GROUP);
  group.say('/announce here');
  await group.sees(/Every payment/);
  shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
  group.say('/charge 0712345678 500', {}, otieno);
  const notice = await group.sees(/^❓ Not known/);
  return { shop, group, notice };
}
const paidTexts = (shop: Shop) =>
  [asha.id, wanjiru.id, otieno.id, GROUP]
    .flatMap((id) => shop.chat(id).texts())
    .filter((text) => /✅ Paid|on your word/.test(text));

test('a cashier’s “customer paid” shows their name everywhere, is told to owners, and is announced as a mark', async () => {
  const { shop, group, notice } = await unknownInGroup();
  const owner = shop.chat(asha.id);
  expect(await group.press(notice, 'Customer paid', otieno)).toBe('Marked as paid.');
  const announced = await group.sees(/^✍️ Marked as paid by Otieno: KES 500/);
  expect(announced.message_id).toBeGreaterThan(notice.message_id);
  expect(announced.text).toMatch(
    /^✍️ Marked as paid by Otieno: KES 500\n0712 ••• 678\nNot confirmed by M‑Pesa\.\nCharged by Otieno · \d\d:\d\d · #1$/,
  );
  const told = await owner.sees(/^✍️ Marked as paid by Otieno: KES 500/);
  expect(told.text).toContain('0712 345 678');
  expect(told.silent).toBeUndefined();
  await group.sees(/#1\n✍️ Marked as paid by Otieno\. Not confirmed by M‑Pesa\./);
  for (const chat of [owner, shop.chat(wanjiru.id)]) {
    const by = chat === owner ? asha : wanjiru;
    const today = chat.say('/today', {}, by);
    expect((await chat.sees(/Paid today: KES 0 \(0 payments\)/, today)).text).toMatch(
      /Marked as paid, not confirmed by M‑Pesa: KES 500 \(1\)[^]*✍️ marked as paid by Otieno$/,
    );
    const status = chat.say('/status 1', {}, by);
    expect((await chat.sees(/History/, status)).text).toMatch(
      /✍️ Marked as paid by Otieno\.[^]*· marked as paid by Otieno$/,
    );
  }
  expect(paidTexts(shop)).toEqual([]);
});

test('only a manager or an owner undoes a mark, and everybody who was told of it is told again', async () => {
  const { shop, group, notice } = await unknownInGroup();
  await group.press(notice, 'Customer paid', otieno);
  await group.sees(/^✍️ Marked as paid by Otieno/);
  expect(await group.press(notice, 'Not paid', otieno)).toBe('Only a manager or an owner can do that.');
  const cashier = shop.chat(otieno.id);
  expect((await shop.store().chargeQueries.byId(1))?.state).toBe('marked_paid');
  expect(await group.press(notice, 'Not paid', wanjiru)).toBe('Marked as not paid.');
  await group.sees(/^✍️ Marked as not paid by Wanjiru: KES 500/);
  await shop.chat(asha.id).sees(/^✍️ Marked as not paid by Wanjiru: KES 500/);
  await group.sees(/#1\n✍️ Marked as not paid by Wanjiru\./);
  // In a private chat a cashier sees no button that they may not press.
  shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
  const said = cashier.say('/charge 0712345679 70', {}, otieno);
  const own = await cashier.sees(/^❓ Not known/, said);
  expect(await cashier.press(own, 'Not paid', otieno)).toBe('Marked as not paid.');
  const changed = await cashier.sees(/✍️ Marked as not paid by Otieno\.$/, said);
  expect(labels(changed)).toEqual([]);
  const status = cashier.say('/status 2', {}, otieno);
  expect(labels(await cashier.sees(/History/, status))).toEqual([]);
  const seen = shop.chat(asha.id).say('/status 2');
  expect(labels(await shop.chat(asha.id).sees(/History/, seen))).toEqual(['Customer paid']);
});

test.each([
  ['an owner', asha],
  ['a manager', wanjiru],
])('the mark of %s is told in the chat of the charge only, and is announced nowhere', async (_who, by) => {
  const { shop, group, notice } = await unknownInGroup([asha.id, juma.id]);
  const office = shop.chat(OFFICE);
  office.say('/link');
  await office.sees(/is linked/);
  office.say('/announce here');
  await office.sees(/Every payment/);
  expect(await group.press(notice, 'Customer paid', by)).toBe('Marked as paid.');
  await group.sees(new RegExp(`^✍️ Marked as paid by ${by.first_name}: KES 500`));
  await shop.pass(10_000);
  expect(group.texts().filter((text) => text.startsWith('✍️ Marked as paid'))).toHaveLength(1);
  for (const id of [OFFICE, asha.id, wanjiru.id, otieno.id])
    expect(shop.chat(id).texts().join('\n')).not.toContain('Marked');
  // The other owner is told nothing.
  expect(shop.chat(juma.id).texts()).toEqual([]);
});
