import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { startWorker, type Work } from '../../src/runtime/worker.ts';
import { recordedLog } from '../support/log.ts';
import { manualClock } from '../support/manual-clock.ts';

/** A worker on a list of due items. Each item ends when the test calls `end`. */
function bench({
  concurrency = 2,
  over = {},
}: { readonly concurrency?: number; readonly over?: Partial<Work<string>> } = {}) {
  const clock = manualClock();
  const log = recordedLog();
  const start = clock.now();
  const waiting: string[] = [];
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  /** When the worker looked for work, in milliseconds after the start. */
  const looks: number[] = [];
  const due: { at: number | undefined } = { at: undefined };
  const work: Work<string> = {
    name: 'bench',
    claim: async (_now, limit) => waiting.splice(0, limit),
    async perform(item) {
      begun.push(item);
      await new Promise<void>((resolve) => {
        ends.set(item, resolve);
      });
    },
    nextDueAt: async () => due.at,
    ...over,
  };
  const claim: Work<string>['claim'] = (now, limit) => {
    looks.push(now - start);
    return work.claim(now, limit);
  };
  const worker = startWorker({ ...work, claim }, { clock, log, concurrency });
  onTestFinished(async () => {
    const stopped = worker.stop(0);
    await clock.advance(1);
    await stopped;
  });
  return {
    clock,
    log,
    worker,
    begun,
    looks,
    due,
    start,
    async give(...items: string[]) {
      waiting.push(...items);
      worker.wake();
      await clock.settle();
    },
    async end(item: string) {
      ends.get(item)?.();
      await clock.settle();
    },
  };
}

