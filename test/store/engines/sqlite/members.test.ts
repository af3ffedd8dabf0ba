import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { backUp, restore } from '../../../../src/store/engines/sqlite/backup.ts';
import { openStore } from '../../../../src/store/store.ts';
import { effectsOf, tempFolder, tempStore } from '../../../support/store.ts';

const T0 = 1_000_000;
const DAY = 86_400_000;
const ASHA = 7;

test('a one-time code in a restored copy is expired: it may have been used since', async () => {
  const folder = tempFolder();
  const [path, copy] = [join(folder, 'till.db'), join(folder, 'copy.db')];
  const store = openStore(path);
  await store.members.configureOwners([ASHA], T0);
  const invite = { codeHash: 'code', merchantId: 1, role: 'cashier', expiresAt: T0 + DAY } as const;
  await store.members.invite(invite, { userId: ASHA }, T0, await effectsOf(store, T0));
  backUp(path, copy);
  store.close();
  restore(copy, path);
  const restored = tempStore(path);
  const at = Date.now() + 60_000;
  const effects = await effectsOf(restored, at);
  const opened = await restored.members.redeemInvite('code', { userId: 20, name: 'P20' }, at, () => effects);
  expect(opened.kind).toBe('expired');
});

test('a start that changes neither the owners nor the shop’s name writes nothing: the disk may be full', async () => {
  const path = join(tempFolder(), 'till.db');
  const store = tempStore(path);
  const configure = async () => {
    await store.merchants.configureName(1, 'Mama Duka');
    await store.members.configureOwners([ASHA], T0);
  };
  await configure();
  const observer = new Database(path, { readonly: true });
  // Changes with every commit of another connection that writes. (SQLite does not write a row that stays the same.)
  const version = (): unknown => observer.pragma('data_version', { simple: true });
  const before = version();
  await configure();
  expect(version()).toBe(before);
  observer.close();
  await store.merchants.configureName(1, 'Mama Duka Two');
  expect((await store.merchants.find(1))?.name).toBe('Mama Duka Two');
});
