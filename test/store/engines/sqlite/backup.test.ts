import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { OperatorError } from '../../../../src/runtime/operator-error.ts';
import { backUp, restore } from '../../../../src/store/engines/sqlite/backup.ts';
import { openStore } from '../../../../src/store/store.ts';
import type { Store } from '../../../../src/store/port/store.ts';
import { aCharge, effectsOf, tempFolder, tempStore, hire } from '../../../support/store.ts';

const BUSY_BOT = fileURLToPath(new URL('../../../support/busy-bot.ts', import.meta.url));
const RULE = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;

/** Reads the database of a file through a connection of its own. */
function look<T>(path: string, read: (sqlite: Database.Database) => T): T {
  const sqlite = new Database(path, { readonly: true });
  try {
    return read(sqlite);
  } finally {
    sqlite.close();
  }
}
const count = (path: string, where: string): number =>
  look(path, (sqlite) => Number(sqlite.prepare(`SELECT count(*) FROM ${where}`).pluck().get()));

async function create(store: Store, n: number) {
  const asked = aCharge({ idempotencyKey: `message:1:${n}` });
  return await store.charges.create(asked, RULE, await effectsOf(store, 0));
}

/** Starts a program that moves charges on a database, and waits until it does. It is killed when the test ends, or before. */
async function busyBot(path: string): Promise<{ kill(): Promise<void> }> {
  const bot = spawn(process.execPath, [BUSY_BOT, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => bot.once('close', () => resolve()));
  const kill = async (): Promise<void> => {
    bot.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  const isBusy = new Promise<boolean>((resolve) => bot.stdout.once('data', () => resolve(true)));
  if ((await Promise.race([isBusy, gone])) !== true) throw new Error('the busy bot ended');
  return { kill };
}

/** Begins a collection with the phone of `aCharge`. */
async function begunCollection(store: Store): Promise<number> {
  const { merchantId, msisdn, amountKes, message } = aCharge();
  if (message === null) throw new Error('it has a message');
  const { userName: _name, cardMessageId: _card, commandWord = null, ...place } = message;
  const outcome = await store.collections.create(
    {
      ...place,
      commandWord,
      merchantId,
      amountKes,
      idempotencyKey: 'question:1',
      note: null,
      payers: [{ msisdn, amountKes: null, name: null }],
      boardMessageId: null,
    },
    { userId: 7, at: 0, steadyAt: 0 },
    await effectsOf(store, 0),
  );
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.collection.id;
}

/** Makes a database with one charge, and a path for its copy. */
async function withOneCharge() {
  const folder = tempFolder();
  const path = join(folder, 'till.db');
  const store = openStore(path);
  await hire(store);
  await create(store, 1);
  return { folder, path, store, copy: join(folder, 'copy.db') };
}

describe('a backup', () => {
  test(
    'made while charges move is complete, as a copy and as a restored database',
    { tags: 'slow' },
    async () => {
      const folder = tempFolder();
      const path = join(folder, 'till.db');
      await busyBot(path);

      const sizes: number[] = [];
      for (let i = 0; i < 5; i += 1) {
        const copy = join(folder, `copy-${i}.db`);
        const { charges } = backUp(path, copy);
        sizes.push(charges);
        const restored = join(folder, `restored-${i}.db`);
        restore(copy, restored);
        for (const file of [copy, restored]) {
          expect(look(file, (sqlite) => sqlite.pragma('integrity_check', { simple: true }))).toBe('ok');
          expect(look(file, (sqlite) => sqlite.pragma('foreign_key_check'))).toEqual([]);
          expect(count(file, 'charges')).toBe(charges);
          // Rows that are committed together are in the copy together.
          const lastState = `(SELECT "to" FROM charge_events e WHERE e.charge_id = c.id ORDER BY e.id DESC LIMIT 1)`;
          expect(count(file, `charges c WHERE c.state IS NOT ${lastState}`)).toBe(0);
          const paid = count(file, `charges WHERE state = 'paid'`);
          expect(count(file, `outbox WHERE notice = 'paid'`)).toBe(paid);
          expect(paid).toBeGreaterThanOrEqual(charges - 1);
        }
        const store = tempStore(restored);
        expect((await store.chargeQueries.byId(1))?.state).toBe('paid');
        store.close();
      }
      // Charges were indeed created meanwhile.
      expect(new Set(sizes).size).toBeGreaterThan(1);
    },
  );

  test('is readable only by its owner, and leaves no partial file', async () => {
    const { path, copy, store } = await withOneCharge();
    backUp(path, copy);
    store.close();
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(existsSync(`${copy}.part`)).toBe(false);
  });

  test('replaces no file, and refuses a database or folder that does not exist', async () => {
    const { folder, path, copy, store } = await withOneCharge();
    store.close();
    writeFileSync(copy, 'something of value');
    expect(() => backUp(path, copy)).toThrow(/is there already\. Name another file/);
    expect(readFileSync(copy, 'utf8')).toBe('something of value');
    expect(() => backUp(join(folder, 'none.db'), join(folder, 'x.db'))).toThrow(/There is no database at/);
    expect(() => backUp(path, join(folder, 'no', 'folder.db'))).toThrow(OperatorError);
  });
});

describe('a restored database', () => {
  test('accepts and pushes no charge until a person ends the hold, once', async () => {
    const { path, copy, store } = await withOneCharge();
    backUp(path, copy);
    store.close();
    restore(copy, path);

    const restored = tempStore(path);
    const since = await restored.restoreHold.since();
    expect(Math.abs((since ?? 0) - statSync(copy).mtimeMs)).toBeLessThan(2 * 60_000);
    expect(await create(restored, 2)).toEqual({ kind: 'held', since });
    const push = {
      chargeId: 1,
      from: 'created',
      to: 'pushing',
      at: 1,
      actor: 'tillbot',
      detail: {},
    } as const;
    await expect(restored.charges.move(push)).rejects.toThrow(/restored from a copy/);

    const says = await effectsOf(restored, 1);
    expect(await restored.restoreHold.resume(1, says)).toBe(false);
    expect(await restored.restoreHold.resume(since!, says)).toBe(true);
    expect(await restored.restoreHold.resume(since!, await effectsOf(restored, 1))).toBe(false);
    expect(await restored.restoreHold.since()).toBeUndefined();
    expect((await restored.charges.move(push)).kind).toBe('moved');
  });

  test('goes on with no collection by itself, though its next payer was due only after the hold', async () => {
    const { path, copy, store } = await withOneCharge();
    // The phone of the charge is not free for two minutes.
    const id = await begunCollection(store);
    const rule = { windowMs: 120_000, accepted: [], hasOwnReasons: false, velocityLimits: [] };
    const at = (now: number) => ({ ...rule, at: now, steadyAt: now });
    expect(await store.collections.chargeNext(id, at(1))).toBe('nobody');
    expect(await store.collections.nextDueAt()).toBeGreaterThan(60_000);
    backUp(path, copy);
    store.close();
    restore(copy, path);
    const restored = tempStore(path);
    await restored.restoreHold.resume((await restored.restoreHold.since())!, await effectsOf(restored, 2));
    expect(await restored.collections.nextDueAt()).toBeUndefined();
    const board = await restored.collections.board(id);
    expect(board?.collection.pause).toBe('restored');
    expect(board?.payers.map(({ state }) => state)).toEqual(['waiting']);
  });

  test('keeps its hold over a restart, and a copy of it has a hold too', async () => {
    const { folder, path, copy, store } = await withOneCharge();
    backUp(path, copy);
    store.close();
    restore(copy, path);
    openStore(path).close();
    const again = join(folder, 'again.db');
    backUp(path, again);
    const [first, second] = [tempStore(path), tempStore(again)];
    expect(await first.restoreHold.since()).toBeDefined();
    expect(await second.restoreHold.since()).toBe(await first.restoreHold.since());
  });

  test('gives new charges numbers that no lost charge can have had', async () => {
    const { path, copy, store } = await withOneCharge();
    backUp(path, copy);
    const lost = await create(store, 2);
    store.close();
    restore(copy, path);
    const restored = tempStore(path);
    await restored.restoreHold.resume((await restored.restoreHold.since())!, await effectsOf(restored, 1));
    const next = await create(restored, 3);
    expect(lost).toMatchObject({ charge: { id: 2, number: 2 } });
    // People know lost charges by their numbers, and old buttons know them by their ids.
    expect(next).toMatchObject({ charge: { id: 10_002, number: 10_002 } });
    // The reference of a new charge is random.
    expect(lost).not.toMatchObject({ charge: { ref: next.kind === 'created' && next.charge.ref } });
  });

  test('from before each shop had its own numbers does so too', async () => {
    const { path, copy, store } = await withOneCharge();
    store.close();
    const sqlite = new Database(path);
    sqlite.exec('ALTER TABLE merchants DROP COLUMN next_number');
    sqlite.close();
    backUp(path, copy);
    restore(copy, path);
    const seq = "SELECT seq FROM sqlite_sequence WHERE name = 'charges'";
    expect(look(path, (at) => at.prepare(seq).pluck().get())).toBe(10_001);
  });

  test('without charges does so too', async () => {
    const folder = tempFolder();
    const [path, copy] = [join(folder, 'till.db'), join(folder, 'copy.db')];
    const store = openStore(path);
    await hire(store);
    backUp(path, copy);
    store.close();
    restore(copy, path);
    const restored = tempStore(path);
    await restored.restoreHold.resume((await restored.restoreHold.since())!, await effectsOf(restored, 1));
    expect(await create(restored, 1)).toMatchObject({ charge: { id: 10_001, number: 10_001 } });
  });

  test('is refused if its restore was cut off half-way, and opens after another restore', async () => {
    const { path, copy, store } = await withOneCharge();
    backUp(path, copy);
    store.close();
    // A kill after the old file was moved away and before the new one was moved in leaves this.
    renameSync(path, `${path}.replaced-1`);
    writeFileSync(`${path}.part`, readFileSync(copy));
    expect(() => openStore(path)).toThrow(/restore .* was cut off.*npm run restore/);
    expect(existsSync(path)).toBe(false);
    restore(copy, path);
    expect((await tempStore(path).chargeQueries.byId(1))?.state).toBe('created');
  });

  test('keeps the database that it replaced, with the commits that were only in its log', async () => {
    const { folder, path, copy, store } = await withOneCharge();
    backUp(path, copy);
    store.close();
    // After a kill the last commits are in the log beside the file.
    const bot = await busyBot(path);
    await bot.kill();
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);

    const { former } = restore(copy, path);
    expect(count(former!, 'charges')).toBeGreaterThan(20);
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(count(path, 'charges')).toBe(1);
    expect(former).toContain(join(folder, 'till.db.replaced-'));
  });

  test('has a hold even if the copy was made by other means', async () => {
    const { path, copy, store } = await withOneCharge();
    await (async () => {
      const sqlite = new Database(path, { readonly: true });
      await sqlite.backup(copy);
      sqlite.close();
    })();
    store.close();
    restore(copy, path);
    expect(await tempStore(path).restoreHold.since()).toBeDefined();
  });
});

describe('a restore changes nothing', () => {
  test('while a Tillbot runs', async () => {
    const { path, copy, store } = await withOneCharge();
    backUp(path, copy);
    expect(() => restore(copy, path)).toThrow(/Another Tillbot is already running/);
    await create(store, 2);
    expect(count(path, 'charges')).toBe(2);
    store.close();
  });

  test.each([
    ['not there', () => undefined, /There is no file at/],
    [
      'of another program',
      (copy: string) => new Database(copy).exec('CREATE TABLE songs (title TEXT)').close(),
      /is not a Tillbot database/,
    ],
    [
      'no database',
      (copy: string) => writeFileSync(copy, 'no database '.repeat(1_000)),
      /could not be copied/,
    ],
    [
      'damaged',
      (copy: string, path: string) => {
        backUp(path, copy);
        const bytes = readFileSync(copy);
        // The middle alone may be pages that nothing uses.
        bytes.fill(0x5a, 4_096 * 2, bytes.length / 2);
        writeFileSync(copy, bytes);
      },
      /damaged|malformed/,
    ],
  ])('when the copy is %s', async (_what, make, says) => {
    const { path, copy, store } = await withOneCharge();
    store.close();
    make(copy, path);
    const before = readFileSync(path);
    expect(() => restore(copy, path)).toThrow(OperatorError);
    expect(() => restore(copy, path)).toThrow(says);
    expect(readFileSync(path)).toEqual(before);
    expect(existsSync(`${path}.part`)).toBe(false);
  });
});
