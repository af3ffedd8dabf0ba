// @module-tag slow
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DatabaseAddress } from '../../../src/config/database-address.ts';
import { CHARGE_STATES } from '../../../src/domain/charge-states.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { OperatorError } from '../../../src/runtime/operator-error.ts';
import { newSecretKey, keyring } from '../../../src/security/keyring.ts';
import { moveDatabase, undoMove } from '../../../src/store/engines/move.ts';
import { besideTillbot } from '../../../src/store/engines/beside-tillbot.ts';
import { openPostgres } from '../../../src/store/engines/postgres/database.ts';
import { openSharedDatabase } from '../../../src/store/engines/postgres/shared-database.ts';
import { backUp } from '../../../src/store/engines/sqlite/backup.ts';
import { MOVED_TABLES } from '../../../src/store/move/moved-tables.ts';
import type { MoveProgress } from '../../../src/store/move/move.ts';
import { openStore, openStoreAt } from '../../../src/store/store.ts';
import { contentOf, putFullDatabase } from '../../support/full-database.ts';
import { breakConnections, hasPostgres, newDatabase, urlOf, withClient } from '../../support/postgres.ts';
import { aCharge, effectsOf, tempFolder } from '../../support/store.ts';

const clock = systemClock;
const RULE = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;

const quiet: MoveProgress = { copied: () => undefined };

function fullDatabase(): { readonly path: string; readonly folder: string } {
  const folder = tempFolder();
  const path = join(folder, 'till.db');
  putFullDatabase(path);
  const sqlite = new Database(path);
  // More than a batch, out of the order of their keys.
  const stranger = sqlite.prepare('INSERT INTO strangers (user_id, told_at) VALUES (?, ?)');
  for (let n = 0; n < 2_500; n += 1) stranger.run(900_000 + ((n * 7) % 2_500), n);
  // The newest charges were lost: their ids must not come again.
  sqlite.prepare("UPDATE sqlite_sequence SET seq = 4711 WHERE name = 'charges'").run();
  sqlite.close();
  return { path, folder };
}

const emptyDatabase = async (): Promise<{ readonly url: string; readonly name: string }> => {
  const name = await newDatabase();
  return { name, url: urlOf(name) };
};

const refusal = async (opening: Promise<unknown>): Promise<string> =>
  await opening.then(
    () => 'it was opened',
    (error: unknown) => {
      expect(error).toBeInstanceOf(OperatorError);
      return String(error);
    },
  );

/** Whether a program starts on a database. */
async function starts(database: DatabaseAddress): Promise<boolean> {
  try {
    const store = await openStoreAt(database, undefined, clock);
    store.close();
    return true;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return false;
  }
}

const hasTables = async (name: string): Promise<boolean> =>
  await withClient(
    name,
    async (client) =>
      (await client.query("SELECT FROM pg_tables WHERE schemaname = 'public'")).rows.length > 0,
  );

