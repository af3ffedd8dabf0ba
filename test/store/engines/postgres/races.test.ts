// @module-tag slow
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/runtime/clock.ts';
import type { Engine, Lock, WriteOptions } from '../../../../src/store/engine.ts';
import { postgresEngine } from '../../../../src/store/engines/postgres/engine.ts';
import type { Store } from '../../../../src/store/port/store.ts';
import { STRANGERS_WAITING } from '../../../../src/store/received-updates.ts';
import { storeOn } from '../../../../src/store/store.ts';
import { STRANGERS_A_MINUTE } from '../../../../src/store/users.ts';
import { borrowDatabase, giveBack, hasPostgres, type PostgresDatabase } from '../../../support/postgres.ts';
import { aCharge, effectsOf, hire, phone } from '../../../support/store.ts';

/** Each of as many programs, which share a database, does one thing at once with the others. */
const PROGRAMS = 8;
const ROUNDS = 40;
const T0 = 1_000_000;
const RULE = {
  at: T0,
  steadyAt: T0,
  windowMs: 120_000,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;

type TestStore = Omit<Store, 'close'>;
type Programs = readonly [TestStore, ...TestStore[]];

/** A kind of lock, or `alone` for that of transactions that name none. */
type Kind = 'merchant' | 'phone' | 'strangers' | 'alone';

/** A race: what all programs do in a round, and what must hold afterwards. */
interface Race {
  /** The invariant. */
  readonly claim: string;
  /** The locks without which it does not hold. */
  readonly locks: readonly Kind[];
  /** @returns what is wrong, or undefined */
  run(programs: Programs, round: number, database: PostgresDatabase): Promise<string | undefined>;
}

const step = (chargeId: number) => ({ chargeId, at: T0, actor: 'tillbot', detail: {} }) as const;
const receiptOf = (n: number): string => `UKO${String(n).padStart(7, '0')}`;
const local = (round: number, n: number) => phone(`07${String(round * 100 + n).padStart(8, '0')}`);

async function created(store: TestStore, round: number, n: number, merchantId = 1): Promise<number> {
  const request = aCharge({
    idempotencyKey: `${merchantId} ${round} ${n}`,
    merchantId,
    chatId: 1_000 + round * 10 + n,
    msisdn: local(round, n),
  });
  const outcome = await store.charges.create(request, RULE, undefined);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.charge.id;
}

async function pending(store: TestStore, round: number, n: number, merchantId = 1): Promise<number> {
  const chargeId = await created(store, round, n, merchantId);
  await store.charges.move({ ...step(chargeId), from: 'created', to: 'pushing' });
  const set = { transactionId: `T${round}-${n}` };
  await store.charges.move({ ...step(chargeId), from: 'pushing', to: 'pending', set });
  return chargeId;
}

/** Lets all programs act at once, and returns what each of them got. */
const together = async <T>(
  programs: readonly TestStore[],
  act: (store: TestStore, n: number) => Promise<T>,
) => await Promise.all(programs.map((store, n) => act(store, n)));

const isNot = (found: unknown, expected: unknown): string | undefined =>
  JSON.stringify(found) === JSON.stringify(expected)
    ? undefined
    : `${JSON.stringify(found)}, not ${JSON.stringify(expected)}`;

const countOf = (outcomes: readonly { readonly kind: string }[], kind: string): number =>
  outcomes.filter((outcome) => outcome.kind === kind).length;

const RACES: readonly Race[] = [
  {
    claim: 'one phone has one open prompt, whichever merchants charge it',
    locks: ['phone'],
    async run(programs, round) {
      const outcomes = await together(programs, async (store, n) => {
        const asked = { merchantId: n + 1, idempotencyKey: `${round} ${n}`, msisdn: local(round, 0) };
        return await store.charges.create(aCharge(asked), RULE, undefined);
      });
      return isNot(countOf(outcomes, 'created'), 1);
    },
  },
  {
    claim: 'a merchant charges no more than its limit allows',
    locks: ['merchant'],
    async run(programs, round) {
      const velocityLimits = [{ of: 'merchant', count: 3, withinMs: 1_000 }] as const;
      // Each round is later than the limit's span.
      const steadyAt = T0 + round * 1_000_000;
      const outcomes = await together(programs, async (store, n) => {
        const asked = aCharge({ idempotencyKey: `${round} ${n}`, msisdn: local(round, n) });
        return await store.charges.create(asked, { ...RULE, steadyAt, velocityLimits }, undefined);
      });
      return isNot(countOf(outcomes, 'created'), 3);
    },
  },
  {
    claim: 'a charge is pushed by one program',
    locks: ['merchant'],
    async run(programs, round) {
      const chargeId = await created(programs[0], round, 0);
      const outcomes = await together(programs, (store) =>
        store.charges.move({ ...step(chargeId), from: 'created', to: 'pushing' }),
      );
      return isNot(countOf(outcomes, 'moved'), 1);
    },
  },
  {
    claim: 'a payment is in the books once, and counts once for its customer',
    locks: ['merchant'],
    async run(programs, round, { pools }) {
      const chargeId = await pending(programs[0], round, 0);
      const set = { receipt: receiptOf(round), paidAt: T0 };
      const paid = { ...step(chargeId), from: 'pending', to: 'paid', set } as const;
      await together(programs, (store) => store.charges.move(paid));
      const { rows } = await pools.reads.query<{ entries: string; counted: string }>(
        `SELECT (SELECT count(*) FROM book_entries WHERE charge_id = $1) AS entries, sum(confirmed_count) AS counted
           FROM customer_takings JOIN customers ON id = customer_id WHERE user_id = 0 AND msisdn = $2`,
        [chargeId, local(round, 0)],
      );
      return isNot(rows, [{ entries: '1', counted: '1' }]);
    },
  },
  {
    claim: 'a receipt pays one charge of one merchant',
    // The unique index decides. Who loses tries again, and finds the winner.
    locks: [],
    async run(programs, round) {
      const ids: number[] = [];
      for (const [n, store] of programs.entries()) ids.push(await pending(store, round, n, n + 1));
      const set = { receipt: receiptOf(round), paidAt: T0 };
      const outcomes = await together(programs, (store, n) =>
        store.charges.move({ ...step(ids[n] ?? 0), from: 'pending', to: 'paid', set }),
      );
      return isNot([countOf(outcomes, 'moved'), countOf(outcomes, 'taken')], [1, PROGRAMS - 1]);
    },
  },
  {
    claim: 'a card that came while its charge moved is known',
    locks: ['merchant'],
    async run(programs, round, { pools }) {
      const ids: number[] = [];
      for (const [n, store] of programs.entries()) ids.push(await created(store, round, n));
      const due = await programs[0].outbox.due(Number.MAX_SAFE_INTEGER, 100, []);
      await together(programs, async (store, n) => {
        const row = due.find((message) => message.row.chargeId === ids[n])?.row;
        if (row === undefined) throw new Error('no card');
        const [here, there] = [store, programs[(n + 1) % PROGRAMS] ?? store];
        const move = { ...step(ids[n] ?? 0), from: 'created', to: 'pushing' } as const;
        await Promise.all([here.charges.move(move), there.outbox.delivered(row, 500 + n, T0)]);
      });
      const { rows } = await pools.reads.query<{ known: string }>(
        'SELECT count(card_message_id) AS known FROM charge_messages WHERE charge_id = ANY($1)',
        [ids],
      );
      return isNot(rows, [{ known: `${PROGRAMS}` }]);
    },
  },
  {
    claim: 'few updates of strangers wait',
    locks: ['strangers'],
    async run(programs, round, { pools }) {
      await together(programs, async (store, n) => {
        const updates = Array.from({ length: 10 }, (_, k) => {
          const updateId = round * 1_000 + n * 10 + k;
          return { updateId, chatId: 5_000 + n, userId: 5_000 + n, payload: {} };
        });
        await store.inbox.receive(updates, T0);
      });
      const waiting = await programs[0].inbox.waiting();
      await pools.writes.query('DELETE FROM inbox');
      return isNot(waiting, STRANGERS_WAITING);
    },
  },
  {
    claim: 'few strangers are told within a minute that they may not use the bot',
    locks: ['strangers'],
    async run(programs, round) {
      const at = T0 + round * 600_000;
      const told = await together(programs, async (store, n) => {
        let count = 0;
        for (let k = 0; k < 5; k++)
          if (await store.users.tellStranger(5_000 + n * 5 + k, at, 60_000)) count++;
        return count;
      });
      return isNot(
        told.reduce((sum, count) => sum + count, 0),
        STRANGERS_A_MINUTE,
      );
    },
  },
  {
    claim: 'each payment is in exactly one closing, whoever takes part in it',
    // Each of the two is enough: payments wait for a closing, and enter the books in the order in which they are committed.
    locks: ['alone', 'merchant'],
    async run(programs, round, { pools }) {
      const ids: number[] = [];
      for (const [n, store] of programs.entries()) ids.push(await pending(store, round, n));
      const close = async (store: TestStore, updateId: number): Promise<unknown> => {
        const number = (await store.closings.preview({ merchantId: 1, shiftOf: null })).number;
        const effects = await effectsOf(store, T0);
        const asked = { merchantId: 1, shiftOf: null, number, userId: 7, at: updateId };
        return await store.closings.close(asked, () => effects);
      };
      const unpaid = ids.slice(2);
      const pay = async (store: TestStore, n: number): Promise<void> => {
        const set = { receipt: receiptOf(round * PROGRAMS + n), paidAt: T0 };
        await store.charges.move({ ...step(ids[n] ?? 0), from: 'pending', to: 'paid', set });
        unpaid.pop();
      };
      const closeAgainAndAgain = async (store: TestStore): Promise<void> => {
        while (unpaid.length > 0) await close(store, T0 + round);
      };
      await together(programs, (store, n) => (n < 2 ? closeAgainAndAgain(store) : pay(store, n)));
      await close(programs[0], T0 + round);
      const { rows } = await pools.reads.query<{ entered: string; closed: string }>(
        `SELECT (SELECT count(*) FROM book_entries WHERE id <= max(through_entry)) AS entered,
                sum((figures -> 'total' -> 'taken' -> 'confirmed' ->> 'count')::int) AS closed FROM closings`,
      );
      return isNot(rows[0]?.closed, rows[0]?.entered);
    },
  },
  {
    claim: 'a link lets one person in',
    locks: ['alone'],
    async run(programs, round) {
      const invite = { codeHash: `code ${round}`, merchantId: 1, role: 'cashier', expiresAt: 10 } as const;
      await programs[0].members.invite(invite, { userId: 7 }, 0, await effectsOf(programs[0], 0));
      const outcomes = await together(programs, async (store, n) => {
        const effects = await effectsOf(store, 0);
        const person = { userId: 10_000 + round * 10 + n, name: 'Baraka' };
        return await store.members.redeemInvite(invite.codeHash, person, 0, () => effects);
      });
      return isNot(countOf(outcomes, 'joined'), 1);
    },
  },
];

/** The same engine, whose transactions do not take one kind of lock. */
function without(engine: Engine, missing: readonly Kind[]): Engine {
  const left = (locks: readonly Lock[]): Lock[] =>
    locks.filter((lock) => !missing.includes(lock.split(':')[0] as Kind));
  const weakened = ({ locks, ...options }: WriteOptions): WriteOptions => {
    if (locks === undefined) return missing.includes('alone') ? { ...options, locks: [] } : options;
    return {
      ...options,
      locks: typeof locks === 'function' ? async (tx) => left(await locks(tx)) : left(locks),
    };
  };
  return { ...engine, write: (work, options = {}) => engine.write(work, weakened(options)) };
}

/** Gives each program a merchant of its own, where Asha is an owner: merchant 1, 2 and so on. */
async function addMerchants({ pools }: PostgresDatabase): Promise<void> {
  await pools.writes.query(`
    INSERT INTO merchants (name, created_at) SELECT 'Shop', 0 FROM generate_series(2, ${PROGRAMS});
    INSERT INTO accounts (merchant_id, opened_at) SELECT id, 0 FROM merchants WHERE id > 1;
    INSERT INTO members (merchant_id, user_id, role, name, origin, added_at)
      SELECT id, 7, 'owner', 'Asha', 'connect', 0 FROM merchants WHERE id > 1`);
}

/** Runs the rounds of a race, and returns what was wrong in the first one in which something was. */
async function firstFault(race: Race, missing: readonly Kind[]): Promise<string | undefined> {
  const database = await borrowDatabase();
  onTestFinished(() => giveBack(database));
  const begin = (): TestStore => storeOn(without(postgresEngine(database.pools, systemClock), missing));
  const programs: Programs = [begin(), ...Array.from({ length: PROGRAMS - 1 }, begin)];
  await hire(programs[0]);
  await addMerchants(database);
  for (let round = 0; round < ROUNDS; round++) {
    const fault = await race.run(programs, round, database);
    if (fault !== undefined) return `round ${round}: ${fault}`;
  }
  return undefined;
}

describe.skipIf(!hasPostgres).each(RACES)('$claim', (race) => {
  test('however many programs act at once', async () => {
    expect(await firstFault(race, [])).toBeUndefined();
  });

  test.skipIf(race.locks.length === 0)(
    `and would not without the locks: ${race.locks.join(', ')}`,
    async () => {
      expect(await firstFault(race, race.locks)).toBeDefined();
    },
  );
});
