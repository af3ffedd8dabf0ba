// @module-tag slow
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { OperatorError } from '../../../../src/runtime/operator-error.ts';
import { openPostgres, type OpenOptions } from '../../../../src/store/engines/postgres/database.ts';
import type { PostgresEngine } from '../../../../src/store/engines/postgres/engine.ts';
import * as schema from '../../../../src/store/schema.ts';
import { storeOn } from '../../../../src/store/store.ts';
import {
  hasPostgres,
  initialize,
  newDatabase,
  startServer,
  urlOf,
  withClient,
} from '../../../support/postgres.ts';
import { aCharge, effectsOf, hire } from '../../../support/store.ts';

const RULE = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;

async function open(url: string, clock = systemClock, options: OpenOptions = {}): Promise<PostgresEngine> {
  const engine = await openPostgres(url, clock, options);
  onTestFinished(async () => {
    engine.close();
    await engine.closed;
  });
  return engine;
}

const refusal = async (opening: Promise<unknown>): Promise<string> =>
  await opening.then(
    () => 'it was opened',
    (error: unknown) => {
      expect(error).toBeInstanceOf(OperatorError);
      return String(error);
    },
  );

describe.skipIf(!hasPostgres)('a database of PostgreSQL', () => {
  test('is made by a user who owns it and nothing else, by several programs at once', async () => {
    await newDatabase();
    await withClient('postgres', (client) => client.query('CREATE ROLE plain LOGIN'));
    const name = await newDatabase('template0', 'plain');
    const url = urlOf(name, { user: 'plain' });
    const engines = await Promise.all([open(url), open(url), open(url)]);
    for (const engine of engines) expect(await storeOn(engine).inbox.waiting()).toBe(0);
    const count = await withClient(name, (client) => client.query('SELECT id FROM merchants'));
    expect(count.rows).toEqual([{ id: '1' }]);
  });

  test('has the tables, columns and indexes of SQLite’s', async () => {
    const name = await newDatabase();
    await open(urlOf(name));
    const found = await withClient(name, async (client) => {
      const columns = await client.query<{ table: string; column: string }>(
        `SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = 'public'`,
      );
      const indexes = await client.query<{ name: string }>(
        `SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public'`,
      );
      return {
        columns: columns.rows.map(({ table, column }) => `${table}.${column}`),
        indexes: indexes.rows.map(({ name }) => name),
      };
    });
    const tables = Object.values(schema).flatMap((one) =>
      typeof one === 'object' && 'getSQL' in one && !('queryChunks' in one) ? [getTableConfig(one)] : [],
    );
    expect(tables.length).toBeGreaterThan(30);
    for (const { name, columns, indexes } of tables) {
      expect(found.columns).toEqual(
        expect.arrayContaining(columns.map((column) => `${name}.${column.name}`)),
      );
      expect(found.indexes).toEqual(expect.arrayContaining(indexes.map(({ config }) => config.name)));
    }
  });

  test('of a newer version is refused, and nothing in it is changed', async () => {
    const name = await newDatabase();
    await open(urlOf(name));
    const older = mkdtempSync(join(tmpdir(), 'migrations-'));
    onTestFinished(() => rmSync(older, { recursive: true }));
    cpSync('migrations/postgres', older, { recursive: true });
    const journal = join(older, 'meta', '_journal.json');
    const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
    writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, -1) }));
    expect(readdirSync(older).length).toBeGreaterThan(1);
    expect(await refusal(openPostgres(urlOf(name), systemClock, { migrations: older }))).toMatch(
      /newer Tillbot/,
    );
  });

  test('of another program is refused', async () => {
    const name = await newDatabase();
    await withClient(name, (client) => client.query('CREATE TABLE customers (id int)'));
    expect(await refusal(openPostgres(urlOf(name), systemClock))).toMatch(/another program/);
  });

  test('that is not there, or where nobody answers, is refused with what to do', async () => {
    expect(await refusal(openPostgres(urlOf('nowhere'), systemClock))).toMatch(/createdb nowhere/);
    const nowhere = urlOf('till', { folder: '/nowhere' });
    expect(await refusal(openPostgres(nowhere, systemClock))).toMatch(/cannot be reached \(ENOENT\)/);
  });

  test('whose commits a crash may undo is refused', async () => {
    const name = await newDatabase();
    await withClient('postgres', (client) =>
      client.query(`ALTER DATABASE ${name} SET synchronous_commit = off`),
    );
    expect(await refusal(openPostgres(urlOf(name), systemClock))).toMatch(/synchronous_commit/);
  });

  test.each([3_000, -3_000])('on a machine whose clock is %i ms away is refused', async (awayMs) => {
    const clock = { ...systemClock, now: () => Date.now() + awayMs };
    expect(await refusal(openPostgres(urlOf(await newDatabase()), clock))).toMatch(
      awayMs > 0 ? /3\.\d s behind/ : /[23]\.\d s ahead/,
    );
  });

  test('holds nothing because it was vacuumed, however thoroughly, or because it is opened again and again', async () => {
    const name = await newDatabase();
    const url = urlOf(name);
    await open(url);
    for (const command of ['VACUUM FREEZE database_origin', 'VACUUM FULL database_origin', 'CHECKPOINT']) {
      await withClient(name, (client) => client.query(command));
      expect(await storeOn(await open(url)).restoreHold.since()).toBeUndefined();
    }
  });

  test('that a hold was begun and ended on holds nothing when it is opened again', async () => {
    const url = urlOf(await newDatabase());
    const { restoreHold } = storeOn(await open(url));
    await restoreHold.begin(1_000);
    expect(await storeOn(await open(url)).restoreHold.since()).toBe(1_000);
    await restoreHold.end(2_000);
    expect(await storeOn(await open(url)).restoreHold.since()).toBeUndefined();
  });

  test.each([
    [
      'whose rows were loaded from a dump',
      'DELETE FROM database_origin; INSERT INTO database_origin TABLE dumped',
    ],
    ['whose mark was written by hand', 'UPDATE database_origin SET timeline = timeline'],
  ])('%s holds all pushes, and counts on far behind', async (_name, commands) => {
    const name = await newDatabase();
    const store = storeOn(await open(urlOf(name)));
    await hire(store);
    await withClient(name, (client) =>
      client.query(`CREATE TEMP TABLE dumped AS TABLE database_origin; ${commands}`),
    );
    const again = storeOn(await open(urlOf(name)));
    const since = await again.restoreHold.since();
    expect(since).toBeGreaterThan(0);
    expect(await again.restoreHold.resume(since ?? 0, await effectsOf(again, 1))).toBe(true);
    expect(await again.charges.create(aCharge(), RULE, undefined)).toMatchObject({
      kind: 'created',
      charge: { number: 10_001 },
    });
  });

  test('on a machine whose clock is a second away is opened', async () => {
    const clock = { ...systemClock, now: () => Date.now() + 1_000 };
    const store = storeOn(await open(urlOf(await newDatabase()), clock));
    expect(await store.restoreHold.since()).toBeUndefined();
  });
});

