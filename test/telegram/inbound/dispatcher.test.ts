import type { Telegraf } from 'telegraf';
import { expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../../src/store/port/store.ts';
import type { BotContext } from '../../../src/telegram/bot/bot-services.ts';
import { dispatcher } from '../../../src/telegram/inbound/dispatcher.ts';
import { startWorker } from '../../../src/runtime/worker.ts';
import { recordedLog } from '../../support/log.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { tempStore } from '../../support/store.ts';

/** Enough to call it a loop: a disk that is full for minutes would see millions. */
const A_LOOP = 1_000;

/** A dispatcher at work on one update, whose handling fails while the store does. */
async function atWork(store: Store, isFull: () => boolean) {
  const [clock, log, ending] = [manualClock(), recordedLog(), new AbortController()];
  await store.inbox.receive(
    [{ updateId: 1, chatId: 100, payload: { update_id: 1, message: {} } }],
    clock.now(),
  );
  let handled = 0;
  const handleUpdate = async (): Promise<void> => {
    handled += 1;
    if (handled > A_LOOP) return;
    if (isFull()) throw new Error('SQLITE_FULL');
    await store.inbox.finish({ updateId: 1, at: clock.now(), messages: [], draft: { kind: 'keep' } });
  };
  const bot = { handleUpdate } as unknown as Telegraf<BotContext>;
  const parts = { bot, store, clock, log, wakeNotifier: () => undefined, ending: ending.signal };
  const worker = startWorker(dispatcher(parts), { clock, log, concurrency: 4 });
  onTestFinished(async () => {
    ending.abort();
    const stopped = worker.stop(0);
    await clock.advance(1);
    await stopped;
  });
  return { clock, handled: () => handled };
}

test.each(['retryAt', 'finish'] as const)(
  'a store whose %s fails for minutes is not tried without a pause, and the update is handled when it is over',
  async (method) => {
    const real = tempStore();
    let full = true;
    const failing = new Proxy(real.inbox, {
      get: (target, key: keyof Store['inbox']) =>
        full && key === method ? () => Promise.reject(new Error('SQLITE_FULL')) : target[key],
    });
    const { clock, handled } = await atWork({ ...real, inbox: failing }, () => full);
    await clock.advance(5 * 60_000);
    expect(handled()).toBeLessThanOrEqual(5);
    full = false;
    await clock.advance(60_000);
    expect(await real.inbox.nextDueAt()).toBeUndefined();
  },
);
