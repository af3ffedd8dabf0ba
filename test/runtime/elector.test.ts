import { describe, expect, test } from 'vitest';
import { elector, type Leadership } from '../../src/runtime/elector.ts';
import type { Lease } from '../../src/runtime/lease.ts';
import { recordedLog } from '../support/log.ts';
import { manualClock } from '../support/manual-clock.ts';
import { memoryLease } from '../support/memory-lease.ts';

/** Programs that compete for one lease. */
function bench() {
  const clock = manualClock();
  const lease = memoryLease(clock.steady);
  return {
    clock,
    lease,
    /** A program that competes. `wants` is aborted when it must end. */
    program(name: string, over: (own: Lease) => Partial<Lease> = () => ({}), isFit = async () => true) {
      const own = lease.of(name);
      const ending = new AbortController();
      const one = elector({ lease: { ...own, ...over(own) }, clock, log: recordedLog(), isFit });
      const state: { leadership?: Leadership | undefined; hasEnded: boolean } = { hasEnded: false };
      const lead = async (): Promise<void> => {
        state.leadership = await one.lead(ending.signal);
        state.hasEnded = true;
      };
      void lead();
      return {
        ...one,
        state,
        end: () => ending.abort(),
        leads: () => state.leadership?.mayBegin() === true,
      };
    },
  };
}

const never = (): Promise<never> => new Promise(() => undefined);
const failed = async (): Promise<never> => {
  throw new Error('connection refused');
};

describe('a program that waits', () => {
  test('leads at once if nobody else does', async () => {
    const { clock, program } = bench();
    const first = program('first');
    await clock.settle();
    expect(first.leads()).toBe(true);
    expect(first.state.leadership?.term).toBe(1);
  });

  test('does not lead while another one renews its lease', async () => {
    const { clock, program } = bench();
    const [first, second] = [program('first'), program('second')];
    await clock.advance(600_000);
    expect([first.leads(), second.leads()]).toEqual([true, false]);
  });

  test('leads as soon as the lease of one that died has run out', async () => {
    const { clock, program, lease } = bench();
    // Its renewals do not arrive any more.
    program('first', () => ({ renew: never }));
    const second = program('second');
    await clock.advance(9_999);
    expect(second.leads()).toBe(false);
    await clock.advance(101);
    expect(second.leads()).toBe(true);
    expect([second.state.leadership?.term, lease.holder()]).toEqual([2, 'second']);
  });

  test('leads at once when it hears that the lease was released', async () => {
    const { clock, program, lease } = bench();
    const first = program('first');
    const second = program('second');
    lease.onReleased(second.wake);
    await clock.advance(5_000);
    await first.state.leadership?.release();
    await clock.settle();
    expect(second.leads()).toBe(true);
    expect(first.leads()).toBe(false);
  });

  test('leads within the time of a renewal if it does not hear that', async () => {
    const { clock, program } = bench();
    const first = program('first');
    const second = program('second');
    await clock.advance(5_000);
    await first.state.leadership?.release();
    await clock.advance(2_500);
    expect(second.leads()).toBe(true);
  });

  test('ends at once when it must, and takes no lease', async () => {
    const { clock, program, lease } = bench();
    const first = program('first');
    const second = program('second');
    await clock.advance(1_000);
    second.end();
    await clock.settle();
    expect(second.state).toEqual({ hasEnded: true, leadership: undefined });
    await first.state.leadership?.release();
    await clock.advance(60_000);
    expect(lease.holder()).toBeUndefined();
  });

  test('gives back a lease that it gets while it ends', async () => {
    const { clock, program, lease } = bench();
    const only = program('only', ({ acquire }) => ({
      async acquire(ttlMs) {
        await clock.sleep(1_000);
        return await acquire(ttlMs);
      },
    }));
    await clock.settle();
    only.end();
    await clock.advance(1_000);
    expect([only.state.hasEnded, only.state.leadership, lease.term(), lease.holder()]).toEqual([
      true,
      undefined,
      1,
      undefined,
    ]);
  });

  test('goes on when the database is away', async () => {
    const { clock, program } = bench();
    let isAway = true;
    const only = program('only', ({ acquire }) => ({
      acquire: (ttlMs) => (isAway ? failed() : acquire(ttlMs)),
    }));
    await clock.advance(60_000);
    expect(only.leads()).toBe(false);
    isAway = false;
    await clock.advance(500);
    expect(only.leads()).toBe(true);
  });

  test('takes again what it took without knowing, in a new term', async () => {
    const { clock, program } = bench();
    let calls = 0;
    const only = program('only', ({ acquire }) => ({
      async acquire(ttlMs) {
        const acquired = await acquire(ttlMs);
        calls += 1;
        return calls === 1 ? await never() : acquired;
      },
    }));
    await clock.advance(2_500);
    expect(only.leads()).toBe(true);
    expect(only.state.leadership?.term).toBe(2);
  });

  test('does not compete while it could not lead', async () => {
    const { clock, program, lease } = bench();
    let isFit = false;
    const only = program('only', undefined, async () => isFit);
    await clock.advance(60_000);
    expect([lease.term(), only.leads()]).toEqual([0, false]);
    isFit = true;
    await clock.advance(2_500);
    expect(only.leads()).toBe(true);
  });
});

