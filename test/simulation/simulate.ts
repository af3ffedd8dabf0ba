import { brokenTakings } from '../books/customer-takings.ts';
import { foldCharges } from '../books/fold.ts';
import { realReads, wrongBooks } from '../books/wrong-books.ts';
import { brokenCollections } from './collected.ts';
import { collectSome, eraseAWaitingPayer } from './collections.ts';
import { collectionsSeen } from './collection-watch.ts';
import { beAway, isSwitchedOff } from './absence.ts';
import { closeOnePeriod } from './closings.ts';
import { eraseOne } from './erasures.ts';
import { refundOne, takeOneBack } from './refunds.ts';
import { allCharges, type Db } from '../support/sqlite.ts';
import { and, desc, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import { CHOSEN_CLOSE_REASONS } from '../../src/domain/close-reason.ts';
import { statesWhere, type ChargeState } from '../../src/domain/charge-states.ts';
import {
  chargeEvents,
  charges,
  collectionPayers,
  collections,
  isOnBoard,
  outbox,
} from '../../src/store/schema.ts';
import { fakeGateway } from './fake-gateway.ts';
import { chance as newChance, mixedChance, type Chance } from './chance.ts';
import { updatesApi } from './updates-api.ts';
import { scenarioOf, HOUR, MINUTE } from './scenario.ts';
import { nemesis } from './nemesis.ts';
import { broken, unannounced, type Outcome } from './model.ts';
import { people as newPeople } from './people.ts';
import type { BugHooks } from './seeded-bug.ts';
import { goOnAlone, startProgram } from './program.ts';
import { linkNoisyGroups, makeNoise, promptness, UNOBSERVED } from './noise.ts';
import { found, openingStore, SHOPS } from './shops.ts';
import { fakeTelegram, keyIn } from './fake-telegram.ts';
import type { Setting } from './setting.ts';
import { sharedDatabase } from './shared-database.ts';
import { startOf } from './starts.ts';
import { everybodyBack, loseEverybody } from './unreachable.ts';
import { virtualClock, type VirtualClock } from './virtual-clock.ts';
import type { ClientConfig } from 'pg';
import type { RunStore } from './memory-store.ts';
import { postgresStore } from './postgres-store.ts';
import { chargeOf } from './state-checker.ts';
import { newWorld } from './world.ts';

/** The result of a run. */
export interface Run {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly trace: readonly string[];
  readonly hours: number;
  readonly charges: number;
  readonly paid: number;
  readonly faults: ReadonlyMap<string, number>;
}

/** The longest time in which a payment is told if there are no faults: the widest gap between queries, and the retry of a refused account. */
const LATEST_MS = 40 * MINUTE;
/** How many ranges of days are compared in a run. */
const RANGES = 4;
/** Runs in which programs share the database are short and busy. */
const SHARED_SPANS = [10 * MINUTE, 30 * MINUTE];
/** Longer than a watch waits for its last answer. */
const PATIENCE_MS = 32 * HOUR;
const UNFINISHED: ChargeState[] = ['created', 'pushing', 'pending', 'unconfirmed'];

/**
 * Runs one seed: two shops on one bot, some hours of commands and faults, then no faults until every charge is final.
 *
 * @param postgres a migrated database of PostgreSQL without rows. Without it, the run has a SQLite of its own
 */
export async function simulate(seed: number, bug: BugHooks = {}, postgres?: ClientConfig): Promise<Run> {
  const setting = await openSetting(seed, bug, postgres);
  const { world, lives } = setting;
  const { chance, clock } = world;
  await startProgram(setting, bug);
  const books = newChance(BOOKS + seed);
  const span = chance.pick(setting.shared === undefined ? [10 * MINUTE, HOUR, 3 * HOUR] : SHARED_SPANS);
  await live(setting, bug, { books, collecting: mixedChance(COLLECTIONS + seed) }, span);
  // Faults stop and time goes on. Every promise must be kept now.
  world.trouble = 0;
  world.note('faults stop');
  setting.memory.hasRoom(true);
  if (lives.size === 0) await startProgram(setting, bug);
  everybodyBack(setting);
  // The wall clock may be wrong meanwhile. It is set right after this check.
  if (!setting.scenario.copies && !setting.scenario.absent)
    clock.shift(chance.pick([0, 0, 3 * HOUR, -3 * HOUR, 48 * HOUR, -48 * HOUR]));
  await clock.advance(LATEST_MS + 10 * MINUTE);
  const early = unannounced(outcomeOf(setting), clock.elapsed() - LATEST_MS);
  world.caught.push(...early.map((problem) => `${problem} before the clock was set right`));
  clock.heal();
  if (setting.shared !== undefined) await goOnAlone(setting, bug);
  const patience = clock.elapsed() + setting.scenario.watchMs + PATIENCE_MS;
  do await clock.advance(10 * MINUTE);
  while (clock.elapsed() < patience && !(await isQuiet(setting)));
  // Once all is quiet, it stays quiet.
  await clock.advance(10 * MINUTE);

  const outcome = outcomeOf(setting);
  const { charges: all } = outcome;
  const folded = foldCharges(all, outcome.events);
  const reads = realReads(setting.memory.store);
  const chanceOfRanges = newChance(REPORTS + seed);
  const problems = [
    ...world.caught,
    ...broken(outcome),
    ...brokenCollections(outcome),
    ...brokenTakings(setting.memory.db, folded),
    ...(await wrongBooks(bug.reads?.(reads) ?? reads, folded, chanceOfRanges, RANGES)),
  ];
  for (const life of lives) life.die();
  await setting.memory.close();
  return {
    seed,
    broken: problems,
    trace: world.trace,
    hours: clock.elapsed() / HOUR,
    charges: all.length,
    paid: all.filter(({ state }) => state === 'paid').length,
    faults: world.faults,
  };
}

/** Returns everything that is known at this moment. */
function outcomeOf({
  world,
  scenario,
  telegram,
  people,
  seen,
  gateways,
  memory: { db },
  generation,
}: Setting): Outcome {
  const events = db.select().from(chargeEvents).orderBy(chargeEvents.id).all();
  return {
    charges: allCharges(db),
    events: Map.groupBy(events, ({ chargeId }) => chargeId),
    gateways: [...gateways.values()],
    telegram,
    people,
    seen,
    watchFor: scenario.confirmMs + scenario.watchMs,
    removed: world.removed,
    collections: db.select().from(collections).orderBy(collections.id).all(),
    payers: db.select().from(collectionPayers).orderBy(collectionPayers.id).all(),
    boardsDue: db.select().from(outbox).where(isOnBoard).all().length,
    database: generation + 1,
    restored: generation > 0,
  };
}

async function openSetting(
  seed: number,
  { given, allDelayed }: BugHooks,
  postgres: ClientConfig | undefined,
): Promise<Setting> {
  const chance = newChance(seed);
  const world = newWorld(chance, virtualClock(startOf(seed)));
  // Some runs have few faults, some many.
  world.trouble = chance.pick([0.1, 0.5, 1, 1, 2]);
  const side = newChance(SIDE + seed);
  const chosen = scenarioOf(
    chance,
    side,
    newChance(ERASURES + seed),
    mixedChance(COLLECTING + seed),
    mixedChance(POWER + seed),
    given,
  );
  // Copies, and what a power cut leaves of a file, are SQLite's.
  const scenario = postgres === undefined ? chosen : { ...chosen, copies: false, powerCuts: false };
  const cuts = {
    clock: world.clock,
    chance: mixedChance(POWER + SIDE + seed),
    allDelayed: allDelayed === true,
  };
  const power = scenario.powerCuts ? cuts : undefined;
  if (scenario.noisy) world.trouble = 0.1;
  const people = newPeople(world);
  const setting: Setting = {
    world,
    scenario,
    people,
    telegram: fakeTelegram(world, (answer) => people.reads(answer)),
    api: updatesApi(world, people),
    gateways: new Map(
      SHOPS.flatMap((shop) =>
        shop.accounts.map((name) => [
          name,
          fakeGateway(shop, name, world, scenario.watchMs, (push) => {
            const charge = chargeOf(push, setting.memory.db, scenario.velocityLimits, world);
            return { ...charge, idempotencyKey: keyIn(charge.idempotencyKey, setting.generation + 1) };
          }),
        ]),
      ),
    ),
    seen: {
      taken: new Set(),
      watchedUntil: new Map(),
      expiredAt: new Map(),
      hadSecondProgram: false,
      collections: collectionsSeen(world),
    },
    side,
    promptness: scenario.sharing === 0 ? promptness(world) : UNOBSERVED,
    unreachable: new Set(),
    lives: new Set(),
    time: undefined,
    shared: scenario.sharing === 0 ? undefined : sharedDatabase(world, scenario.sharing),
    born: 0,
    power,
    memory: postgres === undefined ? await openingStore(power) : await openedOn(postgres, world.clock),
    copy: undefined,
    generation: 0,
  };
  if (scenario.noisy) linkNoisyGroups(setting);
  return setting;
}

async function openedOn(postgres: ClientConfig, clock: VirtualClock): Promise<RunStore> {
  const memory = postgresStore(postgres, clock);
  await found(memory);
  return memory;
}

/** Added to a seed for the second source of chance, and for those of the reports and the books, so that no other seed has it. */
const SIDE = 1_000_000_000;
const REPORTS = 2 * SIDE;
const BOOKS = 3 * SIDE;
const ERASURES = 4 * SIDE;
/** 5 * SIDE is for starts.ts. With this one, few of the seeds of `npm test` collect: their charges are many. */
const COLLECTING = 12 * SIDE;
const COLLECTIONS = 13 * SIDE;
const POWER = 14 * SIDE;

/** Sources of chance of their own, so that the rest of a run does not depend on these events. */
interface OtherChances {
  readonly books: Chance;
  readonly collecting: Chance;
}

async function live(
  setting: Setting,
  bug: BugHooks,
  { books, collecting }: OtherChances,
  span: number,
): Promise<void> {
  const { world, scenario, people, telegram, lives } = setting;
  const { chance, clock } = world;
  const end = clock.elapsed() + span;
  const isShared = scenario.sharing > 0;
  while (clock.elapsed() < end) {
    await clock.advance(chance.int(1_000, isShared ? 30_000 : 4 * MINUTE));
    if (lives.size < scenario.programs && chance.is(0.7)) await startProgram(setting, bug);
    if (chance.is(isShared ? 0.5 : 0.25)) people.ask((chatId) => telegram.moved.get(chatId) ?? chatId);
    if (chance.is(0.05)) settleOne(setting);
    if (chance.is(0.01)) people.remove();
    if (chance.is(0.02 * scenario.reconnectsBy)) people.reconnect();
    await nemesis(setting, bug);
    if (setting.side.is(0.3)) decideOne(setting);
    if (setting.side.is(0.15)) closeOne(setting);
    if (setting.side.is(0.003 * scenario.unreachableBy)) loseEverybody(setting);
    if (books.is(0.08)) refundOne(setting, books);
    if (books.is(0.04)) takeOneBack(setting, books);
    if (books.is(0.04)) closeOnePeriod(setting, books);
    if (scenario.retentionMs !== undefined && books.is(0.1)) eraseOne(setting, books);
    if (scenario.collects) collectSome(setting, collecting);
    if (scenario.collects && scenario.retentionMs !== undefined && collecting.is(0.05))
      eraseAWaitingPayer(setting, collecting);
    if (isSwitchedOff(setting, collecting)) await beAway(setting, bug, collecting);
    if (scenario.noisy && setting.side.is(0.15)) makeNoise(setting);
  }
}

/** The chat in which a charge is told. */
const chatOf = (db: Db, id: number): number =>
  allCharges(db).find((charge) => charge.id === id)?.message?.chatId ?? 0;

/** Somebody marks a charge whose outcome the gateway could not tell. */
function settleOne({ world, people, memory }: Setting): void {
  const { chance } = world;
  const state = chance.pick(['unknown', 'expired'] as const);
  const row = memory.db
    .select()
    .from(charges)
    .where(inArray(charges.state, [state]))
    .get();
  if (row !== undefined) {
    const { id: chargeId, merchantId } = row;
    const chatId = chatOf(memory.db, chargeId);
    people.act(chatId, { kind: 'settle', chargeId, merchantId, paid: chance.is(0.5) });
  }
}

/** Somebody closes an open charge for the shop, most often because the customer cancelled. */
function closeOne({ side, people, memory }: Setting): void {
  const isOpen = and(isNull(charges.closedAt), inArray(charges.state, [...statesWhere('open')]));
  const row = memory.db.select().from(charges).where(isOpen).orderBy(desc(charges.id)).get();
  if (row === undefined) return;
  const { id: chargeId, merchantId } = row;
  const reason = side.is(0.6) ? 'customer-cancelled' : side.pick(CHOSEN_CLOSE_REASONS);
  people.act(chatOf(memory.db, chargeId), { kind: 'close', chargeId, merchantId, reason });
}

/** Somebody decides what a mismatch is. */
function decideOne({ side, people, memory }: Setting): void {
  const isOpen = and(isNotNull(charges.mismatch), inArray(charges.state, [...statesWhere('mismatchOpen')]));
  const row = memory.db.select().from(charges).where(isOpen).get();
  if (row === undefined) return;
  const { id: chargeId, merchantId, reported } = row;
  const chatId = chatOf(memory.db, chargeId);
  const report = reported?.number ?? 1;
  people.act(chatId, { kind: 'decide', chargeId, merchantId, report, isOurs: side.is(0.5) });
}

/** Returns whether nothing is under way and nothing will become due. */
async function isQuiet({ people, memory: { store, db } }: Setting): Promise<boolean> {
  const due = [
    store.inbox.nextDueAt(),
    store.outbox.nextDueAt(),
    store.outbox.nextCardAt(),
    store.collections.nextDueAt(),
  ];
  if (!people.isQuiet() || (await Promise.all(due)).some((at) => at !== undefined)) return false;
  const isUnfinished = or(inArray(charges.state, UNFINISHED), isNotNull(charges.watchDueAt));
  return db.select().from(charges).where(isUnfinished).get() === undefined;
}
