import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { asErased } from '../../src/charge/msisdn.ts';
import { keyring, newSecretKey } from '../../src/seal.ts';
import type { Store } from '../../src/store/store.ts';
import { aCharge, phone, reactionTo, tempFolder, tempStore } from '../support/store.ts';

const T0 = 1_000_000;
const DAY = 86_400_000;
const CUSTOMER = phone('0712345678');
const { hash } = keyring([newSecretKey()]);

/** A charge that nothing more can come of. */
async function finished(store: Store, requestKey: string, at = T0, msisdn = CUSTOMER): Promise<void> {
  const rule = { at, steadyAt: at, windowMs: 0, accepted: [], held: false, caps: [], erasedAs: [] };
  const taken = await store.charges.take(aCharge({ requestKey, msisdn }), rule, await reactionTo(store, at));
  if (taken.kind !== 'taken') throw new Error(taken.kind);
  const { id: chargeId } = taken.charge;
  await store.charges.move({ chargeId, from: 'created', to: 'canceled', at, actor: 'tillbot', detail: {} });
}
const erase = async (store: Store, userId = 7) => {
  const reaction = await reactionTo(store, T0);
  return await store.phones.erase(1, CUSTOMER, hash, userId, T0, () => reaction);
};
const bytes = (path: string, suffix = ''): string => readFileSync(path + suffix).toString('latin1');

describe('erasing a number', () => {
  test('waits for nobody who reads: the database’s log is emptied once they are done', async () => {
    const path = join(tempFolder(), 'till.db');
    const store = tempStore(path);
    await finished(store, 'a');
    const reader = new Database(path, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM charges').get();
    expect(await erase(store)).toEqual({ erased: 1, open: 0 });
    // What the reader still sees is there.
    expect(bytes(path, '-wal')).toContain(CUSTOMER);
    reader.close();
    await store.phones.forgetLog();
    expect(bytes(path) + bytes(path, '-wal')).not.toContain(CUSTOMER);
  });

  test('is for an owner alone, and is done once', async () => {
    const store = tempStore();
    await finished(store, 'a');
    expect(await erase(store, 666)).toBeUndefined();
    expect(await erase(store)).toEqual({ erased: 1, open: 0 });
    expect(await erase(store)).toEqual({ erased: 0, open: 0 });
    expect((await store.merchants.history(1, 10)).filter(({ what }) => what === 'erased')).toHaveLength(2);
  });
});

describe('erasing by age', () => {
  test('takes what is older, a batch at a time, numbers that are blocked included, and nothing younger', async () => {
    const path = join(tempFolder(), 'till.db');
    const store = tempStore(path);
    for (let n = 0; n < 250; n += 1) await finished(store, `old ${n}`, T0);
    await finished(store, 'young', T0 + DAY, phone('0722000000'));
    await store.phones.block(1, [CUSTOMER], true, 7, T0, await reactionTo(store, T0));
    const counts = [];
    for (let n = 0; n < 3; n += 1) counts.push(await store.phones.eraseBefore(T0 + 1, T0 + DAY, hash));
    expect(counts).toEqual([200, 50, 0]);
    await store.phones.forgetLog();
    expect(bytes(path) + bytes(path, '-wal')).not.toContain(CUSTOMER);
    expect((await store.ledger.byId(251))?.msisdn).toBe(phone('0722000000'));
    // Who asked not to be charged is not: by the hash.
    const rule = { at: T0 + DAY, steadyAt: T0 + DAY, windowMs: 0, accepted: [], held: false, caps: [] };
    const erasedAs = [asErased(hash(CUSTOMER))];
    expect(
      await store.charges.take(
        aCharge({ requestKey: 'b' }),
        { ...rule, erasedAs },
        await reactionTo(store, T0 + DAY),
      ),
    ).toEqual({ kind: 'refused', why: 'blocked' });
  });

  test('leaves what is open, and an unknown one for a day', async () => {
    const store = tempStore();
    const rule = { at: T0, steadyAt: T0, windowMs: 0, accepted: [], held: false, caps: [], erasedAs: [] };
    await store.charges.take(aCharge(), rule, await reactionTo(store, T0));
    const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
    expect(await store.phones.eraseBefore(T0 + 1, T0 + 2 * DAY, hash)).toBe(0);
    await store.charges.move({ ...move, from: 'created', to: 'pushing' });
    await store.charges.move({ ...move, from: 'pushing', to: 'unknown' });
    expect(await store.phones.eraseBefore(T0 + 1, T0 + DAY, hash)).toBe(0);
    expect(await store.phones.eraseBefore(T0 + 1, T0 + DAY + 1, hash)).toBe(1);
  });
});
