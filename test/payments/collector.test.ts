import { expect, test } from 'vitest';
import { collector } from '../../src/payments/collector.ts';
import { startWorker } from '../../src/runtime/worker.ts';
import type { Store } from '../../src/store/port/store.ts';
import { virtualClock } from '../simulation/virtual-clock.ts';
import { NO_RULES } from '../support/payments.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('a collection that cannot be written is tried again once a second, and the others go on', async () => {
  const clock = virtualClock();
  const tried: number[] = [];
  const collections = {
    due: async (_now: number, limit: number) => [1, 2].slice(0, limit).map((id) => ({ id, merchantId: 1 })),
    nextDueAt: async () => clock.steady(),
    async chargeNext(id: number) {
      tried.push(id);
      await clock.sleep(200);
      if (id === 1) throw new Error('the disk is full');
      return 'nobody';
    },
  };
  const parts = { clock, rules: NO_RULES, onCreated: () => undefined, wakeNotifier: () => undefined };
  const work = collector({ ...parts, store: { collections } as unknown as Store });
  const worker = startWorker(work, { clock, log: SILENT, concurrency: 1 });
  await clock.advance(10_000);
  const stopped = worker.stop(1_000);
  await clock.advance(2_000);
  await stopped;
  const failures = tried.filter((id) => id === 1).length;
  expect(failures).toBeGreaterThan(3);
  expect(failures).toBeLessThanOrEqual(10);
  expect(tried.filter((id) => id === 2).length).toBeGreaterThan(10);
});
