// @module-tag slow
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Payments } from '../../src/payments/payments.ts';
import { sqliteEngine } from '../../src/store/engines/sqlite/engine.ts';
import { groupCommit } from '../../src/store/engines/sqlite/group-commit.ts';
import type { Store } from '../../src/store/port/store.ts';
import { storeOn } from '../../src/store/store.ts';
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
  type Lived,
} from '../support/charge-lives.ts';
import { anAccount, recordedMessenger } from '../support/payments.ts';
import { power, type Power } from '../support/power.ts';
import { storeOnSqlite } from '../support/sqlite.ts';
import { hire } from '../support/store.ts';

const STEP_MS = 100;
/** Longer than a charge waits for its payment, and for all that is told. */
const PATIENCE_MS = 6 * MINUTE;

/** The statements between the commit of a push and that of its outcome, and two more: a little change of the store need not fail the test. */
const MOST_UNKNOWN = 9;

/** A part of the store whose commits are not awaited. */
type Weakened = 'charges' | undefined;

/** What somebody asks for in the chat. Telegram delivers it again until it is confirmed. */
type Step = (store: Store, payments: Payments, clock: VirtualClock) => Promise<void>;

interface Machine {
  readonly power: Power;
  readonly store: Store;
  readonly payments: Payments;
}

/** The bytes of a database with a merchant and its account. */
async function firstBytes(): Promise<{ readonly bytes: Buffer; readonly accountId: number }> {
  const sqlite = memoryDatabase();
  await hire(storeOnSqlite(sqlite));
  const accountId = await anAccount(storeOnSqlite(sqlite));
  const bytes = sqlite.serialize();
  sqlite.close();
  return { bytes, accountId };
}

/** Runs one charge from its command to its end. The power is cut at the `n`th statement that changes something, and comes back. */
async function live(
  life: Life,
  n: number,
  isLost: boolean,
  weakened: Weakened,
): Promise<Lived & { readonly isReached: boolean }> {
  const clock = virtualClock();
  const [gateway, messenger] = [gatewayOf(life, clock), recordedMessenger()];
  const { bytes, accountId } = await firstBytes();

  const start = (from: Buffer, cutAt: number): Machine => {
    const sqlite = memoryDatabase(from);
    const machine = power(sqlite, cutAt, clock);
    const engine = sqliteEngine(machine.client, {
      group: groupCommit(machine.disk, clock, () => undefined),
    });
    const weak = storeOn({ ...engine, write: (work) => engine.write(work, { durability: 'delayed' }) });
    const ports = Object.entries(storeOn(engine)).map(([name, port]) => [
      name,
      machine.powered(name === weakened ? weak[weakened] : port),
    ]);
    const store = { ...(Object.fromEntries(ports) as Omit<Store, 'close'>), close: () => undefined };
    const outside = { gateway: machine.powered(gateway), messenger: machine.powered(messenger) };
    return { power: machine, store, payments: startLife({ store, clock, accountId, ...outside }) };
  };
  let machine = start(bytes, n);
  let isReached = false;
  const retryUntilDone = async (step: Step): Promise<void> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const { store, payments } = machine;
      let isDone = false;
      step(store, payments, clock).then(
        () => (isDone = true),
        () => undefined,
      );
      await pass(5 * STEP_MS);
      if (isDone) return;
    }
    throw new Error('it is never done');
  };
  /** Lets time pass, and switches the machine on again once its power was cut. The program then handles what waits. */
  const pass = async (ms: number): Promise<void> => {
    for (const end = clock.elapsed() + ms; clock.elapsed() < end;) {
      await clock.advance(STEP_MS);
      if (!machine.power.isCut()) continue;
      isReached = true;
      machine = start(machine.power.found(isLost), Number.POSITIVE_INFINITY);
      const due = machine.store.inbox.due(clock.steady(), 10, []);
      await clock.advance(STEP_MS);
      for (const { updateId } of await due) await retryUntilDone(updateId === 1 ? command : settle);
    }
  };
  await retryUntilDone(command);
  await pass((life.paysAt ?? 1_000) + MINUTE);
  if (life.settles === true) await retryUntilDone(settle);
  await pass(PATIENCE_MS);
  const stopped = machine.payments.stop(0);
  await clock.advance(1);
  await stopped;
  const last = new Database(machine.power.found(false));
  const lived = livedIn(last, gateway, messenger);
  last.close();
  return { ...lived, isReached };
}

/** Lives with the power cut at every statement. Returns what is wrong, and how many statements there are. */
async function cutEverywhere(life: Life, isLost: boolean, weakened?: Weakened) {
  const problems: string[] = [];
  let unknown = 0;
  let n = 1;
  for (let isReached = true; isReached; n += 1) {
    const lived = await live(life, n, isLost, weakened);
    problems.push(...wrong(lived, life, true).map((problem) => `statement ${n}: ${problem}`));
    if (lived.charges[0]?.state === 'unknown') unknown += 1;
    ({ isReached } = lived);
  }
  return { problems, unknown, statements: n };
}

describe.each(Object.entries(LIVES))('a charge %s', (_what, life) => {
  test.each([
    ['loses what was not on the disk', true],
    ['keeps what was not on the disk yet', false],
  ] as const)(
    'keeps every promise when the power is cut at any of its statements and %s',
    async (_kept, isLost) => {
      const { problems, unknown, statements } = await cutEverywhere(life, isLost);
      expect(problems).toEqual([]);
      expect(statements).toBeGreaterThan(30);
      // Only a cut between the commit of the push and that of its outcome leaves it unknown.
      expect(unknown).toBeLessThanOrEqual(MOST_UNKNOWN);
    },
    600_000,
  );
});

test('a commit of a push that is not awaited is found: the customer is asked twice', async () => {
  const life = LIVES['that is paid'];
  if (life === undefined) throw new Error('there is no such life');
  const { problems } = await cutEverywhere(life, true, 'charges');
  expect(problems.filter((problem) => problem.includes('after 2 pushes'))).not.toEqual([]);
}, 600_000);