describe('the tables that are moved', () => {
  test('are all of the schema’s, and those that others refer to come first', () => {
    const { path } = fullDatabase();
    const sqlite = new Database(path);
    const tables = sqlite
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*sqlite*' AND name NOT GLOB '__*'",
      )
      .pluck()
      .all();
    sqlite.close();
    const names = MOVED_TABLES.map(({ name }) => name);
    expect(names.toSorted()).toEqual(tables.toSorted());
    expect(names.indexOf('charges')).toBeGreaterThan(names.indexOf('collection_payers'));
    for (const { key } of MOVED_TABLES) expect(key.length).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasPostgres)('a database that is moved', () => {
  test('to PostgreSQL and back is the same: every row of every table, the ids that come next, and the hold', async () => {
    const { path, folder } = fullDatabase();
    backUp(path, join(folder, 'copy.db'));
    const copy = join(folder, 'copy.db');
    const before = contentOf(copy);
    const states = new Set((before['charges'] as { state: string }[]).map(({ state }) => state));
    expect(states).toEqual(new Set(CHARGE_STATES));
    for (const { name } of MOVED_TABLES) expect([name, before[name]]).not.toEqual([name, []]);
    expect(before['copiedAt']).toBeGreaterThan(0);

    const { url } = await emptyDatabase();
    const sums = new Map<string, number>();
    await moveDatabase({ path: copy }, { url }, clock, {
      copied: (table, { rows }) => void sums.set(table, rows),
    });
    expect(sums.get('strangers')).toBeGreaterThan(2_500);
    const back = join(folder, 'new', 'back.db');
    await moveDatabase({ url }, { path: back }, clock, quiet);
    expect(contentOf(back)).toEqual(before);
    expect(statSync(back).mode & 0o777).toBe(0o600);
  });

  test('counts on where it was, on both', async () => {
    const { path, folder } = fullDatabase();
    const { url } = await emptyDatabase();
    await moveDatabase({ path }, { url }, clock, quiet);
    const idOfNext = async (database: DatabaseAddress, key: string): Promise<number> => {
      const store = await openStoreAt(database, undefined, clock);
      const outcome = await store.charges.create(
        aCharge({ idempotencyKey: key, userId: 501, requestedAt: Date.now() }),
        { ...RULE, at: Date.now() },
        await effectsOf(store, Date.now()),
      );
      store.close();
      if (outcome.kind !== 'created') throw new Error(outcome.kind);
      return outcome.charge.id;
    };
    expect(await idOfNext({ url }, 'one')).toBe(4712);
    await moveDatabase({ url }, { path: join(folder, 'back.db') }, clock, quiet);
    expect(await idOfNext({ path: join(folder, 'back.db') }, 'two')).toBe(4713);
  });

  test('keeps what is sealed, and opens it with the same key alone', async () => {
    const folder = tempFolder();
    const path = join(folder, 'till.db');
    const keys = keyring([newSecretKey()]);
    const store = openStore(path, keys);
    await store.inbox.receive([{ updateId: 7, chatId: 1, payload: { update_id: 7, text: 'a secret\0' } }], 0);
    store.close();
    const { url, name } = await emptyDatabase();
    await moveDatabase({ path }, { url }, clock, quiet);
    const stored = await withClient(name, (client) =>
      client.query<{ payload: object }>('SELECT payload FROM inbox'),
    );
    expect(JSON.stringify(stored.rows)).not.toContain('a secret');
    const moved = await openStoreAt({ url }, keys, clock);
    expect(await moved.inbox.due(0, 10, [])).toMatchObject([{ payload: { text: 'a secret\0' } }]);
    moved.close();
  });

  test('is refused afterwards, by the bot and by the operator’s commands, until the move is undone; then it holds', async () => {
    const { path, folder } = fullDatabase();
    const { url } = await emptyDatabase();
    await moveDatabase({ path }, { url }, clock, quiet);
    for (const open of [() => openStore(path), () => openStore(path)])
      expect(open).toThrow(/was moved to another database on .*--undo/);
    expect(await refusal(besideTillbot({ path }, async () => undefined))).toMatch(/was moved/);
    expect(await refusal(moveDatabase({ path }, await emptyDatabase(), clock, quiet))).toMatch(
      /was moved already/,
    );
    expect(await undoMove({ path }, clock)).toBeGreaterThan(0);
    const store = openStore(path);
    expect(await store.restoreHold.since()).toBeGreaterThan(0);
    store.close();
    expect(await refusal(undoMove({ path }, clock))).toMatch(/was not moved/);

    // The same for PostgreSQL.
    await moveDatabase({ url }, { path: join(folder, 'back.db') }, clock, quiet);
    expect(await refusal(openStoreAt({ url }, undefined, clock))).toMatch(/was moved to another database on/);
    expect(await refusal(besideTillbot({ url }, async () => undefined))).toMatch(/was moved/);
    await undoMove({ url }, clock);
    const again = await openStoreAt({ url }, undefined, clock);
    expect(await again.restoreHold.since()).toBeGreaterThan(0);
    again.close();
    expect(await refusal(undoMove({ url }, clock))).toMatch(/was not moved/);
  });

  test('is refused while a bot runs on it, or on what it is moved to; nothing is changed', async () => {
    const { path, folder } = fullDatabase();
    const empty = await emptyDatabase();
    const running = openStore(path);
    expect(await refusal(moveDatabase({ path }, empty, clock, quiet))).toMatch(/already running on/);
    running.close();
    expect(await hasTables(empty.name)).toBe(false);

    const other = await openStoreAt({ url: empty.url }, undefined, clock);
    expect(await refusal(moveDatabase({ path }, empty, clock, quiet))).toMatch(/not empty/);
    const impatient = { ...clock, sleep: async () => undefined };
    expect(await refusal(moveDatabase(empty, { path: join(folder, 'back.db') }, impatient, quiet))).toMatch(
      /Another Tillbot runs/,
    );
    other.close();
    expect(existsSync(join(folder, 'back.db'))).toBe(false);
    expect(await starts({ path })).toBe(true);
  });

  test('is led by no program that waited on it meanwhile, until the move is undone', async () => {
    const { path, folder } = fullDatabase();
    const { url } = await emptyDatabase();
    await moveDatabase({ path }, { url }, clock, quiet);
    const waiting = await openSharedDatabase(url, clock, () => undefined);
    onTestFinished(() => waiting.close());
    await moveDatabase({ url }, { path: join(folder, 'back.db') }, clock, quiet);
    expect(await waiting.lease.acquire(1_000)).toMatchObject({ kind: 'taken' });
    await undoMove({ url }, clock);
    expect(await waiting.lease.acquire(1_000)).toMatchObject({ kind: 'acquired' });
  });

  test('is refused where its user may make no tables, with what to do', async () => {
    const { path } = fullDatabase();
    const { name } = await emptyDatabase();
    await withClient(name, (client) => client.query('CREATE ROLE guest LOGIN'));
    const url = urlOf(name, { user: 'guest' });
    expect(await refusal(moveDatabase({ path }, { url }, clock, quiet))).toMatch(
      /Make it the database's owner/,
    );
    expect(await starts({ path })).toBe(true);
  });

  test('is refused where something is, whatever it is', async () => {
    const { path, folder } = fullDatabase();
    const used = await emptyDatabase();
    expect(await starts(used)).toBe(true);
    const foreign = await emptyDatabase();
    await withClient(foreign.name, (client) => client.query('CREATE TABLE theirs (id int)'));
    for (const to of [used, foreign])
      expect(await refusal(moveDatabase({ path }, to, clock, quiet))).toMatch(/not empty/);
    putFullDatabase(join(folder, 'other.db'));
    expect(await refusal(moveDatabase({ path }, { path: join(folder, 'other.db') }, clock, quiet))).toMatch(
      /not empty/,
    );
    expect(
      await refusal(moveDatabase({ path: join(folder, 'none.db') }, await emptyDatabase(), clock, quiet)),
    ).toMatch(/no database/);
    expect(await starts({ path })).toBe(true);
  });

  const STEPS = ['begun', 'a table', 'copied', 'arrived', 'marked'] as const;

  /** Interrupts a move at a step. */
  async function interruptedAt(
    step: (typeof STEPS)[number],
    from: DatabaseAddress,
    to: DatabaseAddress,
    cut: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    let cutting: Promise<void> | undefined;
    const interrupt = (here: string): void => {
      if (here !== step) return;
      cutting = cut();
      throw new Error('interrupted');
    };
    const progress: MoveProgress = {
      copied: (table) => (table === 'charges' ? interrupt('a table') : undefined),
      passed: interrupt,
    };
    await expect(moveDatabase(from, to, clock, progress)).rejects.toThrow('interrupted');
    await cutting;
  }

  test.each(STEPS)(
    'to PostgreSQL and interrupted when it is %s leaves one that starts at most, and is finished by another run',
    async (step) => {
      const { path } = fullDatabase();
      const { url, name } = await emptyDatabase();
      await interruptedAt(step, { path }, { url }, () => breakConnections(name));
      // What is empty would be filled by a start.
      const isThere = await hasTables(name);
      expect(isThere).toBe(step === 'arrived' || step === 'marked');
      expect(isThere && (await starts({ url }))).toBe(false);
      expect(await starts({ path })).toBe(step !== 'marked');
      await moveDatabase({ path }, { url }, clock, quiet);
      expect([await starts({ path }), await starts({ url })]).toEqual([false, true]);
    },
  );

  test.each(STEPS)(
    'to a file and interrupted when it is %s leaves one that starts at most, and is finished by another run',
    async (step) => {
      const { path, folder } = fullDatabase();
      const before = contentOf(path);
      const { url } = await emptyDatabase();
      await moveDatabase({ path }, { url }, clock, quiet);
      const back = { path: join(folder, 'back.db') };
      await interruptedAt(step, { url }, back);
      expect(await starts({ url })).toBe(step !== 'marked');
      expect(await starts(back)).toBe(false);
      await moveDatabase({ url }, back, clock, quiet);
      expect(contentOf(back.path)).toEqual(before);
      expect([await starts({ url }), await starts(back)]).toEqual([false, true]);
    },
  );

  test('by its rows alone, as a dump does, holds all pushes', async () => {
    const { path } = fullDatabase();
    const { url, name } = await emptyDatabase();
    await moveDatabase({ path }, { url }, clock, quiet);
    const engine = await openPostgres(url, clock);
    engine.close();
    await engine.closed;
    const holds = async (): Promise<boolean> => {
      const store = await openStoreAt({ url }, undefined, clock);
      const since = await store.restoreHold.since();
      store.close();
      return since !== undefined;
    };
    expect(await holds()).toBe(false);
    await withClient(name, (client) =>
      client.query(
        'CREATE TEMP TABLE dumped AS TABLE database_origin; DELETE FROM database_origin; INSERT INTO database_origin TABLE dumped',
      ),
    );
    expect(await holds()).toBe(true);
  });
});
