import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { timeLimit } from '../../src/runtime/time-limit.ts';

describe('a time limit', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('aborts when the time is over, and not before', () => {
    const limit = timeLimit(1_000);
    vi.advanceTimersByTime(999);
    expect([limit.signal.aborted, limit.hasPassed()]).toEqual([false, false]);
    vi.advanceTimersByTime(1);
    expect([limit.signal.aborted, limit.hasPassed()]).toEqual([true, true]);
    expect(limit.signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  test.each(['before it begins', 'later'])('passes on that the outer signal aborts %s', (when) => {
    const outer = new AbortController();
    const reason = new Error('the program ends');
    if (when !== 'later') outer.abort(reason);
    const limit = timeLimit(1_000, outer.signal);
    outer.abort(reason);
    expect(limit.signal.reason).toBe(reason);
    vi.advanceTimersByTime(1_000);
    expect([limit.hasPassed(), limit.signal.reason]).toEqual([false, reason]);
  });

  test('leaves nothing behind when it has ended', () => {
    const outer = new AbortController();
    const limit = timeLimit(1_000, outer.signal);
    expect([getEventListeners(outer.signal, 'abort').length, vi.getTimerCount()]).toEqual([1, 1]);
    limit.end();
    expect([getEventListeners(outer.signal, 'abort').length, vi.getTimerCount()]).toEqual([0, 0]);
    outer.abort();
    vi.advanceTimersByTime(1_000);
    expect(limit.signal.aborted).toBe(false);
  });
});
