import { describe, expect, test } from 'vitest';
import { hostPace, paced, type HostPace } from '../../src/gateway/host-pace.ts';
import { virtualClock } from '../simulation/virtual-clock.ts';
import { scriptedGateway } from '../support/payments.ts';

const A_SECOND = 10;
const BURST = 20;

function rig() {
  const clock = virtualClock();
  const pace = hostPace(clock, A_SECOND);
  const turns: { readonly who: string; readonly at: number }[] = [];
  const accounts = new Map<string, object>();
  return {
    clock,
    pace,
    turns,
    /** An account asks for turns. */
    ask(who: string, times = 1): void {
      const account = accounts.get(who) ?? {};
      accounts.set(who, account);
      for (let n = 0; n < times; n += 1)
        void pace.turn(account).then(() => turns.push({ who, at: clock.elapsed() }));
    },
    /** Who had turns in the first so many milliseconds. */
    until: (ms: number) => turns.filter(({ at }) => at <= ms).map(({ who }) => who),
  };
}

describe('a turn', () => {
  test('comes at once while few ask', async () => {
    const { ask, clock, turns } = rig();
    for (let n = 0; n < 30; n += 1) {
      ask('A');
      await clock.advance(1_000 / A_SECOND);
    }
    expect(turns.map(({ at }, n) => at - n * 100)).toEqual(Array.from({ length: 30 }, () => 0));
  });

  test('comes as often as the rate allows when many ask, after a burst', async () => {
    const { ask, clock, turns } = rig();
    ask('A', 100);
    await clock.advance(5_000);
    expect(turns.filter(({ at }) => at === 0).length).toBeLessThanOrEqual(BURST + 1);
    expect(turns.length).toBeLessThanOrEqual(BURST + 1 + 5 * A_SECOND);
    expect(turns.length).toBeGreaterThanOrEqual(BURST + 5 * A_SECOND - 1);
    await clock.advance(10_000);
    expect(turns).toHaveLength(100);
  });

  test('of an account does not wait for all turns of another one that came before', async () => {
    const { ask, clock, until } = rig();
    ask('busy', 1_000);
    await clock.advance(1_000);
    const before = until(1_000).length;
    ask('other', 2);
    await clock.advance(500);
    expect(until(1_500).slice(before)).toEqual(['busy', 'other', 'busy', 'other', 'busy']);
  });

  test('is saved up for no longer than a burst', async () => {
    const { ask, clock, turns } = rig();
    await clock.advance(3_600_000);
    ask('A', 100);
    await clock.advance(0);
    expect(turns.length).toBeLessThanOrEqual(BURST + 1);
  });
});

test('a query waits for its turn, and a push does not', async () => {
  const gateway = scriptedGateway();
  const held: (() => void)[] = [];
  const pace: HostPace = { turn: () => new Promise((resolve) => held.push(resolve)) };
  const slow = paced(gateway, pace);
  const push = { msisdn: '254712345678', amountKes: 500 } as Parameters<typeof slow.push>[0];
  await slow.push(push);
  const query = slow.query({ transactionId: 'T1' } as Parameters<typeof slow.query>[0]);
  expect([gateway.pushes.length, gateway.queries.length]).toEqual([1, 0]);
  held[0]?.();
  await query;
  expect(gateway.queries).toEqual(['T1']);
});