describe('a worker', () => {
  test('performs no more items at once than its concurrency, and the next as soon as one is done', async () => {
    const { give, begun, end } = bench({ concurrency: 2 });
    await give('a', 'b', 'c', 'd');
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('a');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  test('does not look for work while it is full', async () => {
    const { give, looks, clock } = bench({ concurrency: 1 });
    await give('a');
    const looked = looks.length;
    await clock.advance(150_000);
    expect(looks.length).toBe(looked);
  });

  test('looks again when the next item is due, and not before', async () => {
    const { clock, looks, due, start, worker } = bench();
    due.at = start + 7_000;
    worker.wake();
    await clock.advance(6_999);
    expect(looks.every((at) => at < 7_000)).toBe(true);
    due.at = undefined;
    await clock.advance(1);
    expect(looks.at(-1)).toBe(7_000);
  });

  test('looks once a minute when nothing is due, in case a wake-up was missed', async () => {
    const { clock, looks } = bench();
    await clock.advance(180_000);
    expect(looks).toEqual([0, 60_000, 120_000, 180_000]);
  });

  test('looks once a minute when the next item is hours away', async () => {
    const { clock, looks, due, start, worker } = bench();
    due.at = start + 5 * 3_600_000;
    worker.wake();
    await clock.advance(120_000);
    expect(looks.slice(-2)).toEqual([60_000, 120_000]);
  });

  test('does not spin on an item that is due and cannot be claimed', async () => {
    const { clock, looks, due, start, worker } = bench();
    due.at = start - 1;
    worker.wake();
    await clock.advance(1_000);
    expect(looks.length).toBeGreaterThan(5);
    expect(looks.length).toBeLessThan(15);
  });

  test('looks again at once when it was woken during a look', async () => {
    const during: { act?: () => void } = {};
    const { clock, looks, worker } = bench({
      over: {
        async claim() {
          during.act?.();
          return [];
        },
      },
    });
    await clock.settle();
    during.act = () => {
      delete during.act;
      worker.wake();
    };
    await clock.advance(60_000);
    expect(looks).toEqual([0, 60_000, 60_000]);
  });

  test('logs an item that fails, with its name, and goes on with the others', async () => {
    const done: string[] = [];
    const { clock, give, log } = bench({
      over: {
        async perform(item) {
          if (item === 'bad') throw new Error('a bug');
          done.push(item);
        },
      },
    });
    await give('bad', 'good', 'better');
    await clock.settle();
    expect(done).toEqual(['good', 'better']);
    expect(log.lines).toMatchObject([{ level: 'error', context: { worker: 'bench' } }]);
  });

  test('waits a second after a look that failed, even if it was woken during the look', async () => {
    const during: { act?: () => void } = {};
    const { clock, log, looks, worker } = bench({
      over: {
        async claim() {
          if (looks.length > 4) return [];
          during.act?.();
          throw new Error('database is locked');
        },
      },
    });
    during.act = worker.wake;
    await clock.advance(3_000);
    expect(looks).toEqual([0, 1_000, 2_000, 3_000]);
    expect(log.lines).toMatchObject(Array.from({ length: 4 }, () => ({ context: { worker: 'bench' } })));
  });

  test('looks at once when it is woken in the second after a look that failed', async () => {
    let failures = 0;
    const { clock, looks, worker } = bench({
      over: {
        async claim() {
          if (failures++ === 0) throw new Error('database is locked');
          return [];
        },
      },
    });
    await clock.settle();
    worker.wake();
    await clock.settle();
    expect(looks).toEqual([0, 0]);
  });
});

describe('a worker that is stopped', () => {
  test('claims no more work, and ends as soon as the work in flight is done', async () => {
    const { give, worker, end, begun, clock } = bench({ concurrency: 1 });
    await give('a', 'b');
    let left: number | undefined;
    const stopping = async (): Promise<void> => {
      left = await worker.stop(30_000);
    };
    void stopping();
    await clock.settle();
    expect(left).toBeUndefined();
    await end('a');
    expect(left).toBe(0);
    expect(begun).toEqual(['a']);
  });

  test('waits for its grace period and no longer, and returns how many items it left', async () => {
    const { give, worker, clock } = bench({ concurrency: 3 });
    await give('a', 'b');
    let left: number | undefined;
    const stopping = async (): Promise<void> => {
      left = await worker.stop(30_000);
    };
    void stopping();
    await clock.advance(29_999);
    expect(left).toBeUndefined();
    await clock.advance(1);
    expect(left).toBe(2);
  });

  test('does not look for work again, even when it was asleep', async () => {
    const { worker, clock, looks } = bench();
    await clock.settle();
    await worker.stop(0);
    worker.wake();
    await clock.advance(180_000);
    expect(looks).toEqual([0]);
  });

  test('lets sockets and timers run between two looks, however much is due', async () => {
    const seen = { looks: 0, turns: 0 };
    const worker = startWorker<number>(
      {
        name: 'busy',
        claim: async () => (seen.looks++ < 1_000 ? [seen.looks] : []),
        perform: async () => {},
        nextDueAt: async () => undefined,
      },
      { clock: systemClock, log: recordedLog(), concurrency: 4 },
    );
    // Counts turns of the event loop. A chain of promises would run to its end before the first.
    while (seen.looks <= 1_000) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      seen.turns += 1;
    }
    await worker.stop(1_000);
    expect(seen.turns).toBeGreaterThan(500);
  });

  test('leaves no timer behind that would keep the program from ending', async () => {
    const clock = manualClock();
    const signals: (AbortSignal | undefined)[] = [];
    const worker = startWorker<string>(
      { name: 'idle', claim: async () => [], perform: async () => {}, nextDueAt: async () => undefined },
      {
        clock: {
          now: clock.now,
          steady: clock.steady,
          turn: async () => undefined,
          sleep: (ms, signal) => {
            signals.push(signal);
            return clock.sleep(ms, signal);
          },
        },
        log: recordedLog(),
        concurrency: 1,
      },
    );
    await clock.settle();
    expect(await worker.stop(30_000)).toBe(0);
    expect(signals.length).toBe(2);
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
  });
});