describe('the leader', () => {
  test('begins nothing from two seconds before its lease can run out', async () => {
    const { clock, program, lease } = bench();
    let isAway = false;
    const first = program('first', ({ renew }) => ({
      renew: (...call) => (isAway ? failed() : renew(...call)),
    }));
    await clock.advance(2_500);
    isAway = true;
    await clock.advance(7_999);
    expect(first.leads()).toBe(true);
    await clock.advance(1);
    expect(first.leads()).toBe(false);
    expect(first.state.leadership?.over.aborted).toBe(true);
    // It still has the lease: nobody else can lead.
    expect(lease.holder()).toBe('first');
  });

  test('leads on when renewals fail for less than that', async () => {
    const { clock, program } = bench();
    let isAway = false;
    const first = program('first', ({ renew }) => ({
      renew: (...call) => (isAway ? failed() : renew(...call)),
    }));
    await clock.advance(2_500);
    isAway = true;
    await clock.advance(7_000);
    isAway = false;
    await clock.advance(60_000);
    expect(first.leads()).toBe(true);
    expect(first.state.leadership?.ageMs()).toBeLessThanOrEqual(2_500);
  });

  test('counts from when a renewal left, not from its answer', async () => {
    const { clock, program, lease } = bench();
    let calls = 0;
    const first = program('first', ({ renew }) => ({
      async renew(...call) {
        calls += 1;
        if (calls > 1) return await never();
        const isRenewed = await renew(...call);
        await clock.sleep(1_900);
        return isRenewed;
      },
    }));
    // The only renewal left at 2,500 and was answered at 4,400.
    await clock.advance(10_499);
    expect(first.leads()).toBe(true);
    await clock.advance(1);
    expect(first.leads()).toBe(false);
    expect(lease.holder()).toBe('first');
  });

  test('does not count a renewal whose answer takes longer than two seconds', async () => {
    const { clock, program } = bench();
    const first = program('first', ({ renew }) => ({
      async renew(...call) {
        const isRenewed = await renew(...call);
        await clock.sleep(2_001);
        return isRenewed;
      },
    }));
    await clock.advance(8_000);
    expect(first.leads()).toBe(false);
  });

  test('that was stopped knows it before any timer of its own has run', async () => {
    const clock = manualClock();
    let stoppedMs = 0;
    const lease = memoryLease(clock.steady);
    const leadership = await elector({
      lease: lease.of('first'),
      // Time passes, and no sleeper wakes.
      clock: { steady: () => clock.steady() + stoppedMs, sleep: clock.sleep },
      log: recordedLog(),
    }).lead(new AbortController().signal);
    expect(leadership?.mayBegin()).toBe(true);
    stoppedMs = 8_000;
    expect(leadership?.mayBegin()).toBe(false);
    expect(leadership?.over.aborted).toBe(true);
    // Nor does it come back.
    stoppedMs = 0;
    expect(leadership?.mayBegin()).toBe(false);
  });

  test('knows at once that another program has the lease', async () => {
    const { clock, program, lease } = bench();
    let isAway = false;
    const first = program('first', ({ renew }) => ({
      renew: (...call) => (isAway ? Promise.resolve(false) : renew(...call)),
    }));
    await clock.advance(1_000);
    isAway = true;
    await clock.advance(1_500);
    expect(first.leads()).toBe(false);
    expect(lease.holder()).toBe('first');
  });

  test('renews no more once it has released the lease', async () => {
    const { clock, program, lease } = bench();
    const first = program('first');
    await clock.advance(3_000);
    await first.state.leadership?.release();
    await clock.advance(60_000);
    expect([lease.holder(), first.leads()]).toEqual([undefined, false]);
  });

  test('ends although its lease cannot be released', async () => {
    const { clock, program } = bench();
    const first = program('first', () => ({ release: failed }));
    await clock.settle();
    await first.state.leadership?.release();
    expect(first.leads()).toBe(false);
  });
});

test('of three programs, never two may begin something, whatever calls fail, hang or take', async () => {
  const { clock, lease } = bench();
  let seed = 7;
  const chance = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  /** The lease of a program that is cut off from the database now and then, for up to half a minute, in either direction. */
  const shaky = (own: Lease): Lease => {
    let cut = { from: 0, until: 0, isOfAnswers: false };
    const through = async <T>(call: () => Promise<T>): Promise<T> => {
      if (cut.until < clock.steady() - 40_000 * chance())
        cut = {
          from: clock.steady() + 20_000 * chance(),
          until: clock.steady() + 50_000 * chance(),
          isOfAnswers: chance() < 0.5,
        };
      const isCut = cut.from <= clock.steady() && clock.steady() < cut.until;
      if (isCut && !cut.isOfAnswers) return await failed();
      await clock.sleep(chance() * 900);
      const answer = await call();
      await clock.sleep(chance() * 900);
      return isCut ? await never() : answer;
    };
    return {
      acquire: (...of) => through(() => own.acquire(...of)),
      renew: (...of) => through(() => own.renew(...of)),
      release: (...of) => through(() => own.release(...of)),
    };
  };
  const leaders: { readonly name: string; readonly leadership: Leadership }[] = [];
  const compete = async (name: string): Promise<void> => {
    const one = elector({ lease: shaky(lease.of(name)), clock, log: recordedLog() });
    for (;;) {
      const leadership = await one.lead(new AbortController().signal);
      if (leadership === undefined) return;
      leaders.push({ name, leadership });
      if (!leadership.over.aborted)
        await new Promise((resolve) => leadership.over.addEventListener('abort', resolve));
    }
  };
  for (const name of ['first', 'second', 'third']) void compete(name);
  let ledMs = 0;
  for (let i = 0; i < 3_000; i += 1) {
    await clock.advance(200);
    const leading = leaders.filter(({ leadership }) => leadership.mayBegin());
    expect(leading.length).toBeLessThanOrEqual(1);
    for (const { name, leadership } of leading)
      expect([lease.holder(), lease.term()]).toEqual([name, leadership.term]);
    ledMs += leading.length * 200;
  }
  expect(new Set(leaders.map(({ name }) => name)).size).toBe(3);
  expect(ledMs).toBeGreaterThan(300_000);
});
