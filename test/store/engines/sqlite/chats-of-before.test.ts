import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Store } from '../../../../src/store/port/store.ts';
import { linkGroup, effectsOf, tempFolder, tempStore } from '../../../support/store.ts';

/** What the step that brought who set up what does to rows of before. */
const MIGRATIONS = fileURLToPath(new URL('../../../../migrations', import.meta.url));
const TRAIL_STEP = readdirSync(MIGRATIONS)
  .filter((name) => name.endsWith('_people.sql'))
  .flatMap((name) => readFileSync(join(MIGRATIONS, name), 'utf8').split('--> statement-breakpoint'))
  .filter((statement) => /^\s*(?:--.*\n)?UPDATE/.test(statement));
/** What the tests look at of what people hear of. */
interface News {
  readonly kind: string;
  readonly ref?: string;
}
const T0 = 1_000_000;
const YEAR = 365 * 86_400_000;
const [ASHA, JUMA, OTIENO] = [7, 8, 9];
const GROUP = -5;

/** A shop with two owners who may be removed, Juma and Otieno, and Asha of the settings. */
async function shopWithOwners(store: Store): Promise<void> {
  await store.members.configureOwners([ASHA], 0);
  for (const userId of [JUMA, OTIENO]) await letIn(store, userId, 'owner');
}
async function letIn(store: Store, userId: number, role: 'owner' | 'cashier'): Promise<void> {
  const codeHash = `code of ${userId}`;
  const invite = { codeHash, merchantId: 1, role, expiresAt: T0 + YEAR };
  await store.members.invite(invite, { userId: ASHA }, T0, await effectsOf(store, T0));
  const effects = await effectsOf(store, T0);
  await store.members.redeem(codeHash, { userId, name: `P${userId}` }, T0, () => effects);
}
async function announce(store: Store, chatId: number, userId: number, threadId: number | null = null) {
  const place = { chatId, threadId, language: 'sw' } as const;
  await store.merchants.announce(1, place, userId, T0, await effectsOf(store, T0));
}
async function remove(store: Store, userId: number, by = ASHA): Promise<void> {
  const effects = await effectsOf(store, T0);
  await store.members.remove(1, userId, by, T0, () => effects);
}
/** What people hear of, by whom. */
async function newsIn(store: Store): Promise<readonly (readonly [number, News])[]> {
  const rows = await allDue(store);
  return rows.flatMap(({ row }) => {
    const payload = row.payload as { readonly news?: News } | null;
    return payload?.news === undefined ? [] : [[row.chatId, payload.news] as const];
  });
}
/** Everything that waits, not only the first of each chat. */
async function allDue(store: Store) {
  const all = [];
  for (;;) {
    const due = await store.outbox.due(T0, 100, []);
    if (due.length === 0) return all;
    for (const message of due) {
      all.push(message);
      await store.outbox.delivered(message.row, undefined, T0);
    }
  }
}
test('what nobody knows who set up ends with any owner, and is asked about', async () => {
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

test('whoever linked a group and left the shop before that was looked at has the link end at the next look', async () => {
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

test('who linked and who announced before that was kept is found in the audit trail by the upgrade', async () => {
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
  for (const statement of TRAIL_STEP) sqlite.exec(statement);
  expect(sqlite.prepare('SELECT linked_by, linker_is_admin, check_due_at FROM chats').raw().all()).toEqual([
    [JUMA, 1, 0],
  ]);
  expect(sqlite.prepare('SELECT chat_id, set_by FROM announcements ORDER BY 1').raw().all()).toEqual([
    [GROUP, ASHA],
    [JUMA, JUMA],
  ]);
  sqlite.close();
});