describe.skipIf(!hasPostgres)('a server of its own', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pg-'));
    initialize(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs a server while `act` does. */
  async function whileRunning(
    settings: Readonly<Record<string, string>>,
    act: () => Promise<void>,
  ): Promise<void> {
    const server = startServer(folder, settings);
    try {
      const isUp = async (client: { query(text: string): Promise<{ rows: unknown[] }> }) =>
        (await client.query('SELECT pg_is_in_recovery() AS waits')).rows;
      for (;;) {
        const rows = await withClient('postgres', isUp, 500, folder);
        if (JSON.stringify(rows) === '[{"waits":false}]') break;
      }
      await act();
    } finally {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
    }
  }

  test('that does not wait for the disk is refused', async () => {
    await whileRunning({ fsync: 'off' }, async () => {
      expect(await refusal(openPostgres(urlOf('postgres', { folder }), systemClock))).toMatch(/fsync/);
    });
  });

  test('that was restored to a point in time, or promoted, holds all pushes until a person says to go on', async () => {
    const url = urlOf('postgres', { folder });
    const ask = aCharge({ idempotencyKey: 'first' });
    let running: PostgresEngine | undefined;
    await whileRunning({}, async () => {
      running = await open(url);
      const store = storeOn(running);
      await hire(store);
      expect(await store.restoreHold.since()).toBeUndefined();
      expect(await store.charges.create(ask, RULE, undefined)).toMatchObject({ kind: 'created' });
    });
    // It recovers what it has, and goes on from there on a timeline of its own, as a promoted standby does.
    writeFileSync(join(folder, 'data', 'recovery.signal'), '');
    await whileRunning({ restore_command: 'false' }, async () => {
      if (running === undefined) throw new Error('it was not opened');
      // The program that was running connects again, and finds itself elsewhere.
      const store = storeOn(running);
      expect(
        await store.charges.create(aCharge({ idempotencyKey: 'second' }), RULE, undefined),
      ).toMatchObject({
        kind: 'held',
      });
      const push = {
        chargeId: 1,
        from: 'created',
        to: 'pushing',
        at: 0,
        actor: 'tillbot',
        detail: {},
      } as const;
      await expect(store.charges.move(push)).rejects.toThrow(/restored/);
      // One that starts finds the same hold.
      const started = storeOn(await open(url));
      const since = await started.restoreHold.since();
      expect(since).toBeGreaterThan(0);
      expect(await started.restoreHold.resume(since ?? 0, await effectsOf(started, 1))).toBe(true);
      expect(await store.charges.move(push)).toMatchObject({ kind: 'moved' });
      expect(await storeOn(await open(url)).restoreHold.since()).toBeUndefined();
    });
  });
});
