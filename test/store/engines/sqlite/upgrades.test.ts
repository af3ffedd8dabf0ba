import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { CHARGE_STATES } from '../../../../src/domain/charge-states.ts';
import { OperatorError } from '../../../../src/runtime/operator-error.ts';
import { openDatabase } from '../../../../src/store/engines/sqlite/database.ts';
import { openStore } from '../../../../src/store/store.ts';
import { aCharge, phone, effectsOf, tempFolder } from '../../../support/store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../../migrations', import.meta.url));
const ROWS = fileURLToPath(new URL('upgrades', import.meta.url));

interface Step {
  readonly idx: number;
  readonly when: number;
  readonly tag: string;
}
const journalOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')) as { entries: Step[] };
const STEPS = journalOf(MIGRATIONS).entries;
const LAST = STEPS.at(-1)!;

/** Returns a migrations folder with only the steps up to this one, as that version had it. */
function stepsUpTo(step: Step): string {
  const folder = join(tempFolder(), 'migrations');
  cpSync(MIGRATIONS, folder, { recursive: true });
  const journal = journalOf(folder);
  const entries = journal.entries.filter(({ idx }) => idx <= step.idx);
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ ...journal, entries }));
  return folder;
}

/** Returns a migrations folder with one more step. */
function stepsAnd(tag: string, sql: string): string {
  const folder = stepsUpTo(LAST);
  const journal = journalOf(folder);
  const next = { ...LAST, idx: LAST.idx + 1, when: LAST.when + 1_000, tag };
  const entries = [...journal.entries, next];
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ ...journal, entries }));
  writeFileSync(join(folder, `${tag}.sql`), sql);
  return folder;
}

/** Returns a database as the version of a step left it, with rows that it wrote. Each is built once, and copied. */
function databaseOf(step: Step): string {
  const path = join(tempFolder(), 'till.db');
  const known = databases.get(step.tag);
  if (known !== undefined) {
    writeFileSync(path, known);
    return path;
  }
  openDatabase(path, { migrations: stepsUpTo(step) }).close();
  const sqlite = new Database(path);
  sqlite.exec(readFileSync(join(ROWS, `${step.tag}.sql`), 'utf8'));
  sqlite.close();
  databases.set(step.tag, readFileSync(path));
  return path;
}
const databases = new Map<string, Buffer>();

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Returns every row of every table of the schema. */
function allRows(path: string): Rows {
  const sqlite = new Database(path, { readonly: true });
  try {
    const tables = sqlite
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*sqlite*' AND name NOT GLOB '__*'",
      )
      .pluck()
      .all() as string[];
    return Object.fromEntries(
      tables.map((table) => [
        table,
        sqlite.prepare(`SELECT * FROM ${table} ORDER BY 1`).all() as Rows[string],
      ]),
    );
  } finally {
    sqlite.close();
  }
}

/** The former rows of a table, rebuilt from the present tables. */
const BECAME: Readonly<Record<string, (after: Rows) => Rows[string]>> = {
  // The first owners are members of the first merchant.
  owners: ({ members = [] }) =>
    members
      .filter(({ origin }) => origin === 'first-link')
      .map(({ user_id, name, added_at }) => ({ user_id, name, added_at })),
  // All accounts are in one table.
  former_accounts: ({ accounts = [] }) =>
    accounts
      .filter(({ ended_at }) => ended_at !== null)
      .map(({ id, merchant_id, key_id, sealed, ended_at }) => ({
        id,
        merchant_id,
        key_id,
        sealed,
        ended_at,
      })),
  // The message of a charge has a table of its own.
  charges: ({ charges = [], charge_messages: messages = [] }) =>
    charges.map((charge) => ({
      ...charge,
      ...messages.find(({ charge_id }) => charge_id === charge['id']),
      request_key: charge['idempotency_key'],
      words: charge['gateway_message'],
    })),
  drafts: ({ drafts = [] }) => drafts.map((draft) => ({ ...draft, doubts: draft['shown_reasons'] })),
  merchants: ({ merchants = [], accounts = [] }) =>
    merchants.map((merchant) => {
      const account = accounts.find(
        ({ merchant_id, ended_at }) => merchant_id === merchant['id'] && ended_at === null,
      );
      return { ...merchant, key_id: account?.['key_id'] ?? null, sealed: account?.['sealed'] ?? null };
    }),
};
/** Tables whose rows are not kept: the code of the first start is made anew at each start. */
const FORGOTTEN: ReadonlySet<string> = new Set(['owner_codes']);

const STATE_COLUMNS: ReadonlySet<string> = new Set(['state', 'from', 'to']);

/** Returns a row with the present names of states. */
const withPresentStates = (row: Rows[string][number]): Rows[string][number] =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      STATE_COLUMNS.has(column) && typeof value === 'string' ? value.replace(/^settled_/, 'marked_') : value,
    ]),
  );

