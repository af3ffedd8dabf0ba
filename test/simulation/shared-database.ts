import { NotLeadingError, type Engine } from '../../src/store/engine.ts';
import type { Leadership } from '../../src/runtime/elector.ts';
import type { Store } from '../../src/store/port/store.ts';
import { storeOn } from '../../src/store/store.ts';
import { memoryLease } from '../support/memory-lease.ts';
import { machineOf, type Machine } from './machine.ts';
import { KEYRING } from './shops.ts';
import type { World } from './world.ts';

/** What programs share that run on one database. */
export interface SharedDatabase {
  readonly machines: readonly Machine[];
  readonly lease: ReturnType<typeof memoryLease>;
  /** Tells the other programs that something changed. */
  say(): void;
  /** @returns a function that ends it */
  listen(act: () => void): () => void;
  /** Notices that arrived, by their message: who told it, and in which term. */
  readonly told: Map<string, { readonly by: string; readonly at: number }>;
}

const NAMES = ['A', 'B', 'C'] as const;
/** A program starts only if its clock agrees with the database's. */
const MAX_SKEW_MS = 2_000;
const DAY_MS = 86_400_000;

/** @param programs how many run, on a machine each */
export function sharedDatabase(world: World, programs: number): SharedDatabase {
  const { chance, clock } = world;
  const listeners = new Set<() => void>();
  const machines = NAMES.slice(0, programs).map((name) => {
    const machine = machineOf(name, world, chance.int(0, DAY_MS));
    machine.skew(chance.int(-MAX_SKEW_MS, MAX_SKEW_MS));
    return machine;
  });
  return {
    machines,
    lease: memoryLease(clock.elapsed),
    say() {
      for (const act of listeners) act();
    },
    listen(act) {
      listeners.add(act);
      return () => void listeners.delete(act);
    },
    told: new Map(),
  };
}

/** What of a program the fence asks for. */
export interface Fenced {
  /** What the lease knows it by. */
  readonly holder: string;
  readonly leadership: () => Leadership | undefined;
  /** A seeded bug: what begins is not checked. */
  readonly noFence?: true | undefined;
}

/**
 * The store of one program, on the one database in memory. As on PostgreSQL, what begins is checked against the lease within its transaction,
 * and the time that counts is the database's.
 */
export const fencedStore = (
  engine: Engine,
  { lease }: SharedDatabase,
  { clock }: World,
  { holder, leadership, noFence }: Fenced,
): Omit<Store, 'close'> =>
  storeOn(
    {
      ...engine,
      write: (work, options) =>
        engine.write(async (tx, holds) => {
          const present = leadership();
          const isLeader =
            present?.mayBegin() === true && lease.holder() === holder && lease.term() === present.term;
          if (options?.begins === true && noFence === undefined && !isLeader) throw new NotLeadingError();
          return await work(tx, holds);
        }, options),
      aloneOrNow: async () => ({ now: clock.real() }),
    },
    KEYRING,
  );
