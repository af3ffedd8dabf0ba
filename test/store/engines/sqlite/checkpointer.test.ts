import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { checkpointer } from '../../../../src/store/engines/sqlite/checkpointer.ts';
import { openDatabase } from '../../../../src/store/engines/sqlite/database.ts';
import { sqliteEngine } from '../../../../src/store/engines/sqlite/engine.ts';
import { groupCommit } from '../../../../src/store/engines/sqlite/group-commit.ts';
import { openLog, type LogDisk } from '../../../../src/store/engines/sqlite/log-disk.ts';
import { memoryDatabase } from '../../../simulation/memory-store.ts';
import { tempFolder } from '../../../support/store.ts';

/** After so many commits, a checkpoint is due. */
const MANY = 1_000;
const MIB = 2 ** 20;

/** An engine on a log whose checkpoints end when the test says so. */
function heldLog() {
  const checkpoints: PromiseWithResolvers<void>[] = [];
  let size = 0;
  const log: LogDisk = {
    sync: async () => undefined,
    syncNow: () => undefined,
    size: () => size,
    checkpoint() {
      const checkpoint = Promise.withResolvers<void>();
      checkpoints.push(checkpoint);
      return checkpoint.promise;
    },
    close: () => undefined,
  };
  const engine = sqliteEngine(memoryDatabase(), {
    group: groupCommit(log, systemClock, () => undefined),
    checkpoints: (inTurn) => checkpointer(log, inTurn),
  });
  onTestFinished(() => engine.close());
  const commit = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1)
      await engine.write(
        async (tx) => await tx.run("INSERT INTO preferences SELECT count(*), 'sw' FROM preferences"),
        { durability: 'delayed' },
      );
  };
  return {
    engine,
    commit,
    begun: () => checkpoints.length,
    end: (nth: number) => checkpoints[nth - 1]?.resolve(),
    fail: (nth: number) => checkpoints[nth - 1]?.reject(new Error('EIO')),
    grow: (bytes: number) => (size += bytes),
    turn: systemClock.turn,
  };
}

test('after many commits a checkpoint begins, and not before', async () => {
  const { commit, begun } = heldLog();
  await commit(MANY - 1);
  expect(begun()).toBe(0);
  await commit(1);
  expect(begun()).toBe(1);
});

test('a log that has grown by much is written after fewer commits', async () => {
  const { commit, begun, grow } = heldLog();
  grow(15 * MIB);
  await commit(10);
  expect(begun()).toBe(0);
  grow(1 * MIB);
  await commit(9);
  expect(begun()).toBe(0);
  await commit(1);
  expect(begun()).toBe(1);
});

test('transactions go on beside the first step, and wait for the second', async () => {
  const { commit, begun, end, turn } = heldLog();
  await commit(MANY);
  await commit(10);
  end(1);
  await turn();
  expect(begun()).toBe(2);
  const done: string[] = [];
  const committed = commit(1).then(() => done.push('committed'));
  await turn();
  expect(done).toEqual([]);
  end(2);
  await committed;
});

test.each([1, 2])('if step %d fails, transactions go on, and a later checkpoint is tried', async (step) => {
  const { commit, begun, end, fail, turn } = heldLog();
  await commit(MANY);
  if (step === 2) {
    end(1);
    await turn();
  }
  fail(step);
  await turn();
  await commit(MANY - 1);
  expect(begun()).toBe(step);
  await commit(1);
  expect(begun()).toBe(step + 1);
});

test('the log of a file is written to the database in a thread, and begins anew', async () => {
  const path = join(tempFolder(), 'till.db');
  const engine = openDatabase(path);
  const commit = (): Promise<unknown> =>
    engine.write(
      async (tx) => await tx.run("INSERT INTO preferences SELECT count(*), 'sw' FROM preferences"),
      { durability: 'delayed' },
    );
  /** How often the log began anew (https://sqlite.org/fileformat2.html#walformat). */
  const sequence = (): number => readFileSync(`${path}-wal`).readUInt32BE(12);
  const before = sequence();
  for (let n = 0; n < MANY; n += 1) await commit();
  await vi.waitFor(
    async () => {
      await commit();
      expect(sequence()).toBeGreaterThan(before);
    },
    { timeout: 20_000, interval: 20 },
  );
  // The database's file alone has what was in the log.
  copyFileSync(path, `${path}.alone`);
  const alone = new Database(`${path}.alone`);
  expect(alone.prepare('SELECT count(*) FROM preferences').pluck().get()).toBeGreaterThanOrEqual(MANY);
  alone.close();
  engine.close();
});

test('many checkpoints in one thread leave no listeners behind', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  const path = join(tempFolder(), 'till.db');
  const engine = openDatabase(path);
  const log = openLog(path);
  for (let n = 0; n < 15; n += 1) await log.checkpoint();
  log.close();
  engine.close();
  expect(warnings.map(({ name }) => name)).not.toContain('MaxListenersExceededWarning');
});

test('a closed log makes no checkpoint, and starts no thread for one', async () => {
  const path = join(tempFolder(), 'till.db');
  const engine = openDatabase(path);
  const log = openLog(path);
  log.close();
  engine.close();
  await expect(log.checkpoint()).rejects.toThrow('the database is closed');
});
