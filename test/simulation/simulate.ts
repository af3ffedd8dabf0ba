import { inArray } from 'drizzle-orm';
import type { Gateway } from '../../src/gateway/gateway.ts';
import type { ChargeState } from '../../src/charge/states.ts';
import { chargeEvents, charges } from '../../src/store/schema.ts';
import type { Db } from '../../src/store/database.ts';
import type { Store } from '../../src/store/store.ts';
import type { Messenger } from '../../src/till/ports.ts';
import { startTill } from '../../src/till/till.ts';
import { bank as newBank } from './bank.ts';
import { chance as newChance } from './chance.ts';
import { openDesk, updatesApi } from './desk.ts';
import { memoryStore, type MemoryStore } from './memory-store.ts';
import { broken } from './model.ts';
import { life as newLife, mortal, type Life } from './mortal.ts';
import { GROUP, OTHER, people as newPeople } from './people.ts';
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
  /** The circumstances in which it can show, which by chance few runs have. */
  readonly given?: { readonly copies?: true; readonly slow?: true; readonly programs?: 2 };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Longer than a watch waits for its last answer, and than a clock was set back. */
const PATIENCE_MS = 32 * HOUR;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const UNFINISHED: ChargeState[] = ['created', 'pushing', 'pending', 'unconfirmed'];

