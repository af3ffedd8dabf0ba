import { expect, test } from 'vitest';
import { collector } from '../../src/payments/collector.ts';
import { startWorker } from '../../src/runtime/worker.ts';
import type { Store } from '../../src/store/port/store.ts';
import { virtualClock } from '../simulation/virtual-clock.ts';

const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('a disk that takes nothing is tried once a second, and other collections go on', async () => {
  const clock = virtualClock();
  const tried = new Map<number, number>();
  const due = new Set([1, 2]);
  const collections = {
    due: async () => [...due].map((id) => ({ id, merchantId: 1 })),
    nextDueAt: async () => (due.size === 0 ? undefined : clock.steady()),
    async chargeNext(id: number) {
      tried.set(id, (tried.get(id) ?? 0) + 1);
      if (id === 1) throw new Error('the disk is full');
      due.delete(id);
      return 'created' as const;
    },
  };
  const store = { collections } as unknown as Store;
  const parts = { store, clock, rules: { velocityLimits: [] }, wakeNotifier: () => undefined };
  const worker = startWorker(collector({ ...parts, onCreated: () => undefined }), {
    clock,
    log: LOG,
    concurrency: 8,
  });
  // A loop that never pauses would keep this from ending.
  await clock.advance(9_500);
  expect(Object.fromEntries(tried)).toEqual({ 1: 10, 2: 1 });
  const stopped = worker.stop(0);
  await clock.advance(2_000);
  await stopped;
});
