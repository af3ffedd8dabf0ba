import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import type { ConfirmationReason } from '../../src/domain/draft.ts';
import { createCharge, type Confirmation } from '../../src/payments/create-charge.ts';
import { aCharge, phone, effectsOf, tempStore } from '../support/store.ts';
import { NO_RULES } from '../support/payments.ts';

const NOW = Date.parse('2026-11-23T09:00:00Z');
const MINUTE = 60_000;

function rig() {
  const store = tempStore();
  let requests = 0;
  /** Moves a charge to paid. */
  const pays = async (chargeId: number, at = NOW) => {
    const move = { chargeId, at, actor: 'tillbot', detail: {} } as const;
    await store.charges.move({ ...move, from: 'created', to: 'pushing' });
    await store.charges.move({
      ...move,
      from: 'pushing',
      to: 'pending',
      set: { transactionId: `T${chargeId}` },
    });
    const set = { receipt: `UKO000000${chargeId}`, paidAt: at };
    await store.charges.move({ ...move, from: 'pending', to: 'paid', set });
  };
  const asks = async (
    over: Parameters<typeof aCharge>[0] = {},
    accepted: readonly ConfirmationReason[] = [],
    at = NOW,
    raised: readonly Confirmation[] = [],
  ) => {
    const asked = aCharge({ idempotencyKey: `message:1:${++requests}`, requestedAt: at, ...over });
    const options = { accepted, raised, effects: await effectsOf(store, at) };
    const result = await createCharge(store, NO_RULES, asked, options, { at, steadyAt: at });
    return result.kind === 'needs-confirmation' ? result.questions.map(({ reason }) => reason) : result.kind;
  };
  return { store, asks, pays };
}

describe('a request to charge', () => {
  test('that is exactly two minutes old is accepted, and one that is older needs a confirmation', async () => {
    const { asks } = rig();
    expect(await asks({ requestedAt: NOW - 2 * MINUTE })).toBe('created');
    expect(await asks({ requestedAt: NOW - 2 * MINUTE - 1, msisdn: phone('0722000000') })).toEqual(['stale']);
  });

  test('for a number of another network is accepted after a confirmation', async () => {
    const { asks, store } = rig();
    expect(await asks({ msisdn: phone('0733123456') })).toEqual(['off-network']);
    expect(await store.chargeQueries.byId(1)).toBeUndefined();
    expect(await asks({ msisdn: phone('0733123456') }, ['off-network'])).toBe('created');
  });

  test('with an ambiguous amount is accepted after a confirmation, which also names the other reasons', async () => {
    const { asks, store } = rig();
    const raised = [{ reason: 'unusual-amount', written: '2k' }] as const;
    expect(await asks({}, [], NOW, raised)).toEqual(['unusual-amount']);
    expect(await asks({ msisdn: phone('0733123456') }, [], NOW, raised)).toEqual([
      'unusual-amount',
      'off-network',
    ]);
    expect(await store.chargeQueries.byId(1)).toBeUndefined();
    expect(await asks({}, ['unusual-amount'], NOW, raised)).toBe('created');
  });

  test('with several reasons for a confirmation names all of them at once', async () => {
    const { asks, pays, store } = rig();
    await asks({ msisdn: phone('0733123456') }, ['off-network']);
    await pays(1);
    expect(await asks({ msisdn: phone('0733123456'), requestedAt: NOW - 5 * MINUTE })).toEqual([
      'stale',
      'off-network',
      'repeat',
    ]);
    expect(await store.chargeQueries.byId(2)).toBeUndefined();
  });

  test('that repeats a paid charge needs a confirmation for two minutes', async () => {
    const { asks, pays } = rig();
    expect(await asks()).toBe('created');
    await pays(1);
    expect(await asks({ amountKes: 700 as AmountKes, chatId: 5 }, [], NOW + MINUTE)).toBe('created');
    await pays(2);
    expect(await asks({}, [], NOW + 2 * MINUTE - 1)).toEqual(['repeat']);
    expect(await asks({}, ['repeat'], NOW + 2 * MINUTE - 1)).toBe('created');
  });

  test('to a phone that may still show a prompt is refused for two minutes, whatever was confirmed', async () => {
    const { asks } = rig();
    expect(await asks()).toBe('created');
    for (const over of [{}, { amountKes: 700 as AmountKes }, { chatId: 5 }])
      expect(await asks(over, ['repeat', 'off-network', 'stale'], NOW + 2 * MINUTE - 1)).toBe('prompt-open');
    expect(await asks({}, [], NOW + 2 * MINUTE)).toBe('created');
  });

  test('that is repeated with its key needs no confirmation and finds its first charge', async () => {
    const { asks } = rig();
    expect(await asks({ idempotencyKey: 'same' })).toBe('created');
    expect(await asks({ idempotencyKey: 'same' }, [], NOW + MINUTE)).toBe('already');
  });
});
