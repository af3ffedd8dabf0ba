import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp, restore } from '../../src/store/engines/sqlite/backup.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/port/store.ts';
import { aCharge, effectsOf, tempFolder, tempStore, hire } from '../support/store.ts';
import { reported, paymentsRig } from '../support/payments.ts';
import { manualClock } from '../support/manual-clock.ts';

/** Returns a store that was restored from a copy. `make` fills it before the copy is made. */
async function restoredStore(make: (store: Store, at: number) => Promise<void>): Promise<Store> {
  const folder = tempFolder();
  const [path, copy] = [join(folder, 'till.db'), join(folder, 'copy.db')];
  const store = openStore(path);
  await hire(store);
  await make(store, manualClock().now());
  backUp(path, copy);
  store.close();
  restore(copy, path);
  return tempStore(path);
}

async function created(store: Store, at: number): Promise<void> {
  const rule = {
    at,
    steadyAt: at,
    windowMs: 0,
    accepted: [],
    hasOwnReasons: false,
    velocityLimits: [],
  } as const;
  await store.charges.create(aCharge({ requestedAt: at }), rule, await effectsOf(store, at));
}

test('a charge that was created when the copy was made becomes unknown and is not pushed: it may have been pushed since', async () => {
  const store = await restoredStore(created);
  const { clock, gateway, messenger, now } = await paymentsRig({ store });
  await clock.advance(5_000);
  expect(gateway.pushes).toEqual([]);
  expect((await now(1)).state).toBe('unknown');
  expect(messenger.said).toContain('unknown #1');
  expect((await store.chargeQueries.events(1)).at(-1)).toMatchObject({
    to: 'unknown',
    detail: { why: 'restored' },
  });
  // Nor is it canceled when it has waited too long.
  await clock.advance(10 * 60_000);
  expect(messenger.said.filter((line) => line.startsWith('canceled'))).toEqual([]);
});

test('a payment of a charge that was pending when the copy was made is announced during the hold', async () => {
  const store = await restoredStore(async (store, at) => {
    await created(store, at);
    const move = { chargeId: 1, at, actor: 'tillbot', detail: {} } as const;
    await store.charges.move({ ...move, from: 'created', to: 'pushing' });
    const watch = {
      pushedAt: at,
      pushedSteadyAt: at,
      confirmBy: at + 180_000,
      watchUntil: at + 3_600_000,
      watchDueAt: at,
    };
    await store.charges.move({
      ...move,
      from: 'pushing',
      to: 'pending',
      set: { transactionId: 'T1', ...watch },
    });
  });
  const rig = await paymentsRig({ store });
  rig.gateway.onQuery = () => reported({});
  await rig.clock.advance(10_000);
  expect(rig.messenger.said).toContain('paid #1');
  expect(rig.gateway.pushes).toEqual([]);
});

test('a request is refused until a person ends the hold; the next one is pushed', async () => {
  const store = await restoredStore(async () => undefined);
  const { clock, gateway, payments, charge, log } = await paymentsRig({ store });
  await expect(charge()).rejects.toThrow(/"kind":"held"/);
  const since = (await store.restoreHold.since())!;
  const line = 'going on from the copy: pushes are sent again';
  expect(await payments.resume(since + 1, await effectsOf(store, clock.now()))).toBe(false);
  expect(log.lines.map(({ message }) => message)).not.toContain(line);
  expect(await payments.resume(since, await effectsOf(store, clock.now()))).toBe(true);
  expect(log.lines.map(({ message }) => message)).toContain(line);
  await charge();
  expect(gateway.pushes).toHaveLength(1);
});

test('a card that shows a state from after the copy is corrected', async () => {
  const folder = tempFolder();
  const [path, copy] = [join(folder, 'till.db'), join(folder, 'copy.db')];
  const clock = manualClock();
  const store = tempStore(path);
  const rig = await paymentsRig({ store: { ...store, close: () => undefined }, clock });
  rig.gateway.onPush = async () => {
    // The card is sent meanwhile.
    await clock.sleep(3_000);
    return { kind: 'unknown', why: 'timed-out', evidence: { httpStatus: undefined, raw: '' } };
  };
  await rig.charge();
  await clock.advance(5_000);
  backUp(path, copy);
  await rig.payments.mark(1, true, 7, await effectsOf(store, clock.now()));
  await clock.advance(5_000);
  expect(rig.messenger.cards.get(1)).toBe('marked_paid');
  const stopped = rig.payments.stop(0);
  await clock.advance(1);
  await stopped;
  store.close();

  restore(copy, path);
  const { messenger } = await paymentsRig({ store: tempStore(path), clock, messenger: rig.messenger });
  await clock.advance(5_000);
  expect(messenger.cards.get(1)).toBe('unknown');
});
