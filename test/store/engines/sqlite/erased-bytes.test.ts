import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { keyring, newSecretKey } from '../../../../src/security/keyring.ts';
import type { Store } from '../../../../src/store/port/store.ts';
import { aCharge, phone, effectsOf, tempFolder, tempStore } from '../../../support/store.ts';

const T0 = 1_000_000;
const DAY = 86_400_000;
const CUSTOMER = phone('0712345678');
const [OLD_KEY, NEW_KEY] = [newSecretKey(), newSecretKey()];
const KEYS = keyring([OLD_KEY]);
const { hash } = KEYS;

/** Makes a charge that has ended. */
async function finished(store: Store, idempotencyKey: string, at = T0, msisdn = CUSTOMER): Promise<void> {
  const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  const outcome = await store.charges.create(
    aCharge({ idempotencyKey, msisdn }),
    rule,
    await effectsOf(store, at),
  );
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  const { id: chargeId } = outcome.charge;
  await store.charges.move({ chargeId, from: 'created', to: 'canceled', at, actor: 'tillbot', detail: {} });
}
const erase = async (store: Store, userId = 7) => {
  const effects = await effectsOf(store, T0);
  return await store.phones.erase(1, CUSTOMER, hash, userId, T0, () => effects);
};
const bytes = (path: string, suffix = ''): string => readFileSync(path + suffix).toString('latin1');

test('erasing a number does not wait for a reader: the database’s log is emptied when the reader is done', async () => {
  const path = join(tempFolder(), 'till.db');
  const store = tempStore(path);
  await finished(store, 'a');
  const reader = new Database(path, { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM charges').get();
  expect(await erase(store)).toEqual({ erased: 1, open: 0 });
  // The reader's snapshot still has the number.
  expect(bytes(path, '-wal')).toContain(CUSTOMER);
  reader.close();
  await store.phones.forgetLog();
  expect(bytes(path) + bytes(path, '-wal')).not.toContain(CUSTOMER);
});

test('erasing by age leaves no number of a charge or a blocked phone in the file or its log', async () => {
  const path = join(tempFolder(), 'till.db');
  const store = tempStore(path, KEYS);
  for (let n = 0; n < 250; n += 1) await finished(store, `old ${n}`, T0);
  await finished(store, 'young', T0 + DAY, phone('0722000000'));
  await store.phones.block(1, CUSTOMER, true, 7, T0, await effectsOf(store, T0));
  const counts = [];
  for (let n = 0; n < 3; n += 1) counts.push(await store.phones.eraseBefore(T0 + 1, T0 + DAY, hash));
  expect(counts).toEqual([200, 50, 0]);
  await store.phones.forgetLog();
  expect(bytes(path) + bytes(path, '-wal')).not.toContain(CUSTOMER);
});

test('a number that was blocked again while its old key was missing is erased completely', async () => {
  const path = join(tempFolder(), 'till.db');
  const [before, meanwhile] = [tempStore(path, KEYS), keyring([NEW_KEY])];
  await before.phones.block(1, CUSTOMER, true, 7, T0, await effectsOf(before, T0));
  await erase(before);
  before.close();
  const without = tempStore(path, meanwhile);
  await without.phones.block(1, CUSTOMER, true, 7, T0, await effectsOf(without, T0));
  without.close();
  const store = tempStore(path, keyring([OLD_KEY, NEW_KEY]));
  expect(await erase(store)).toEqual({ erased: 0, open: 0 });
  expect(bytes(path) + bytes(path, '-wal')).not.toContain(CUSTOMER);
});

test('blocked numbers are erased by age, however many there are, even if no charge is left to erase', async () => {
  const path = join(tempFolder(), 'till.db');
  const store = tempStore(path, KEYS);
  for (let n = 0; n < 201; n += 1)
    await store.phones.block(
      1,
      phone(`07120${String(n).padStart(5, '0')}`),
      true,
      7,
      T0,
      await effectsOf(store, T0),
    );
  const counts = [];
  for (let n = 0; n < 3; n += 1) counts.push(await store.phones.eraseBefore(T0 + 1, T0 + DAY, hash));
  expect(counts).toEqual([200, 1, 0]);
  await store.phones.forgetLog();
  expect(bytes(path) + bytes(path, '-wal')).not.toContain('25471200');
});

test('erasing leaves nothing of a customer’s name in the file or its log: by an owner, by age, and when a name is replaced', async () => {
  const path = join(tempFolder(), 'till.db');
  const store = tempStore(path, KEYS);
  const name = async (local: string, value: string): Promise<void> => {
    const customer = { merchantId: 1, msisdn: phone(local) };
    await store.customers.name(customer, value, 7, T0, await effectsOf(store, T0));
  };
  await finished(store, 'a');
  await name('0712345678', 'Erasedname Ownerly');
  await name('0722000000', 'Erasedname Oldest');
  await name('0733000000', 'Erasedname Replaced');
  await name('0733000000', 'Kept');
  expect(bytes(path) + bytes(path, '-wal')).toContain('erasedname');
  await erase(store);
  await store.phones.eraseBefore(T0, T0 + DAY, hash);
  expect((await store.customers.find(1, phone('0733000000')))?.name).toBe('Kept');
  await store.phones.eraseBefore(T0 + 1, T0 + DAY, hash);
  await store.phones.forgetLog();
  expect(bytes(path) + bytes(path, '-wal')).not.toMatch(/erasedname|ownerly|oldest|replaced|kept/i);
});
