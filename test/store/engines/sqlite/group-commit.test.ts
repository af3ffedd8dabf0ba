import { describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../../src/runtime/clock.ts';
import type { Durability } from '../../../../src/store/engine.ts';
import { sqliteEngine } from '../../../../src/store/engines/sqlite/engine.ts';
import { DELAY_MS, groupCommit } from '../../../../src/store/engines/sqlite/group-commit.ts';
import { memoryDatabase } from '../../../simulation/memory-store.ts';
import { virtualClock } from '../../../simulation/virtual-clock.ts';

/** A disk whose syncs end when the test says so. */
function heldDisk() {
  const syncs: PromiseWithResolvers<void>[] = [];
  return {
    /** How many syncs began. */
    begun: () => syncs.length,
    sync(): Promise<void> {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      return sync.promise;
    },
    end: (nth: number) => syncs[nth - 1]?.resolve(),
    fail: (nth: number) => syncs[nth - 1]?.reject(new Error('EIO')),
  };
}

function heldEngine() {
  const [disk, onFailure] = [heldDisk(), vi.fn<(error: unknown) => void>()];
  const virtual = virtualClock();
  const clock = {
    ...virtual,
    turn: systemClock.turn,
    async advance(ms: number) {
      await virtual.advance(ms);
      // A sync begins a turn later.
      for (let turn = 0; turn < 5; turn += 1) await systemClock.turn();
    },
  };
  const engine = sqliteEngine(memoryDatabase(), { group: groupCommit(disk, clock, onFailure) });
  const done: string[] = [];
  const note = (what: string, promise: Promise<unknown>): void => {
    promise.then(
      () => done.push(what),
      (error: unknown) => done.push(`${what}: ${String(error)}`),
    );
  };
  return {
    disk,
    clock,
    onFailure,
    engine,
    /** What has resolved or rejected so far, in this order. */
    done,
    /** Commits a row. */
    write(what: string, durability?: Durability) {
      const work = engine.write(
        async (tx) => await tx.run("INSERT INTO preferences SELECT count(*), 'sw' FROM preferences"),
        durability && { durability },
      );
      note(what, work);
    },
    /** Commits nothing. */
    writeNothing: (what: string) =>
      note(
        what,
        engine.write(async (tx) => await tx.run("UPDATE preferences SET language = 'en' WHERE user_id = -1")),
      ),
    read: (what: string) =>
      note(
        what,
        engine.read(async (tx) => tx.all('SELECT * FROM preferences')),
      ),
    settled: () => clock.advance(0),
  };
}

describe('a commit', () => {
  test('resolves when a sync that began after it has ended', async () => {
    const { write, disk, done, settled } = heldEngine();
    write('A');
    await settled();
    expect([disk.begun(), done]).toEqual([1, []]);
    disk.end(1);
    await settled();
    expect(done).toEqual(['A']);
  });

  test('shares a sync with those that were committed before it began', async () => {
    const { write, disk, done, settled } = heldEngine();
    for (const what of ['A', 'B', 'C']) write(what);
    await settled();
    disk.end(1);
    await settled();
    expect([disk.begun(), done]).toEqual([1, ['A', 'B', 'C']]);
  });

  test('that comes during a sync waits for the next one', async () => {
    const { write, disk, done, settled } = heldEngine();
    write('A');
    await settled();
    write('B');
    write('C');
    await settled();
    disk.end(1);
    await settled();
    expect([disk.begun(), done]).toEqual([2, ['A']]);
    disk.end(2);
    await settled();
    expect(done).toEqual(['A', 'B', 'C']);
  });

  test('is visible to other transactions before it is on the disk', async () => {
    const { engine, write, disk, settled } = heldEngine();
    write('A');
    const seen = engine.read(async (tx) => tx.all('SELECT * FROM preferences'));
    await settled();
    disk.end(1);
    expect(await seen).toHaveLength(1);
  });

  test('without a change needs no sync', async () => {
    const { writeNothing, disk, done, settled } = heldEngine();
    writeNothing('nothing');
    await settled();
    expect([disk.begun(), done]).toEqual([0, ['nothing']]);
  });
});

describe('a delayed commit', () => {
  test('resolves at once, and is on the disk a second later', async () => {
    const { write, disk, done, clock } = heldEngine();
    write('A', 'delayed');
    await clock.advance(DELAY_MS - 1);
    expect([disk.begun(), done]).toEqual([0, ['A']]);
    await clock.advance(1);
    expect(disk.begun()).toBe(1);
  });

  test('needs no sync of its own when an awaited one follows', async () => {
    const { write, disk, clock, settled } = heldEngine();
    write('A', 'delayed');
    await settled();
    write('B');
    await settled();
    disk.end(1);
    await clock.advance(10 * DELAY_MS);
    expect(disk.begun()).toBe(1);
  });

  test('that comes during a sync gets another one', async () => {
    const { write, disk, clock, settled } = heldEngine();
    write('A');
    await settled();
    write('B', 'delayed');
    await settled();
    disk.end(1);
    await clock.advance(DELAY_MS);
    expect(disk.begun()).toBe(2);
  });

  test('shares its second with others', async () => {
    const { write, disk, clock } = heldEngine();
    for (const what of ['A', 'B', 'C']) {
      write(what, 'delayed');
      await clock.advance(300);
    }
    await clock.advance(DELAY_MS);
    expect(disk.begun()).toBe(1);
  });
});

describe('whoever reads', () => {
  test.each(['read', 'writeNothing'] as const)(
    'by %s what is not on the disk yet waits until it is',
    async (how) => {
      const held = heldEngine();
      held.write('A');
      held[how]('seen');
      await held.settled();
      expect(held.done).toEqual([]);
      held.disk.end(1);
      await held.settled();
      expect(held.done).toEqual(['A', 'seen']);
    },
  );

  test('and commits with a delay waits for what it may have seen', async () => {
    const { write, disk, done, settled } = heldEngine();
    write('A');
    write('B', 'delayed');
    await settled();
    expect(done).toEqual([]);
    disk.end(1);
    await settled();
    expect(done).toEqual(['A', 'B']);
  });

  test('a delayed commit waits for nothing', async () => {
    const { write, read, done, settled } = heldEngine();
    write('A', 'delayed');
    read('seen');
    await settled();
    expect(done).toEqual(['A', 'seen']);
  });
});

describe('a disk that fails', () => {
  test('lets all reject who wait for it, and later ones without asking it again', async () => {
    const { write, read, writeNothing, disk, done, onFailure, settled } = heldEngine();
    write('A');
    await settled();
    write('B');
    read('seen');
    await settled();
    disk.fail(1);
    await settled();
    expect(done).toEqual(['A: Error: EIO', 'B: Error: EIO', 'seen: Error: EIO']);
    write('C');
    writeNothing('nothing');
    await settled();
    expect(done.slice(3)).toEqual(['C: Error: EIO', 'nothing: Error: EIO']);
    expect([disk.begun(), onFailure.mock.calls]).toEqual([1, [[new Error('EIO')]]]);
  });

  test('under a delayed commit is reported', async () => {
    const { write, disk, onFailure, clock, settled } = heldEngine();
    write('A', 'delayed');
    await clock.advance(DELAY_MS);
    disk.fail(1);
    await settled();
    expect(onFailure).toHaveBeenCalledOnce();
  });
});

test('a closed database syncs nothing any more', async () => {
  const { engine, write, disk, clock, settled } = heldEngine();
  write('A', 'delayed');
  await settled();
  engine.close();
  await clock.advance(10 * DELAY_MS);
  expect(disk.begun()).toBe(0);
});
