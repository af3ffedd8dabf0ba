import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { linkGroup, tempFolder, tempStore } from '../../../support/store.ts';
import {
  ASHA,
  GROUP,
  JUMA,
  T0,
  announce,
  letIn,
  newsIn,
  remove,
  shopWithOwners,
} from '../../contract/shop-groups.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../../migrations', import.meta.url));
/** The statements of the step `_people` that fill in who linked a group and who set up an announcement. */
const FILL_IN = readdirSync(MIGRATIONS)
  .filter((name) => name.endsWith('_people.sql'))
  .flatMap((name) => readFileSync(join(MIGRATIONS, name), 'utf8').split('--> statement-breakpoint'))
  .filter((statement) => /^\s*(?:--.*\n)?UPDATE/.test(statement));

test('a link that nobody is known to have made ends when any owner leaves, and the owners are asked about it', async () => {
  const path = join(tempFolder(), 'till.db');
  const store = tempStore(path);
  await shopWithOwners(store);
  await letIn(store, 30, 'cashier');
  await linkGroup(store, GROUP, ASHA);
  await announce(store, GROUP, ASHA);
  const sqlite = new Database(path);
  sqlite.exec('UPDATE chats SET linked_by = NULL; UPDATE announcements SET set_by = NULL');
  sqlite.close();
  await remove(store, 30);
  expect(await store.merchants.ofChat(GROUP)).toBe(1);
  await remove(store, JUMA);
  expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
  expect((await newsIn(store))[0]).toMatchObject([ASHA, { kind: 'chat-ended', person: null }]);
});

test('a link ends at the next check if its maker left the shop before links ended with their makers', async () => {
  const path = join(tempFolder(), 'till.db');
  const store = tempStore(path);
  await shopWithOwners(store);
  await linkGroup(store, GROUP, JUMA);
  await linkGroup(store, -6, ASHA);
  await announce(store, -6, JUMA);
  const sqlite = new Database(path);
  sqlite.exec(`DELETE FROM members WHERE user_id = ${JUMA}`);
  sqlite.close();
  for (const chat of await store.merchants.linkedChats(1))
    await store.merchants.checked(chat, { isAdmin: true, title: undefined }, T0, T0);
  expect((await store.merchants.linkedChats(1)).map(({ chatId }) => chatId)).toEqual([-6]);
  expect(await store.merchants.announcedChats(1)).toEqual([]);
  expect(await store.merchants.openQuestions(1)).toHaveLength(2);
});

test('the upgrade finds in the audit log who linked a group and who set up an announcement', async () => {
  const path = join(tempFolder(), 'till.db');
  const store = tempStore(path);
  await store.members.configureOwners([ASHA, JUMA], 0);
  await linkGroup(store, GROUP, JUMA);
  await announce(store, GROUP, ASHA);
  await announce(store, JUMA, JUMA);
  const sqlite = new Database(path);
  sqlite.exec(
    'UPDATE chats SET linked_by = NULL, linker_is_admin = 0; UPDATE announcements SET set_by = NULL',
  );
  for (const statement of FILL_IN) sqlite.exec(statement);
  expect(sqlite.prepare('SELECT linked_by, linker_is_admin, check_due_at FROM chats').raw().all()).toEqual([
    [JUMA, 1, 0],
  ]);
  expect(sqlite.prepare('SELECT chat_id, set_by FROM announcements ORDER BY 1').raw().all()).toEqual([
    [GROUP, ASHA],
    [JUMA, JUMA],
  ]);
  sqlite.close();
});
