// @module-tag slow
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/port/store.ts';
import { memoryDatabase } from '../simulation/memory-store.ts';
import { virtualClock, type VirtualClock } from '../simulation/virtual-clock.ts';
import {
  command,
  gatewayOf,
  LIVES,
  livedIn,
  MINUTE,
  settle,
  startLife,
  wrong,
  type Life,
} from '../support/charge-lives.ts';
import { failingDatabase, STATEMENT_FAULTS, type StatementFault } from '../support/failing-statements.ts';
import { anAccount, recordedMessenger } from '../support/payments.ts';
import { storeOnSqlite } from '../support/sqlite.ts';
import { hire } from '../support/store.ts';

/** How long a disk stays full at most. */
const FULL_FOR_MS = MINUTE;

/** Repeats work until it succeeds, as the bot's dispatcher does. */
async function retryUntilDone<T>(clock: VirtualClock, work: () => Promise<T>): Promise<T> {
  for (let left = 200; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
      await clock.advance(1_000);
    }
  }
}

/** Runs one charge from its command to its end, in which the `n`th statement fails. */
async function live(life: Life, n: number, fault: StatementFault) {
  const { paysAt, settles } = life;
  const sqlite = memoryDatabase();
  // Migrations leave free pages, which would be room on a full disk.
  sqlite.exec('VACUUM');
  await hire(storeOnSqlite(sqlite));
  const accountId = await anAccount(storeOnSqlite(sqlite));
  const { client, isReached, lift, refused } = failingDatabase(sqlite, n, fault);
  const store: Store = { ...storeOnSqlite(client), close: () => undefined };
  const clock = virtualClock();
  const [gateway, messenger] = [gatewayOf(life, clock), recordedMessenger()];
  const payments = startLife({ store, clock, gateway, messenger, accountId });

  // Somebody makes room every minute.
  const madeRoom = new AbortController();
  void (async () => {
    for (;;) {
      await clock.sleep(FULL_FOR_MS, madeRoom.signal);
      if (madeRoom.signal.aborted) return;
      lift();
    }
  })();

  await retryUntilDone(clock, () => command(store, payments, clock));
  await clock.advance((paysAt ?? 1_000) + FULL_FOR_MS);
  if (settles === true) await retryUntilDone(clock, () => settle(store, payments, clock));
  await clock.advance(5 * MINUTE);
  madeRoom.abort();
  const stopped = payments.stop(0);
  await clock.advance(1);
  await stopped;

  const lived = livedIn(sqlite, gateway, messenger);
  sqlite.close();
  return { ...lived, isReached: isReached(), refused: refused() };
}

describe.each(Object.entries(LIVES))('a charge %s', (_what, life) => {
  test.each(Object.entries(STATEMENT_FAULTS))(
    'keeps every promise when any one of its statements meets %s',
    async (_fault, fault) => {
      const problems: string[] = [];
      let unknown = 0;
      let refused = 0;
      let n = 1;
      for (let isReached = true; isReached; n += 1) {
        const lived = await live(life, n, fault);
        problems.push(...wrong(lived, life).map((problem) => `statement ${n}: ${problem}`));
        if (lived.charges[0]?.state !== life.end) unknown += 1;
        refused += lived.refused;
        ({ isReached } = lived);
      }
      expect(problems).toEqual([]);
      expect(n).toBeGreaterThan(60);
      expect(refused).toBeGreaterThan(10);
      // Only a fault in the commit of the push itself leaves it unknown. Every other fault is overcome.
      expect(unknown).toBeLessThanOrEqual(2);
    },
    600_000,
  );
});