/** Expects that every former row is still there, with every column that it had. */
function expectKept(now: Rows, before: Rows): void {
  for (const [table, rows] of Object.entries(before)) {
    expect(rows.length).toBeGreaterThan(0);
    if (FORGOTTEN.has(table)) continue;
    const after = { [table]: BECAME[table]?.(now) ?? now[table] };
    expect(after[table]).toMatchObject(rows.map(withPresentStates));
    expect(after[table]).toHaveLength(rows.length);
  }
}

/** Returns a step as Drizzle makes it when a column changes: a new table, all rows moved, the old table dropped. */
function rebuildOfCharges(): string {
  const sqlite = new Database(databaseOf(LAST), { readonly: true });
  const create = sqlite.prepare("SELECT sql FROM sqlite_master WHERE name = 'charges'").pluck().get();
  const names = sqlite.prepare("SELECT name FROM pragma_table_info('charges')").pluck().all();
  sqlite.close();
  const columns = names.map((name) => `"${String(name)}"`).join(', ');
  return [
    'PRAGMA foreign_keys=OFF;',
    String(create)
      .replace(/^CREATE TABLE "?charges"?/, 'CREATE TABLE `__new_charges`')
      .replace('`note` text,', "`note` text,\n\t`till_name` text DEFAULT 'one' NOT NULL,"),
    `INSERT INTO \`__new_charges\`(${columns}) SELECT ${columns} FROM \`charges\`;`,
    'DROP TABLE `charges`;',
    'ALTER TABLE `__new_charges` RENAME TO `charges`;',
    'PRAGMA foreign_keys=ON;',
  ].join('--> statement-breakpoint\n');
}

describe.each(STEPS.map((step) => [step.tag, step] as const))(
  'a database written by the step %s',
  (tag, step) => {
    test('has rows in the folder upgrades, with charges in every state', () => {
      expect(existsSync(join(ROWS, `${tag}.sql`))).toBe(true);
      const states = new Set(
        allRows(databaseOf(step))['charges']?.map((row) => withPresentStates(row)['state']),
      );
      const known = CHARGE_STATES.filter((state) => states.has(state));
      // The last version has every state. An older one may lack only the states that were added later.
      expect(step === LAST ? known : [...known, ...CHARGE_STATES.slice(known.length)]).toEqual([
        ...CHARGE_STATES,
      ]);
    });

    test('opens with all its rows', async () => {
      const path = databaseOf(step);
      const before = allRows(path);
      const store = openStore(path);
      for (const { id, receipt } of before['charges'] ?? []) {
        const charge = await store.chargeQueries.byId(Number(id));
        expect(charge?.receipt).toBe(receipt);
        expect((await store.chargeQueries.events(Number(id))).at(-1)?.to).toBe(charge?.state);
      }
      expect((await store.outbox.due(Number.MAX_SAFE_INTEGER, 100, [])).length).toBeGreaterThan(0);
      store.close();
      expectKept(allRows(path), before);
      const isUpgrade = step !== LAST;
      expect(existsSync(`${path}.before-${STEPS[step.idx + 1]?.tag}`)).toBe(isUpgrade);
    });
  },
);

