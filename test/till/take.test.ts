import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../src/charge/amount.ts';
import type { Doubt } from '../../src/store/schema.ts';
import { takeCharge } from '../../src/till/take.ts';
import { aCharge, phone, reactionTo, tempStore } from '../support/store.ts';

const NOW = Date.parse('2026-11-23T09:00:00Z');
const MINUTE = 60_000;

function counter() {
  const store = tempStore();
  let requests = 0;
  const asks = async (
    over: Parameters<typeof aCharge>[0] = {},
    accepted: readonly Doubt[] = [],
    at = NOW,
  ) => {
    const asked = aCharge({ requestKey: `message:1:${++requests}`, requestedAt: at, ...over });
    const result = await takeCharge(store, asked, accepted, await reactionTo(store, at));
    return result.kind === 'ask' ? result.questions.map(({ doubt }) => doubt) : result.kind;
  };
  return { store, asks };
}

describe('a wish to charge', () => {
  test('that is just two minutes old is taken, and a moment later it is asked about', async () => {
    const { asks } = counter();
    expect(await asks({ requestedAt: NOW - 2 * MINUTE })).toBe('taken');
    expect(await asks({ requestedAt: NOW - 2 * MINUTE - 1, msisdn: phone('0722000000') })).toEqual(['stale']);
  });

  test('on a number of another network is asked about once, and then taken', async () => {
    const { asks, store } = counter();
    expect(await asks({ msisdn: phone('0733123456') })).toEqual(['off-network']);
    expect(await store.ledger.byId(1)).toBeUndefined();
    expect(await asks({ msisdn: phone('0733123456') }, ['off-network'])).toBe('taken');
  });

  test('that is doubtful in every way is asked about in every way, at one time', async () => {
    const { asks, store } = counter();
    await asks({ msisdn: phone('0733123456') }, ['off-network']);
    expect(await asks({ msisdn: phone('0733123456'), requestedAt: NOW - 5 * MINUTE })).toEqual([
      'stale',
      'off-network',
      'repeat',
    ]);
    expect(await store.ledger.byId(2)).toBeUndefined();
  });

  test('that repeats another is asked about for two minutes', async () => {
    const { asks } = counter();
    expect(await asks()).toBe('taken');
    expect(await asks({}, [], NOW + 2 * MINUTE - 1)).toEqual(['repeat']);
    expect(await asks({}, ['repeat'], NOW + 2 * MINUTE - 1)).toBe('taken');
    const other = { amountKes: 700 as AmountKes };
    expect(await asks(other, [], NOW + 3 * MINUTE)).toEqual(['prompt-open']);
    expect(await asks(other, [], NOW + 4 * MINUTE - 1)).toBe('taken');
  });

  test('that comes again is not asked about: its first charge is found', async () => {
    const { asks } = counter();
    expect(await asks({ requestKey: 'same' })).toBe('taken');
    expect(await asks({ requestKey: 'same' }, [], NOW + MINUTE)).toBe('already');
  });
});
