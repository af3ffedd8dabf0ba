import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { watchHold } from '../../src/app/hold-watch.ts';
import type { Store } from '../../src/store/port/store.ts';
import { backUp, restore } from '../../src/store/engines/sqlite/backup.ts';
import { openStore } from '../../src/store/store.ts';
import { merchantTime } from '../../src/telegram/outbound/times.ts';
import { recordedLog } from '../support/log.ts';
import { manualClock } from '../support/manual-clock.ts';
import { tempFolder, tempStore } from '../support/store.ts';

const time = merchantTime('Africa/Nairobi');

/** A store that was restored from a copy, with these owners. */
async function restoredStore(...ownerIds: readonly number[]) {
  const folder = tempFolder();
  const [path, copy] = [join(folder, 'till.db'), join(folder, 'copy.db')];
  const store = tempStore(path);
  await store.members.configureOwners(ownerIds, 0);
  backUp(path, copy);
  store.close();
  restore(copy, path);
  const restored = openStore(path);
  onTestFinished(() => restored.close());
  return restored;
}
const chatsToldIn = async (store: Store) =>
  (await store.outbox.due(manualClock().now(), 10, [])).map(({ row }) => row.chatId);

/** Looks as often as the store is asked since when pushes are held: then it ends. */
async function watch(store: Store, log = recordedLog(), looks = 1) {
  const ending = new AbortController();
  let left = looks;
  const since = async (): Promise<number | undefined> => {
    left -= 1;
    if (left === 0) ending.abort();
    return await store.restoreHold.since();
  };
  await watchHold({
    store: { ...store, restoreHold: { ...store.restoreHold, since } },
    database: { path: 'till.db' },
    clock: { ...manualClock(), sleep: async () => undefined },
    time,
    log,
    wakeNotifier: () => undefined,
    ending: ending.signal,
  });
}

test('the owners are told, and nobody else; once, however often it looks', async () => {
  const store = await restoredStore(501, 502);
  await watch(store, recordedLog(), 3);
  expect(await chatsToldIn(store)).toEqual([501, 502]);
});

test('a bot without a restored database tells nobody', async () => {
  const [store, log] = [tempStore(), recordedLog()];
  await watch(store, log);
  expect(await chatsToldIn(store)).toEqual([]);
  expect(log.lines).toEqual([]);
});

test('a store that fails during the telling ends nothing: the answers to commands tell of the hold, too, and it is told again', async () => {
  const store = await restoredStore(501);
  const log = recordedLog();
  let fails = true;
  const add: Store['outbox']['add'] = async (...args) => {
    if (!fails) return await store.outbox.add(...args);
    fails = false;
    throw new Error('SQLITE_FULL');
  };
  await watch({ ...store, outbox: { ...store.outbox, add } }, log, 2);
  expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'error', 'warn']);
  expect(await chatsToldIn(store)).toEqual([501]);
});