test('a database from before there were several shops becomes the first shop, with its owners, groups and next number', async () => {
  const [first] = STEPS;
  const path = databaseOf(first!);
  const before = allRows(path);
  const sqlite = new Database(path);
  // As in a restored database: far ahead of its last charge.
  sqlite.exec("UPDATE sqlite_sequence SET seq = 10500 WHERE name = 'charges'");
  sqlite.close();
  const store = openStore(path);
  expect((await store.members.owners(1)).map(({ userId }) => userId)).toEqual(
    before['owners']?.map((row) => row['user_id']),
  );
  const groups = before['charges']
    ?.filter((row) => row['chat_kind'] === 'group')
    .map((row) => row['chat_id']);
  for (const chatId of groups ?? []) expect(await store.merchants.ofChat(Number(chatId))).toBe(1);
  expect(new Set(groups).size).toBeGreaterThan(0);
  const [owner] = await store.members.owners(1);
  const asked = aCharge({ userId: owner!.userId, msisdn: phone('0799000000') });
  const rule = { at: 0, steadyAt: 0, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  expect(await store.charges.create(asked, rule, await effectsOf(store, 0))).toMatchObject({
    kind: 'created',
    charge: { id: 10_501, merchantId: 1 },
  });
  store.close();
});

test('the payments of a database from before there were customers count for them, as the same charges would today', async () => {
  const path = databaseOf(STEPS.find(({ tag }) => tag === '0008_charge_messages')!);
  const store = openStore(path);
  for (const userId of [undefined, 501, 700]) {
    const listed = await store.customers.list({ merchantId: 1, userId }, 0, 10);
    const rows = listed.map(({ customer, takings: { confirmedKes, byHandKes, lastPaidAt } }) => [
      customer.msisdn,
      confirmedKes,
      byHandKes,
      lastPaidAt,
    ]);
    const all = [
      ['254712345612', 1_200, 0, 1_795_500_021_000],
      ['254712345610', 0, 1_000, 1_795_500_019_000],
      ['254712345606', 600, 0, 1_795_500_015_000],
    ];
    expect(rows).toEqual(userId === 700 ? [] : all);
  }
  // The only payment of the second shop is by an erased number.
  expect(await store.customers.list({ merchantId: 2, userId: undefined }, 0, 10)).toEqual([]);
  store.close();
});

test('a database from before there were books has in them what its charges were paid, and what was taken back', async () => {
  const path = databaseOf(STEPS.find(({ tag }) => tag === '0008_charge_messages')!);
  const sqlite = new Database(path);
  // The charge that was marked as paid is marked as not paid, as paid again, and then confirmed.
  sqlite.exec(`INSERT INTO charge_events (charge_id, at, "from", "to", actor, detail) VALUES
    (10, 1, 'marked_paid', 'marked_unpaid', 'user:501', '{}'), (10, 2, 'marked_unpaid', 'marked_paid', 'user:501', '{}'),
    (10, 3, 'marked_paid', 'paid', 'gateway', '{}')`);
  sqlite.close();
  openStore(path).close();
  const entries = (allRows(path)['book_entries'] ?? []).filter((row) => row['charge_id'] === 10);
  expect(entries.map(({ kind, amount_kes }) => [kind, amount_kes])).toEqual([
    ['by_hand', 1_000],
    ['by_hand', -1_000],
    ['by_hand', 1_000],
    ['by_hand', -1_000],
    ['confirmed', 1_000],
  ]);
  const [first, undone, second, confirmed] = entries;
  expect([undone?.['takes_back'], confirmed?.['takes_back']]).toEqual([first?.['id'], second?.['id']]);
});

describe('a future step', () => {
  test('that rebuilds the table of charges keeps all rows, even those that refer to it, and leaves a copy', () => {
    const path = databaseOf(LAST);
    const before = allRows(path);
    openDatabase(path, { migrations: stepsAnd('9998_rebuild', rebuildOfCharges()) }).close();
    const after = allRows(path);
    expectKept(after, before);
    expect(after['charges']?.every((row) => row['till_name'] === 'one')).toBe(true);

    const copy = new Database(`${path}.before-9998_rebuild`, { readonly: true });
    // A restore of it has a hold, as with any copy.
    expect(copy.pragma('user_version', { simple: true })).toBeGreaterThan(0);
    expect(copy.prepare('SELECT count(*) FROM charges').pluck().get()).toBe(before['charges']?.length);
    copy.close();
  });

  test('that fails half-way leaves the database unchanged and names its copy', () => {
    const path = databaseOf(LAST);
    const before = allRows(path);
    const sql = `${rebuildOfCharges()}--> statement-breakpoint\nINSERT INTO nowhere VALUES (1);`;
    const steps = stepsAnd('9999_fails', sql);
    expect(() => openDatabase(path, { migrations: steps })).toThrow(OperatorError);
    expect(() => openDatabase(path, { migrations: steps })).toThrow(
      /could not be brought to this version.*before-9999_fails/,
    );
    expect(allRows(path)).toEqual(before);
    openStore(path).close();
  });

  test('that failed before makes a new copy, because the shop has used the database since', () => {
    const path = databaseOf(LAST);
    const steps = stepsAnd('9999_fails', 'INSERT INTO nowhere VALUES (1);');
    expect(() => openDatabase(path, { migrations: steps })).toThrow(OperatorError);
    const sqlite = new Database(path);
    sqlite.exec("INSERT INTO preferences VALUES (4711, 'sw')");
    sqlite.close();
    expect(() => openDatabase(path, { migrations: steps })).toThrow(OperatorError);
    expect(allRows(`${path}.before-9999_fails`)['preferences']).toEqual(allRows(path)['preferences']);
  });

  test('that leaves rows which point to nothing is refused', () => {
    const path = databaseOf(LAST);
    const steps = stepsAnd('9997_orphans', 'DELETE FROM charges WHERE id = 1;');
    expect(() => openDatabase(path, { migrations: steps })).toThrow(
      /rows that point to nothing\. Restore its last copy: npm run restore -- \S+before-9997_orphans$/,
    );
  });
});

test('a closing from before closings had refunds is read as having none', async () => {
  const store = openStore(databaseOf(STEPS.find(({ tag }) => tag === '0009_merchants_day')!));
  const closing = await store.closings.dayByNumber(1, 1);
  expect(closing?.figures.total.taken).toEqual({
    confirmed: { count: 1, amountKes: 600 },
    by_hand: { count: 0, amountKes: 0 },
    refund: { count: 0, amountKes: 0 },
  });
  store.close();
});
