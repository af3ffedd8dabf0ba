import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import { DEFAULT_SETTINGS, type SettingsChange } from '../../../src/domain/merchant-settings.ts';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import type { SettingsOutcome } from '../../../src/store/port/merchant-settings.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { connectShop } from '../../support/connected.ts';
import { aCharge, effectsOf, letIn, linkGroup, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';
import { ACCOUNT, KEYS } from './shop-groups.ts';

const [OWNER, MANAGER, CASHIER] = [7, 8, 9];
const MINUTE = 60_000;
const NIGHT = { from: 1_260, to: 360 };

async function staffed(): Promise<Store> {
  const store = await newStore();
  await letIn(store, MANAGER, 'Wanjiru', 'manager', OWNER);
  await letIn(store, CASHIER, 'Juma', 'cashier', OWNER);
  return store;
}

async function change(store: Store, to: SettingsChange, userId = OWNER): Promise<SettingsOutcome> {
  const effects = await effectsOf(store, 0);
  return await store.merchantSettings.change(FIRST_MERCHANT, to, userId, 5, () => effects);
}

const events = async (store: Store) =>
  (await store.merchants.history(FIRST_MERCHANT, 100)).filter(({ what }) => what === 'settings-changed');

/** Creates a charge at a time, without limits of the operator. */
async function charge(store: Store, over: Parameters<typeof aCharge>[0], at = 0) {
  const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  return await store.charges.create(aCharge(over), rule, await effectsOf(store, at));
}

onEveryEngine(() => {
  describe('the settings of a shop', () => {
    test('are the defaults until an owner changes one, which leaves the others and other shops alone', async () => {
      const store = await staffed();
      await connectShop(store, KEYS, { name: 'Two', account: ACCOUNT }, { userId: 20, name: 'Kamau' });
      expect(await store.merchantSettings.of(FIRST_MERCHANT)).toEqual(DEFAULT_SETTINGS);
      const logo = { fileId: 'A', uniqueId: 'B', width: 320, height: 200, bytes: null };
      const values = {
        language: 'sw',
        quietHours: NIGHT,
        cashiersMarkPaid: false,
        asksFirst: true,
        phoneLimit: 2,
        memberLimit: 20,
        maxAmountKes: 7_500 as AmountKes,
        receiptLine: 'Karibu',
        receiptLogo: logo,
      } as const;
      for (const [what, value] of Object.entries(values))
        expect((await change(store, { what, value } as SettingsChange)).kind).toBe('changed');
      expect(await store.merchantSettings.of(FIRST_MERCHANT)).toEqual(values);
      expect(await store.merchantSettings.of(2)).toEqual(DEFAULT_SETTINGS);
      for (const what of ['language', 'quietHours', 'receiptLogo'] as const)
        await change(store, { what, value: null });
      expect(await store.merchantSettings.of(FIRST_MERCHANT)).toMatchObject({
        language: null,
        quietHours: null,
        receiptLogo: null,
        receiptLine: 'Karibu',
      });
    });

    test('are changed by owners only', async () => {
      const store = await staffed();
      for (const userId of [MANAGER, CASHIER, 666])
        expect(await change(store, { what: 'asksFirst', value: true }, userId)).toEqual({
          kind: 'not-yours',
        });
      expect(await store.merchantSettings.of(FIRST_MERCHANT)).toEqual(DEFAULT_SETTINGS);
      expect(await events(store)).toEqual([]);
    });

    test('are written to the audit log with who, what, from and to; a second press leaves no trace', async () => {
      const store = await staffed();
      const to = { what: 'quietHours', value: NIGHT } as const;
      expect((await change(store, to)).kind).toBe('changed');
      expect(await change(store, to)).toMatchObject({ kind: 'same', settings: { quietHours: NIGHT } });
      expect(await events(store)).toMatchObject([
        { at: 5, actor: `user:${OWNER}`, detail: { what: 'quietHours', from: null, to: NIGHT } },
      ]);
    });

    test('are those of the later owner, whom the outcome shows what is stored', async () => {
      const store = await staffed();
      await letIn(store, 10, 'Otieno', 'owner', OWNER);
      await change(store, { what: 'phoneLimit', value: 2 });
      const later = await change(store, { what: 'phoneLimit', value: 1 }, 10);
      expect(later).toMatchObject({ kind: 'changed', settings: { phoneLimit: 1 } });
    });

    test('do not change with an update that was settled before', async () => {
      const store = await staffed();
      const effects = await effectsOf(store, 0);
      await store.inbox.finish(effects);
      const to = { what: 'asksFirst', value: true } as const;
      await store.merchantSettings.change(FIRST_MERCHANT, to, OWNER, 5, () => effects);
      expect(await store.merchantSettings.of(FIRST_MERCHANT)).toEqual(DEFAULT_SETTINGS);
    });

    test('lose the logo, and nothing else, when another bot takes over: it cannot load the picture', async () => {
      const store = await staffed();
      const logo = { fileId: 'A', uniqueId: 'B', width: 320, height: 200, bytes: 9 };
      await change(store, { what: 'receiptLogo', value: logo });
      await change(store, { what: 'receiptLine', value: 'Karibu' });
      for (const botId of [1, 2])
        await store.bots.speakAs(botId, { at: 0, steadyAt: 0 }, () => ({
          kind: 'message',
          chatId: OWNER,
          payload: {},
        }));
      const settings = await store.merchantSettings.of(FIRST_MERCHANT);
      expect(settings).toMatchObject({ receiptLogo: null, receiptLine: 'Karibu' });
    });
  });

  describe('a shop’s own limits', () => {
    test('refuse an amount over the most for one charge, and no other', async () => {
      const store = await staffed();
      await change(store, { what: 'maxAmountKes', value: 500 as AmountKes });
      const over = { idempotencyKey: 'over', amountKes: 501 as AmountKes };
      expect(await charge(store, over)).toEqual({ kind: 'over-limit', maxAmountKes: 500 });
      expect((await charge(store, { amountKes: 500 as AmountKes })).kind).toBe('created');
      expect(await store.chargeQueries.byNumber(FIRST_MERCHANT, 2)).toBeUndefined();
    });

    test('count the shop’s charges to a phone within ten minutes, not those of others', async () => {
      const store = await staffed();
      await connectShop(store, KEYS, { name: 'Two', account: ACCOUNT }, { userId: 20, name: 'Kamau' });
      await change(store, { what: 'phoneLimit', value: 1 });
      const theirs = { merchantId: 2, userId: 20, chatId: 20 };
      expect((await charge(store, { ...theirs, idempotencyKey: 'theirs' })).kind).toBe('created');
      expect((await charge(store, { idempotencyKey: 'first' })).kind).toBe('created');
      expect(await charge(store, { idempotencyKey: 'second' }, MINUTE)).toMatchObject({
        kind: 'limit-reached',
        limit: { of: 'phone', count: 1, isOwn: true, freeAt: 10 * MINUTE },
      });
      expect((await charge(store, { ...theirs, idempotencyKey: 'again' }, MINUTE)).kind).toBe('created');
      expect((await charge(store, { idempotencyKey: 'later' }, 10 * MINUTE)).kind).toBe('created');
    });

    test('count a person’s charges within an hour', async () => {
      const store = await staffed();
      await change(store, { what: 'memberLimit', value: 1 });
      const by = (userId: number, key: string, local: string) =>
        charge(store, { userId, idempotencyKey: key, msisdn: phone(local) });
      expect((await by(CASHIER, 'a', '0712345671')).kind).toBe('created');
      expect(await by(CASHIER, 'b', '0712345672')).toMatchObject({
        kind: 'limit-reached',
        limit: { of: 'member', isOwn: true },
      });
      expect((await by(MANAGER, 'c', '0712345673')).kind).toBe('created');
    });

    test('leave the operator’s limits in force', async () => {
      const store = await staffed();
      await change(store, { what: 'phoneLimit', value: 5 });
      const velocityLimits = [{ of: 'phone', count: 1, withinMs: 10 * MINUTE }] as const;
      const rule = { at: 0, steadyAt: 0, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits };
      await store.charges.create(aCharge(), rule, await effectsOf(store, 0));
      const again = aCharge({ idempotencyKey: 'again' });
      const outcome = await store.charges.create(again, rule, await effectsOf(store, 0));
      expect(outcome).toMatchObject({ kind: 'limit-reached', limit: { count: 1 } });
      expect(outcome.kind === 'limit-reached' && outcome.limit.isOwn).toBeFalsy();
    });
  });

  describe('where cashiers may not mark as paid', () => {
    /** A charge of the cashier whose push had no answer. */
    async function unknownCharge() {
      const store = await staffed();
      await change(store, { what: 'cashiersMarkPaid', value: false });
      const created = await charge(store, { userId: CASHIER, chatId: CASHIER, userName: 'Juma' });
      if (created.kind !== 'created') throw new Error(created.kind);
      const { id: chargeId } = created.charge;
      const move = { chargeId, at: 0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing' });
      await store.charges.move({ ...move, from: 'pushing', to: 'unknown', notice: 'unknown' });
      const mark = async (userId: number, paid: boolean) =>
        (await store.charges.mark({ chargeId, paid, userId, at: 5 }, await effectsOf(store, 5))).kind;
      return { store, mark };
    }

    test('the store refuses a cashier’s mark as paid, and takes one as not paid', async () => {
      const { mark } = await unknownCharge();
      expect(await mark(CASHIER, true)).toBe('forbidden');
      expect(await mark(CASHIER, false)).toBe('marked');
    });

    test('a manager’s and an owner’s mark is taken', async () => {
      const { mark } = await unknownCharge();
      expect(await mark(MANAGER, true)).toBe('marked');
      expect(await mark(OWNER, false)).toBe('marked');
    });

    test('a notice in the cashier’s private chat says so to the messenger, one elsewhere does not', async () => {
      const { store } = await unknownCharge();
      const due = await store.outbox.due(0, 10, []);
      expect(due.map(({ row, mayMarkPaid }) => [row.chatId, mayMarkPaid])).toEqual([[CASHIER, false]]);
      await change(store, { what: 'cashiersMarkPaid', value: true });
      expect((await store.outbox.due(0, 10, []))[0]?.mayMarkPaid).toBe(true);
    });
  });

  test('announcements carry the shop’s quiet hours, and in groups its language', async () => {
    const store = await staffed();
    await linkGroup(store, -500, OWNER);
    for (const chatId of [-500, OWNER])
      await store.merchants.announce(
        FIRST_MERCHANT,
        { chatId, threadId: null, language: 'en' },
        OWNER,
        0,
        await effectsOf(store, 0),
      );
    await change(store, { what: 'quietHours', value: NIGHT });
    await change(store, { what: 'language', value: 'sw' });
    await charge(store, { userId: CASHIER, chatId: CASHIER });
    const move = { chargeId: 1, at: 0, actor: 'gateway', detail: {} } as const;
    await store.charges.move({ ...move, from: 'created', to: 'pushing' });
    await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
    const set = { receipt: 'UKO4H7XK2P', paidAt: 0 };
    await store.charges.move({ ...move, from: 'pending', to: 'paid', set, notice: 'paid' });
    const announced = (await store.outbox.due(0, 10, [])).filter(({ row }) => row.kind === 'announcement');
    expect(
      announced.map(({ row, quietHours }) => [
        row.chatId,
        (row.payload as { language: string }).language,
        quietHours,
      ]),
    ).toEqual(
      expect.arrayContaining([
        [-500, 'sw', NIGHT],
        [OWNER, 'en', NIGHT],
      ]),
    );
  });
});