/** One seeded life of a shop: some hours of commands and faults, then quiet until everything is at its end. */
export async function simulate(seed: number, plant: Plant = {}): Promise<Run> {
  const chance = newChance(seed);
  const clock = virtualClock();
  const world = newWorld(chance, clock);
  // Some runs are calm, some are hell.
  world.trouble = chance.pick([0.1, 0.5, 1, 1, 2]);
  const confirmMs = chance.pick([30_000, 180_000]);
  const watchMs = chance.pick([10 * MINUTE, HOUR, HOUR, 6 * HOUR]);
  // One or the other: a copy's age is told by the clock on the wall.
  const copies = chance.is(0.3) || plant.given?.copies === true;
  // A store whose answers take their time lets things meet that otherwise never do.
  const slow = chance.is(0.3) || plant.given?.slow === true;
  const delay = async (): Promise<void> => {
    if (chance.is(0.2)) await clock.sleep(chance.int(1, 30));
  };
  /** Programs that somebody runs on the one database. */
  const programs = chance.is(0.1) ? 2 : (plant.given?.programs ?? 1);
  const bank = newBank(world, watchMs);
  const people = newPeople(world);
  const telegraph = newTelegraph(world, (answer) => people.reads(answer));
  const api = updatesApi(world, people);
  const expiredAt = new Map<string, number>();
  const watchedUntil = new Map<string, number>();
  const taken = new Set<string>();
  const lives = new Set<Life>();
  let memory: MemoryStore = memoryStore();
  let copy: Buffer | undefined;
  let generation = 0;
  let born = 0;

  /** The store, with eyes on what it commits. */
  const watched = ({ store }: MemoryStore): Store => ({
    ...store,
    close: () => undefined,
    charges: {
      ...store.charges,
      async take(...args) {
        const outcome = await store.charges.take(...args);
        if (outcome.kind === 'taken') taken.add(args[0].requestKey);
        // A backup while charges move.
        if (copies && chance.is(0.1)) copy = memory.copy(clock.now());
        return outcome;
      },
      async move(...args) {
        const outcome = await store.charges.move(...args);
        if (outcome.kind !== 'moved') return outcome;
        const { id, transactionId } = outcome.charge;
        if (args[0].to === 'pending')
          watchedUntil.set(transactionId ?? '', clock.steady() + confirmMs + watchMs);
        if (args[0].to === 'expired') expiredAt.set(transactionId ?? '', clock.steady());
        world.note(`#${id} → ${args[0].to}`);
        return outcome;
      },
    },
    restored: {
      ...store.restored,
      async goOn(...args) {
        const goesOn = await store.restored.goOn(...args);
        if (goesOn) world.held = false;
        return goesOn;
      },
    },
  });

  const start = (): void => {
    born += 1;
    const keen = chance.is(0.7);
    const points =
      world.trouble === 0 || chance.is(0.2) ? Number.POSITIVE_INFINITY : chance.int(1, keen ? 60 : 600);
    const life = newLife(`program ${born}`, points, keen, world, () => lives.delete(life));
    lives.add(life);
    world.note(`${life.name} starts`);
    const base = watched(memory);
    const fallible = { fails: true, ...(slow ? { delay } : {}) };
    const mortalStore: Store = {
      charges: mortal(base.charges, life, world, fallible),
      outbox: mortal(base.outbox, life, world, fallible),
      inbox: mortal(base.inbox, life, world, fallible),
      ledger: mortal(base.ledger, life, world, fallible),
      people: mortal(base.people, life, world, fallible),
      restored: mortal(base.restored, life, world, fallible),
      close: () => undefined,
    };
    const store = plant.store?.(mortalStore, memory.db) ?? mortalStore;
    const parts = { store, clock: mortal(clock, life, world), log: SILENT };
    const till = startTill({
      ...parts,
      gateway: mortal(plant.gateway?.(bank) ?? bank, life, world),
      messenger: mortal(plant.messenger?.(telegraph) ?? telegraph, life, world),
      random: chance.random,
      confirmMs,
      watchMs,
    });
    openDesk({ ...parts, till, api: mortal(api, life, world), generation });
  };

  /** The machine is lost, and somebody puts the last copy back and starts on it. */
  const putBack = async (bytes: Buffer): Promise<void> => {
    for (const life of lives) life.die();
    memory.close();
    await clock.advance(chance.int(3 * MINUTE, HOUR));
    memory = memoryStore(bytes);
    telegraph.newDatabase();
    people.forgetConfirmed();
    // What the lost database knew of them is lost with it.
    for (const requestKey of people.wishes.keys()) taken.add(requestKey);
    generation += 1;
    world.held = true;
    start();
  };

  /** What the world does to the shop at this moment, besides what it does to every call. */
  const misfortunes = async (): Promise<void> => {
    const soon = (): number => clock.steady() + chance.int(MINUTE, 90 * MINUTE);
    if (world.fault('a second program on the database', 0.01)) start();
    if (world.fault('the gateway is away for a while', 0.005)) world.awayUntil.gateway = soon();
    if (world.fault('Telegram is away for a while', 0.005)) world.awayUntil.telegram = soon();
    if (world.fault('the disk has no room for a while', 0.005)) memory.hasRoom(false);
    else if (chance.is(0.2)) memory.hasRoom(true);
    if (world.fault('a chat blocks the bot', 0.001)) telegraph.blocked.add(OTHER);
    if (!telegraph.moved.has(GROUP) && world.fault('a group becomes a supergroup', 0.003)) {
      telegraph.moved.set(GROUP, -100_200);
    }
    if (world.fault('a card is deleted', 0.005)) {
      const card = [...telegraph.cards.keys()].at(-1);
      if (card !== undefined) telegraph.deleted.add(card);
    }
    const far = (): number => chance.pick([2_000, 5 * MINUTE, 3 * HOUR]);
    if (!copies && world.fault('the clock is set forward', 0.01)) clock.shift(far());
    if (!copies && world.fault('the clock is set back', 0.01)) clock.shift(-far());
    if (copies && chance.is(0.05)) copy = memory.copy(clock.now());
    if (copy !== undefined && world.fault('a copy of the database is put back', 0.02)) await putBack(copy);
  };

  const settleOne = (): void => {
    const state = chance.pick(['unknown', 'expired'] as const);
    const row = memory.db
      .select()
      .from(charges)
      .where(inArray(charges.state, [state]))
      .get();
    if (row !== undefined) people.act(row.chatId, { kind: 'settle', chargeId: row.id, paid: chance.is(0.5) });
  };

  const live = async (span: number): Promise<void> => {
    const end = clock.steady() + span;
    while (clock.steady() < end) {
      await clock.advance(chance.int(1_000, 4 * MINUTE));
      if (lives.size < programs && chance.is(0.7)) start();
      if (chance.is(0.25)) {
        const { chatId, deed } = people.wish(telegraph.moved.get(GROUP) ?? GROUP);
        world.note(`a person asks: ${deed.asked.requestKey}`);
        people.act(chatId, deed);
      }
      if (chance.is(0.05)) settleOne();
      await misfortunes();
    }
  };

  /** Whether nothing is under way and nothing will become due. */
  const isQuiet = async (): Promise<boolean> => {
    const { store, db } = memory;
    const due = [store.inbox.nextDueAt(), store.outbox.nextDueAt(), store.outbox.nextCardAt()];
    if (!people.isQuiet() || (await Promise.all(due)).some((at) => at !== undefined)) return false;
    return db.select().from(charges).where(inArray(charges.state, UNFINISHED)).get() === undefined;
  };

  start();
  await live(chance.pick([10 * MINUTE, HOUR, 3 * HOUR]));
  // Faults stop, and time goes on: now every promise must come true.
  world.trouble = 0;
  world.note('faults stop');
  memory.hasRoom(true);
  if (lives.size === 0) start();
  const patience = clock.steady() + watchMs + PATIENCE_MS;
  do await clock.advance(10 * MINUTE);
  while (clock.steady() < patience && !(await isQuiet()));
  // And when all is quiet, it stays so.
  await clock.advance(10 * MINUTE);

  const all = memory.db.select().from(charges).all();
  const events = Map.groupBy(
    memory.db.select().from(chargeEvents).orderBy(chargeEvents.id).all(),
    ({ chargeId }) => chargeId,
  );
  const outcome = {
    charges: all,
    events,
    bank,
    telegraph,
    people,
    expiredAt,
    watchedUntil,
    taken,
    restored: generation > 0,
  };
  const problems = [...world.caught, ...broken(outcome)];
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
