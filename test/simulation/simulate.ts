import { eq } from 'drizzle-orm';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { chargeEvents, charges } from '../../src/store/schema.ts';
import type { Db } from '../../src/store/database.ts';
import type { Store } from '../../src/store/store.ts';
import type { Messenger } from '../../src/till/ports.ts';
import { startTill } from '../../src/till/till.ts';
import { bank as newBank } from './bank.ts';
import { chance as newChance } from './chance.ts';
import { memoryStore } from './memory-store.ts';
import { broken } from './model.ts';
import { life as newLife, mortal, type Life } from './mortal.ts';
import { GROUP, OTHER, people as newPeople, startClerk } from './people.ts';
import { telegraph as newTelegraph } from './telegraph.ts';
import { virtualClock } from './virtual-clock.ts';
import { newWorld } from './world.ts';

/** What a run gave. */
export interface Run {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly trace: readonly string[];
  readonly hours: number;
  readonly charges: number;
  readonly paid: number;
  readonly faults: ReadonlyMap<string, number>;
}

/** A fault planted into the program, to see that it is found. */
export interface Plant {
  readonly store?: (store: Store, db: Db) => Store;
  readonly gateway?: (gateway: Gateway) => Gateway;
  readonly messenger?: (messenger: Messenger) => Messenger;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** One seeded life of a shop: some hours of commands and faults, then quiet until everything is at its end. */
export async function simulate(seed: number, plant: Plant = {}): Promise<Run> {
  const chance = newChance(seed);
  const clock = virtualClock();
  const world = newWorld(chance, clock);
  // Some runs are calm, some are hell.
  world.trouble = chance.pick([0.1, 0.5, 1, 1, 2]);
  const memory = memoryStore();
  const confirmMs = chance.pick([30_000, 180_000]);
  const watchMs = chance.pick([10 * MINUTE, HOUR, HOUR, 6 * HOUR]);
  const bank = newBank(world, watchMs);
  const telegraph = newTelegraph(world);
  const people = newPeople(world);
  const expiredAt = new Map<number, number>();
  const lives = new Set<Life>();
  let born = 0;

  const base: Store = { ...memory.store, close: () => undefined };
  const watching: Store = {
    ...base,
    charges: {
      ...base.charges,
      async move(...args) {
        const outcome = await base.charges.move(...args);
        if (outcome.kind === 'moved' && args[0].to === 'expired')
          expiredAt.set(args[0].chargeId, clock.steady());
        if (outcome.kind === 'moved') world.note(`#${args[0].chargeId} → ${args[0].to}`);
        return outcome;
      },
    },
  };

  const start = (): void => {
    born += 1;
    const points = world.trouble === 0 || chance.is(0.2) ? Number.POSITIVE_INFINITY : chance.int(1, 600);
    const life = newLife(`program ${born}`, points, world, () => lives.delete(life));
    lives.add(life);
    world.note(`${life.name} starts`);
    const fallible = { fails: true };
    const mortalStore: Store = {
      charges: mortal(watching.charges, life, world, fallible),
      outbox: mortal(watching.outbox, life, world, fallible),
      inbox: mortal(watching.inbox, life, world, fallible),
      ledger: mortal(watching.ledger, life, world, fallible),
      people: mortal(watching.people, life, world, fallible),
      restored: mortal(watching.restored, life, world, fallible),
      close: () => undefined,
    };
    const store = plant.store?.(mortalStore, memory.db) ?? mortalStore;
    const mortalClock = mortal(clock, life, world);
    const gateway = mortal(plant.gateway?.(bank) ?? bank, life, world);
    const messenger = mortal(plant.messenger?.(telegraph) ?? telegraph, life, world);
    const random = chance.random;
    const till = startTill({
      store,
      gateway,
      messenger,
      clock: mortalClock,
      log: SILENT,
      random,
      confirmMs,
      watchMs,
    });
    startClerk({ store, till, clock: mortalClock, log: SILENT, people, world });
  };

  /** What happens around the program, moment by moment. */
  const hour = async (left: number): Promise<void> => {
    for (let passed = 0; passed < left;) {
      const step = chance.int(1_000, 4 * MINUTE);
      await clock.advance(step);
      passed += step;
      if (lives.size === 0 && chance.is(0.7)) start();
      if (chance.is(0.25)) {
        const { chatId, deed } = people.wish();
        world.note(`a person asks: ${deed.asked.requestKey}`);
        people.act(chatId, deed);
      }
      if (world.fault('a second program on the database', 0.01)) start();
      if (world.fault('the clock is set forward', 0.01))
        clock.shift(chance.pick([2_000, 5 * MINUTE, 3 * HOUR]));
      if (world.fault('the clock is set back', 0.01))
        clock.shift(-chance.pick([2_000, 5 * MINUTE, 3 * HOUR]));
      if (world.fault('a chat blocks the bot', 0.001)) telegraph.blocked.add(OTHER);
      if (!telegraph.moved.has(GROUP) && world.fault('a group becomes a supergroup', 0.003)) {
        telegraph.moved.set(GROUP, -100_200);
      }
      if (chance.is(0.05)) settleOne();
      if (world.fault('a card is deleted', 0.005)) {
        const card = [...telegraph.cards.keys()].at(-1);
        if (card !== undefined) telegraph.deleted.add(card);
      }
    }
  };

  const settleOne = (): void => {
    const row = memory.db
      .select()
      .from(charges)
      .where(eq(charges.state, chance.pick(['unknown', 'expired'])))
      .get();
    if (row !== undefined) people.act(row.chatId, { kind: 'settle', chargeId: row.id, paid: chance.is(0.5) });
  };

  start();
  await hour(chance.pick([10 * MINUTE, HOUR, 3 * HOUR]));
  // Faults stop, and time goes on: now every promise must come true.
  world.trouble = 0;
  world.note('faults stop');
  if (lives.size === 0) start();
  // Longer than the watch and a day of waiting for its last answer, and than a clock was set back.
  await clock.advance(watchMs + 32 * HOUR);

  const all = memory.db.select().from(charges).all();
  const events = new Map(
    all.map(({ id }) => [
      id,
      memory.db
        .select()
        .from(chargeEvents)
        .where(eq(chargeEvents.chargeId, id))
        .orderBy(chargeEvents.id)
        .all(),
    ]),
  );
  const problems = broken({ charges: all, events, bank, telegraph, expiredAt });
  for (const life of lives) life.die();
  memory.close();
  return {
    seed,
    broken: problems,
    trace: world.trace,
    hours: clock.steady() / HOUR,
    charges: all.length,
    paid: all.filter(({ state }) => state === 'paid').length,
    faults: world.faults,
  };
}
