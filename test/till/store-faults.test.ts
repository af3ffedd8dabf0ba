import { drizzle } from 'drizzle-orm/better-sqlite3';
import { describe, expect, test } from 'vitest';
import { mayMove, type ChargeState } from '../../src/charge/states.ts';
import type { PushOutcome } from '../../src/gateway/gateway.ts';
import * as schema from '../../src/store/schema.ts';
import { storeOn, type Store } from '../../src/store/store.ts';
import { startTill, type Till } from '../../src/till/till.ts';
import { memoryDatabase } from '../simulation/memory-store.ts';
import { virtualClock, type VirtualClock } from '../simulation/virtual-clock.ts';
import { failingDatabase, STATEMENT_FAULTS, type StatementFault } from '../support/failing-statements.ts';
import { aCharge } from '../support/store.ts';
import { accepted, pending, recordedMessenger, reported, scriptedGateway } from '../support/till.ts';

const evidence = { httpStatus: 200, raw: '{}' };
const MINUTE = 60_000;
const CONFIRM_MS = 30_000;
/** For how long a disk stays full. */
const FULL_FOR_MS = MINUTE;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A charge's life: what the gateway says in it, and what its end may be besides unknown. */
interface Life {
  readonly push: PushOutcome;
  /** When the gateway tells of the payment, since the command; never if undefined. */
  readonly paysAt?: number;
  /** The merchant says that it was paid. */
  readonly settles?: true;
  readonly end: ChargeState;
  /** What the chat is told then, one of these. */
  readonly says: readonly string[];
}

const LIVES: Readonly<Record<string, Life>> = {
  'that is paid': { push: accepted('T1'), paysAt: 8_000, end: 'paid', says: ['paid #1'] },
  // A fault may make the till look so late that it finds the payment before it told of none.
  'that is paid late': {
    push: accepted('T1'),
    paysAt: 2 * MINUTE,
    end: 'paid',
    says: ['paid_late #1', 'paid #1'],
  },
  'that is declined': {
    push: { kind: 'declined', cause: 'refused', words: 'no', evidence },
    end: 'declined',
    says: ['declined #1'],
  },
  'that nobody knows of, and a person settles': {
    push: { kind: 'unknown', why: 'timed-out', evidence },
    settles: true,
    end: 'settled_paid',
    says: ['unknown #1'],
  },
};

/** Does something as often as it takes, as the bot's dispatcher does. */
async function insist<T>(clock: VirtualClock, work: () => Promise<T>): Promise<T> {
  for (let left = 200; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
      await clock.advance(1_000);
    }
  }
}

/** Lives a life in which one statement fails. */
async function live({ push, paysAt, settles }: Life, n: number, fault: StatementFault) {
  const sqlite = memoryDatabase();
  const { client, isReached } = failingDatabase(sqlite, n, fault);
  const store: Store = { ...storeOn(drizzle(client, { schema })), close: () => undefined };
  const [clock, gateway, messenger] = [virtualClock(), scriptedGateway(), recordedMessenger()];
  gateway.onPush = () => push;
  gateway.onQuery = () => (clock.steady() >= (paysAt ?? Number.POSITIVE_INFINITY) ? reported({}) : pending);
  const random = (): number => 0.5;
  const times = { confirmMs: CONFIRM_MS, watchMs: 60 * MINUTE };
  const till = startTill({ store, gateway, messenger, clock, log: SILENT, random, ...times });

  await command(store, till, clock);
  await clock.advance(paysAt ?? 1_000);
  sqlite.pragma('max_page_count = 4294967294');
  await clock.advance(FULL_FOR_MS);
  if (settles === true) await settle(store, till, clock);
  await clock.advance(3 * MINUTE);
  const stopped = till.stop(0);
  await clock.advance(1);
  await stopped;

  const charges = sqlite.prepare('SELECT id, state, receipt FROM charges').all() as {
    id: number;
    state: ChargeState;
    receipt: string | null;
  }[];
  const trail = sqlite.prepare('SELECT "from", "to" FROM charge_events ORDER BY id').all() as {
    from: ChargeState | null;
    to: ChargeState;
  }[];
  const health = [sqlite.pragma('integrity_check', { simple: true }), sqlite.pragma('foreign_key_check')];
  sqlite.close();
  return { isReached: isReached(), charges, trail, health, pushes: gateway.pushes.length, messenger };
}

async function command(store: Store, till: Till, clock: VirtualClock): Promise<void> {
  await insist(clock, async () => {
    const at = clock.now();
    await store.inbox.receive([{ updateId: 1, chatId: 100, payload: {} }], at);
    const reaction = { updateId: 1, at, says: [], draft: { kind: 'keep' } } as const;
    const result = await till.take(aCharge({ requestedAt: at }), [], reaction);
    if (result.kind === 'ask' || result.kind === 'held') throw new Error(result.kind);
  });
}

async function settle(store: Store, till: Till, clock: VirtualClock): Promise<void> {
  await insist(clock, async () => {
    const at = clock.now();
    await store.inbox.receive([{ updateId: 2, chatId: 100, payload: {} }], at);
    await till.settle(1, true, 7, { updateId: 2, at, says: [], draft: { kind: 'keep' } });
  });
}

describe.each(Object.entries(LIVES))('a charge %s', (_what, life) => {
  test.each(Object.entries(STATEMENT_FAULTS))(
    'keeps every promise when any one of its statements meets %s',
    async (_fault, fault) => {
      let tried = 0;
      let unknown = 0;
      for (let n = 1; ; n += 1) {
        const outcome = await live(life, n, fault);
        const where = `statement ${n}`;
        const [charge] = outcome.charges;
        expect(outcome.charges, where).toHaveLength(1);
        expect(outcome.pushes, where).toBeLessThanOrEqual(1);
        // A fault in the commit of the push itself may leave it unknown; every other one is got over.
        const isUnknown = charge?.state !== life.end;
        if (isUnknown) expect(['unknown', 'canceled', 'settled_paid'], where).toContain(charge?.state);
        // A disk that stays full may keep a command from its push until nobody may want it any more.
        if (charge?.state === 'canceled') expect(outcome.pushes, where).toBe(0);
        const said = charge?.state === 'canceled' ? ['canceled #1'] : isUnknown ? ['unknown #1'] : life.says;
        expect(
          outcome.messenger.said.some((line) => said.includes(line)),
          `${where}: ${outcome.messenger.said.join(', ')}`,
        ).toBe(true);
        expect(outcome.messenger.cards.get(1), where).toBe(charge?.state);
        expect(charge?.receipt !== null, where).toBe(charge?.state === 'paid');
        expect(outcome.trail.at(-1)?.to, where).toBe(charge?.state);
        for (const [i, { from, to }] of outcome.trail.entries()) {
          expect(from, where).toBe(outcome.trail[i - 1]?.to ?? null);
          expect(from === null ? to === 'created' : mayMove(from, to), where).toBe(true);
        }
        expect(outcome.health, where).toEqual(['ok', []]);
        if (!outcome.isReached) break;
        tried = n;
        if (isUnknown) unknown += 1;
      }
      expect(tried).toBeGreaterThan(60);
      if (fault.when !== 'no room') expect(unknown).toBeLessThanOrEqual(4);
    },
    120_000,
  );
});
