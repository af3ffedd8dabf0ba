import { expect, onTestFinished, test } from 'vitest';
import { observeAndServe } from '../../src/app/observe-and-serve.ts';
import type { AppParts } from '../../src/app/parts.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { timekeeper } from '../../src/runtime/timekeeper.ts';
import { keyring, newSecretKey } from '../../src/security/keyring.ts';
import type { Store } from '../../src/store/port/store.ts';
import { recordedLog } from '../support/log.ts';
import { askMonitor, seriesIn } from '../support/monitoring.ts';
import { tempStore } from '../support/store.ts';

/** Serves what is measured of a store, and of nothing else. */
async function watch(change: (store: Store) => Store, begins = true) {
  const log = recordedLog();
  const parts = {
    store: change(tempStore()),
    common: { databasePath: '/nowhere/till.db' },
    live: { webhookCallers: undefined },
    freeRatio: () => Promise.resolve(undefined),
    keyring: keyring([newSecretKey()]),
    clock: systemClock,
    log,
  } as unknown as AppParts;
  const observation = await observeAndServe(parts, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => observation.close());
  if (begins)
    observation.begin(
      timekeeper(systemClock, { last: undefined, onChange: () => undefined, onGap: () => undefined }),
      undefined,
    );
  const ready = async () => (await (await askMonitor(log, '/ready')).json()) as { reasons: string[] };
  return { log, observation, ready };
}

test('a database that cannot be read makes it not ready, and the figures of the queues stay away', async () => {
  const { log, ready } = await watch((store) => ({
    ...store,
    backlog: { figures: () => Promise.reject(new Error('no such column: secret-0712345678')) },
  }));
  const { reasons } = await ready();
  expect(reasons.join('\n')).toContain('The database cannot be read');
  expect(reasons.join('\n')).not.toContain('0712345678');
  const text = await (await askMonitor(log, '/metrics')).text();
  expect(seriesIn(text).filter(({ name }) => name === 'tillbot_queue_waiting')).toEqual([]);
  expect(text).toContain('tillbot_ready 0');
});

test('a key that is not there makes it not ready', async () => {
  const { ready } = await watch((store) => ({
    ...store,
    merchants: { ...store.merchants, keyIds: () => Promise.resolve(['other']) },
  }));
  expect((await ready()).reasons.join('\n')).toContain('SECRET_KEY lacks a key');
});

test('it is not ready before the bot begins', async () => {
  const { ready } = await watch((store) => store, false);
  expect((await ready()).reasons).toEqual(['The bot is starting.']);
});

test('what fails in the store is counted, and still fails', async () => {
  const { log, observation } = await watch((store) => ({
    ...store,
    bots: { ...store.bots, speakAs: () => Promise.reject(new Error('broken')) },
  }));
  const times = { at: 1, steadyAt: 1 };
  await expect(
    observation.store.bots.speakAs(1, times, () => ({ kind: 'message', chatId: 1, payload: {} })),
  ).rejects.toThrow('broken');
  const series = seriesIn(await (await askMonitor(log, '/metrics')).text());
  expect(series).toContainEqual({
    name: 'tillbot_store_calls_total',
    labels: { method: 'bots.speakAs', outcome: 'error' },
    value: 1,
  });
});

test('a monitor that asks all the time makes the store be read once', async () => {
  let reads = 0;
  const { log } = await watch((store) => ({
    ...store,
    backlog: {
      figures(...args) {
        reads += 1;
        return store.backlog.figures(...args);
      },
    },
  }));
  for (let n = 0; n < 20; n += 1) await askMonitor(log, '/ready');
  expect(reads).toBe(1);
});
