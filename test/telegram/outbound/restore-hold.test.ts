import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { backUp, restore } from '../../../src/store/engines/sqlite/backup.ts';
import { openStore } from '../../../src/store/store.ts';
import { tellRestoreHold } from '../../../src/telegram/outbound/restore-hold.ts';
import { merchantTime } from '../../../src/telegram/outbound/times.ts';
import { recordedLog } from '../../support/log.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { tempFolder, tempStore } from '../../support/store.ts';

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
const chatsToldIn = async (store: Awaited<ReturnType<typeof restoredStore>>) =>
  (await store.outbox.due(manualClock().now(), 10, [])).map(({ row }) => row.chatId);

test('the owners are told, and nobody else', async () => {
  const store = await restoredStore(501, 502);
  await tellRestoreHold({ store, clock: manualClock(), time, log: recordedLog() });
  expect(await chatsToldIn(store)).toEqual([501, 502]);
});

test('a bot without a restored database tells nobody', async () => {
  const [store, log] = [tempStore(), recordedLog()];
  await tellRestoreHold({ store, clock: manualClock(), time, log });
  expect(await chatsToldIn(store)).toEqual([]);
  expect(log.lines).toEqual([]);
});

test('a store that fails during the telling does not stop the start: the answers to commands tell of the hold, too', async () => {
  const store = await restoredStore(501);
  const log = recordedLog();
  const add = (): Promise<void> => Promise.reject(new Error('SQLITE_FULL'));
  const full = { ...store, outbox: { ...store.outbox, add } };
  await tellRestoreHold({ store: full, clock: manualClock(), time, log });
  expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'error']);
});
