import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { tempStore } from '../support/store.ts';
import { pending, reported, tillRig } from '../support/till.ts';

type When = 'before it took effect' | 'after it took effect';

/** A store whose `n`th call fails, once. */
function failing(
  store: Store,
  n: number,
  when: When,
): { readonly store: Store; readonly calls: () => number } {
  let calls = 0;
  const wrap = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          calls += 1;
          const fails = calls === n;
          if (fails && when === 'before it took effect') throw new Error('SQLITE_FULL');
          const result: unknown = await (member as (...given: unknown[]) => unknown).apply(target, args);
          if (fails) throw new Error('SQLITE_IOERR');
          return result;
        };
      },
    });
  return {
    calls: () => calls,
    store: { ...store, charges: wrap(store.charges), outbox: wrap(store.outbox), inbox: wrap(store.inbox) },
  };
}

/** A charge from the command to the paid notice, with one fault. Returns how many calls the store got. */
async function lifeWithFault(n: number, when: When) {
  const real = tempStore();
  const { store, calls } = failing(real, n, when);
  const rig = await tillRig({ store });
  rig.gateway.onQuery = (_id, count) => (count < 3 ? pending : reported({}));
  // Whoever hands commands to the till does so again when it fails: the same command, by its key.
  const command = { requestKey: 'message:1:1' };
  await rig.charge(command).catch(() => rig.charge(command));
  await rig.clock.advance(10 * 60_000);
  const charge = await real.ledger.byId(1);
  const said = rig.messenger.said.filter((line) => !line.startsWith('card'));
  return { calls: calls(), pushes: rig.gateway.pushes.length, state: charge?.state, said };
}

describe.each(['before it took effect', 'after it took effect'] as const)(
  'a statement that fails %s',
  (when) => {
    test('at any moment of a charge’s life leaves every promise kept', async () => {
      const outcomes: Awaited<ReturnType<typeof lifeWithFault>>[] = [];
      let calls = Number.POSITIVE_INFINITY;
      for (let n = 1; n <= calls && n <= 120; n += 1) {
        const outcome = await lifeWithFault(n, when);
        calls = Math.min(calls, outcome.calls);
        outcomes.push(outcome);
      }
      expect(outcomes.length).toBeGreaterThan(30);
      for (const { pushes, state, said } of outcomes) {
        expect(pushes).toBeLessThanOrEqual(1);
        // A fault in the commit of the push itself leaves it unknown; every other one is got over.
        expect(['paid', 'unknown']).toContain(state);
        expect(said[0]).toBe(state === 'paid' ? 'paid #1' : 'unknown #1');
        expect(new Set(said).size).toBe(1);
      }
      expect(outcomes.filter(({ state }) => state === 'unknown').length).toBeLessThanOrEqual(2);
    }, 120_000);
  },
);
