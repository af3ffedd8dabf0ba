import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/runtime/clock.ts';
import type { Engine, Lock, WriteOptions } from '../../../../src/store/engine.ts';
import { postgresEngine } from '../../../../src/store/engines/postgres/engine.ts';
import type { Store } from '../../../../src/store/port/store.ts';
import { storeOn } from '../../../../src/store/store.ts';
import { hasPostgres } from '../../../support/postgres-server.ts';
import { borrowDatabase, giveBack, type PostgresDatabase } from '../../../support/postgres.ts';
import { aCharge, hire, phone } from '../../../support/store.ts';

/** Each of as many programs, which share a database, does one thing at once with the others. */
export const PROGRAMS = 8;
const ROUNDS = 40;
export const T0 = 1_000_000;
export const RULE = {
  at: T0,
  steadyAt: T0,
  windowMs: 120_000,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;

export type TestStore = Omit<Store, 'close'>;
export type Programs = readonly [TestStore, ...TestStore[]];

/** A kind of lock, or `alone` for that of transactions that name none. */
type Kind = 'merchant' | 'phone' | 'strangers' | 'alone';

/** A race: what all programs do in a round, and what must hold afterwards. */
export interface Race {
  /** The invariant. */
  readonly claim: string;
  /** The locks without which it does not hold. */
  readonly locks: readonly Kind[];
  /** @returns what is wrong, or undefined */
  run(programs: Programs, round: number, database: PostgresDatabase): Promise<string | undefined>;
}

export const step = (chargeId: number) => ({ chargeId, at: T0, actor: 'tillbot', detail: {} }) as const;
export const receiptOf = (n: number): string => `UKO${String(n).padStart(7, '0')}`;
export const local = (round: number, n: number) => phone(`07${String(round * 100 + n).padStart(8, '0')}`);

/** The move in which a charge is paid. */
export const paid = (chargeId: number, n: number) =>
  ({ ...step(chargeId), from: 'pending', to: 'paid', set: { receipt: receiptOf(n), paidAt: T0 } }) as const;

export async function created(store: TestStore, round: number, n: number, merchantId = 1): Promise<number> {
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

export async function pending(store: TestStore, round: number, n: number, merchantId = 1): Promise<number> {
  const chargeId = await created(store, round, n, merchantId);
  await store.charges.move({ ...step(chargeId), from: 'created', to: 'pushing' });
  const set = { transactionId: `T${round}-${n}` };
  await store.charges.move({ ...step(chargeId), from: 'pushing', to: 'pending', set });
  return chargeId;
}

/** Lets all programs act at once, and returns what each of them got. */
export const together = async <T>(
  programs: readonly TestStore[],
  act: (store: TestStore, n: number) => Promise<T>,
) => await Promise.all(programs.map((store, n) => act(store, n)));

export const isNot = (found: unknown, expected: unknown): string | undefined =>
  JSON.stringify(found) === JSON.stringify(expected)
    ? undefined
    : `${JSON.stringify(found)}, not ${JSON.stringify(expected)}`;

export const countOf = (outcomes: readonly { readonly kind: string }[], kind: string): number =>
  outcomes.filter((outcome) => outcome.kind === kind).length;

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
  return {
    ...engine,
    // It goes on without the lock.
    write: (work, options = {}) => engine.write((tx) => work(tx, () => true), weakened(options)),
  };
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
    // A transaction that runs once fails where it loses, which its locks prevent.
    const fault = await race.run(programs, round, database).catch(String);
    if (fault !== undefined) return `round ${round}: ${fault}`;
  }
  return undefined;
}

/** Tests that each race keeps its invariant, and that it would not without its locks. */
export const testRaces = (races: readonly Race[]): void =>
  describe.skipIf(!hasPostgres).each(races)('$claim', (race) => {
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
