import { allCharges, type Db } from '../support/sqlite.ts';
import { and, inArray, isNotNull, or } from 'drizzle-orm';
import { statesWhere, type ChargeState } from '../../src/domain/charge-states.ts';
import { chargeEvents, charges } from '../../src/store/schema.ts';
import { fakeGateway } from './fake-gateway.ts';
import { chance as newChance } from './chance.ts';
import { updatesApi } from './updates-api.ts';
import { scenarioOf, HOUR, MINUTE } from './scenario.ts';
import { nemesis } from './nemesis.ts';
import { broken, unannounced, type Outcome } from './model.ts';
import { people as newPeople } from './people.ts';
import type { BugHooks } from './seeded-bug.ts';
import { startProgram } from './program.ts';
import { linkNoisyGroups, makeNoise, promptness } from './noise.ts';
import { openingStore, SHOPS } from './shops.ts';
import { fakeTelegram as newTelegraph } from './fake-telegram.ts';
import type { Setting } from './setting.ts';
import { everybodyBack, loseEverybody } from './unreachable.ts';
import { virtualClock } from './virtual-clock.ts';
import { chargeOf } from './state-checker.ts';
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

/** The longest that a payment waits to be told once nothing goes wrong: the widest gap between queries, and a while for an account that is tried again. */
const LATEST_MS = 40 * MINUTE;
/** Longer than a watch waits for its last answer. */
const PATIENCE_MS = 32 * HOUR;
const UNFINISHED: ChargeState[] = ['created', 'pushing', 'pending', 'unconfirmed'];

/** One seeded life of two shops on one bot: some hours of commands and faults, then quiet until everything is at its end. */
export async function simulate(seed: number, plant: BugHooks = {}): Promise<Run> {
  const town = await openTown(seed, plant);
  const { world, lives } = town;
  const { chance, clock } = world;
  await startProgram(town, plant);
  await live(town, plant, chance.pick([10 * MINUTE, HOUR, 3 * HOUR]));
  // Faults stop, and time goes on: now every promise must come true.
  world.trouble = 0;
  world.note('faults stop');
  town.memory.hasRoom(true);
  if (lives.size === 0) await startProgram(town, plant);
  everybodyBack(town);
  // Whatever the clock on the wall says: it is set right only after that was looked at.
  if (!town.scenario.copies) clock.shift(chance.pick([0, 0, 3 * HOUR, -3 * HOUR, 48 * HOUR, -48 * HOUR]));
  await clock.advance(LATEST_MS + 10 * MINUTE);
  const early = unannounced(outcomeOf(town), clock.elapsed() - LATEST_MS);
  world.caught.push(...early.map((problem) => `${problem} before the clock was set right`));
  clock.heal();
  const patience = clock.elapsed() + town.scenario.watchMs + PATIENCE_MS;
  do await clock.advance(10 * MINUTE);
  while (clock.elapsed() < patience && !(await isQuiet(town)));
  // And when all is quiet, it stays so.
  await clock.advance(10 * MINUTE);

  const outcome = outcomeOf(town);
  const { charges: all } = outcome;
  const problems = [...world.caught, ...broken(outcome)];
  for (const life of lives) life.die();
  town.memory.close();
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

/** Everything that is known at this moment. */
function outcomeOf({
  world,
  scenario: habits,
  telegram: telegraph,
  people,
  seen,
  gateways: banks,
  memory: { db },
  generation,
}: Setting): Outcome {
  const events = db.select().from(chargeEvents).orderBy(chargeEvents.id).all();
  return {
    charges: allCharges(db),
    events: Map.groupBy(events, ({ chargeId }) => chargeId),
    banks: [...banks.values()],
    telegraph,
    people,
    seen,
    watchFor: habits.confirmMs + habits.watchMs,
    removed: world.removed,
    restored: generation > 0,
  };
}

async function openTown(seed: number, { given }: BugHooks): Promise<Setting> {
  const chance = newChance(seed);
  const world = newWorld(chance, virtualClock());
  // Some runs are calm, some are hell.
  world.trouble = chance.pick([0.1, 0.5, 1, 1, 2]);
  const side = newChance(SIDE + seed);
  const habits = scenarioOf(chance, side, given);
  if (habits.noisy) world.trouble = 0.1;
  const people = newPeople(world);
  const town: Setting = {
    world,
    scenario: habits,
    people,
    telegram: newTelegraph(world, (answer) => people.reads(answer)),
    api: updatesApi(world, people),
    gateways: new Map(
      SHOPS.flatMap((shop) =>
        shop.accounts.map((name) => [
          name,
          fakeGateway(shop, name, world, habits.watchMs, (push) =>
            chargeOf(push, town.memory.db, habits.velocityLimits, world),
          ),
        ]),
      ),
    ),
    seen: { taken: new Set(), watchedUntil: new Map(), expiredAt: new Map() },
    side,
    promptness: promptness(world),
    unreachable: new Set(),
    lives: new Set(),
    time: undefined,
    born: 0,
    memory: await openingStore(),
    copy: undefined,
    generation: 0,
  };
  if (habits.noisy) linkNoisyGroups(town);
  return town;
}

/** Apart from the seeds themselves. */
const SIDE = 1_000_000_000;

async function live(town: Setting, plant: BugHooks, span: number): Promise<void> {
  const { world, scenario: habits, people, telegram: telegraph, lives } = town;
  const { chance, clock } = world;
  const end = clock.elapsed() + span;
  while (clock.elapsed() < end) {
    await clock.advance(chance.int(1_000, 4 * MINUTE));
    if (lives.size < habits.programs && chance.is(0.7)) await startProgram(town, plant);
    if (chance.is(0.25)) people.ask((chatId) => telegraph.moved.get(chatId) ?? chatId);
    if (chance.is(0.05)) settleOne(town);
    if (chance.is(0.01)) people.remove();
    if (chance.is(0.02 * habits.reconnectsBy)) people.reconnect();
    await nemesis(town, plant);
    if (town.side.is(0.3)) decideOne(town);
    if (town.side.is(0.003 * habits.unreachableBy)) loseEverybody(town);
    if (habits.noisy && town.side.is(0.15)) makeNoise(town);
  }
}

/** The chat in which a charge is told. */
const chatOf = (db: Db, id: number): number =>
  allCharges(db).find((charge) => charge.id === id)?.message?.chatId ?? 0;

/** Somebody says how a charge ended that the gateway could not settle. */
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

/** Somebody says what a reported payment is that does not fit its charge. */
function decideOne({ side, people, memory }: Setting): void {
  const isOpen = and(isNotNull(charges.mismatch), inArray(charges.state, [...statesWhere('mismatchOpen')]));
  const row = memory.db.select().from(charges).where(isOpen).get();
  if (row === undefined) return;
  const { id: chargeId, merchantId, reported } = row;
  const chatId = chatOf(memory.db, chargeId);
  const report = reported?.number ?? 1;
  people.act(chatId, { kind: 'decide', chargeId, merchantId, report, isOurs: side.is(0.5) });
}

/** Whether nothing is under way and nothing will become due. */
async function isQuiet({ people, memory: { store, db } }: Setting): Promise<boolean> {
  const due = [store.inbox.nextDueAt(), store.outbox.nextDueAt(), store.outbox.nextCardAt()];
  if (!people.isQuiet() || (await Promise.all(due)).some((at) => at !== undefined)) return false;
  const isUnfinished = or(inArray(charges.state, UNFINISHED), isNotNull(charges.watchDueAt));
  return db.select().from(charges).where(isUnfinished).get() === undefined;
}
