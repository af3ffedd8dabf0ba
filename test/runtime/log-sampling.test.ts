import { describe, expect, test } from 'vitest';
import { SAMPLING, sampledLog, type After } from '../../src/runtime/log-sampling.ts';
import { recordedLog } from '../support/log.ts';

/** A sampled log, and the time that the test lets pass. */
function sampling(limits = SAMPLING) {
  const recorded = recordedLog();
  const waiting = new Set<{ readonly at: number; readonly act: () => void }>();
  let now = 0;
  const after: After = (ms, act) => {
    const timer = { at: now + ms, act };
    waiting.add(timer);
    return () => void waiting.delete(timer);
  };
  const log = sampledLog(recorded, after, limits);
  const pass = (ms: number): void => {
    now += ms;
    for (const { at, act } of waiting) if (at <= now) act();
  };
  const messages = (): readonly string[] => recorded.lines.map(({ message }) => message);
  return { log, pass, messages, lines: recorded.lines, waiting };
}

const timedOut = (charge: number, merchant = 1) => ({ charge, merchant, why: 'timeout' });
const NO_ANSWER = 'no answer to a query';

describe('a sampled log', () => {
  test('logs five warnings of a kind, and the number of the further ones after a minute', () => {
    const { log, pass, lines } = sampling();
    for (let charge = 1; charge <= 46; charge += 1) log.warn(timedOut(charge), NO_ANSWER);
    expect(lines.map(({ context }) => context)).toEqual([1, 2, 3, 4, 5].map((charge) => timedOut(charge)));
    pass(59_999);
    expect(lines).toHaveLength(5);
    pass(1);
    expect(lines.slice(5)).toEqual([
      {
        level: 'warn',
        context: { merchant: 1, why: 'timeout', more: 41 },
        message: 'no answer to a query (and 41 more like this)',
      },
    ]);
  });

  test('starts again after the window, and logs no number for a kind that did not repeat', () => {
    const { log, pass, messages } = sampling();
    for (let charge = 1; charge <= 5; charge += 1) log.warn(timedOut(charge), NO_ANSWER);
    pass(60_000);
    expect(messages()).toHaveLength(5);
    for (let charge = 1; charge <= 6; charge += 1) log.warn(timedOut(charge), NO_ANSWER);
    expect(messages()).toHaveLength(10);
    pass(60_000);
    expect(messages().slice(10)).toEqual(['no answer to a query (and 1 more like this)']);
  });

  test('counts merchants, causes and messages apart', () => {
    const { log, messages } = sampling({ ...SAMPLING, first: 1 });
    log.warn(timedOut(1), NO_ANSWER);
    log.warn(timedOut(2, 2), NO_ANSWER);
    log.warn({ ...timedOut(3), why: 'reset' }, NO_ANSWER);
    log.warn(timedOut(4), 'a message waits');
    log.warn({ result: 'limited', failures: 1 }, 'refused');
    log.warn({ result: 'refused', failures: 2 }, 'refused');
    expect(messages()).toHaveLength(6);
    log.warn({ result: 'refused', failures: 3 }, 'refused');
    expect(messages()).toHaveLength(6);
    for (const charge of [1, 2]) log.warn({ charge, merchant: 1, kind: 'account' }, 'a query was refused');
    expect(messages()).toHaveLength(7);
  });

  test('logs every warning about a different charge', () => {
    const { log, lines } = sampling({ ...SAMPLING, first: 1 });
    for (let charge = 1; charge <= 50; charge += 1)
      log.warn({ charge, mismatch: 'amount' }, 'a reported payment is not this charge');
    expect(lines).toHaveLength(50);
  });

  test('lets every error and info pass, however often it repeats', () => {
    const { log, lines } = sampling({ ...SAMPLING, first: 1 });
    for (let n = 0; n < 50; n += 1) {
      log.error({ why: 'x' }, 'the outcome of a push could not be recorded');
      log.info({ why: 'x' }, 'pushed');
    }
    expect(lines).toHaveLength(100);
  });

  test('keeps a bounded number of kinds: it logs the count of the oldest and drops it', () => {
    const { log, pass, messages, waiting } = sampling({ ...SAMPLING, first: 1, kinds: 3 });
    for (const kind of ['a', 'a', 'a', 'b', 'b', 'c']) log.warn({}, kind);
    expect(messages()).toEqual(['a', 'b', 'c']);
    expect(waiting.size).toBe(3);
    log.warn({}, 'd');
    expect(messages()).toEqual(['a', 'b', 'c', 'a (and 2 more like this)', 'd']);
    expect(waiting.size).toBe(3);
    log.warn({}, 'a');
    log.warn({}, 'a');
    expect(messages().slice(5)).toEqual(['b (and 1 more like this)', 'a']);
    pass(60_000);
    expect(messages().slice(7)).toEqual(['a (and 1 more like this)']);
    expect(waiting.size).toBe(0);
  });

  test('keeps only the beginning of a long cause in memory', () => {
    const { log, lines } = sampling({ ...SAMPLING, first: 1 });
    const long = 'x'.repeat(10_000);
    log.warn({ why: `${long}1` }, 'a message waits');
    log.warn({ why: `${long}2` }, 'a message waits');
    log.flush();
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines[1]).length).toBeLessThan(300);
  });

  test('logs its counts once when it is flushed', () => {
    const { log, pass, messages } = sampling({ ...SAMPLING, first: 1 });
    for (let n = 0; n < 3; n += 1) log.warn({}, 'again');
    log.flush();
    expect(messages()).toEqual(['again', 'again (and 2 more like this)']);
    log.flush();
    pass(60_000);
    expect(messages()).toHaveLength(2);
  });
});
