import { HOUR, MINUTE } from './scenario.ts';
import { memoryStore } from './memory-store.ts';
import type { BugHooks } from './seeded-bug.ts';
import { startProgram } from './program.ts';
import { KEYRING, peopleOf, SHOPS } from './shops.ts';
import type { Setting } from './setting.ts';
import { removedIn } from './state-checker.ts';

/** What a group is called once it has become a supergroup. */
const SUPERGROUP = -100_000;

/** What the world does to the shops at this moment, besides what it does to every call. */
export async function nemesis(town: Setting, plant: BugHooks): Promise<void> {
  const { world, scenario: habits, memory } = town;
  const { chance, clock } = world;
  const { copies } = habits;
  const soon = (): number => clock.elapsed() + chance.int(MINUTE, 90 * MINUTE);
  if (world.fault('a second program on the database', 0.01)) await startProgram(town, plant);
  for (const { merchantId } of SHOPS)
    if (world.fault("a shop's gateway is away for a while", 0.005)) world.awayUntil.set(merchantId, soon());
  for (const account of town.gateways.keys())
    if (world.fault('an account is refused for a while', 0.005 * habits.refusedBy))
      world.refusedUntil.set(account, soon());
  if (world.fault('Telegram is away for a while', 0.005)) world.awayUntil.set('telegram', soon());
  if (world.fault('the disk has no room for a while', 0.005)) memory.hasRoom(false);
  else if (chance.is(0.2)) memory.hasRoom(true);
  loseChats(town);
  const far = (): number => chance.pick([2_000, 5 * MINUTE, 3 * HOUR]);
  if (!copies && world.fault('the clock is set forward', 0.01 * habits.clocksBy)) clock.shift(far());
  if (!copies && world.fault('the clock is set back', 0.01 * habits.clocksBy)) clock.shift(-far());
  if (copies && chance.is(0.05)) town.copy = memory.copy(clock.now());
  const { copy } = town;
  if (copy !== undefined && world.fault('a copy of the database is put back', 0.02))
    await putBack(town, plant, copy);
}

/** Chats that are gone, are others now, or lose a card. */
function loseChats({ world, scenario: habits, telegram: telegraph, people }: Setting): void {
  const { chance } = world;
  const { gone, moved, deleted } = telegraph;
  if (world.fault('a chat is gone', 0.002 * habits.goneBy)) {
    const shop = chance.pick(SHOPS);
    const chatId = chance.is(0.5) ? shop.group : chance.pick(peopleOf(shop));
    gone.add(moved.get(chatId) ?? chatId);
  }
  const { group } = chance.pick(SHOPS);
  if (!moved.has(group) && !gone.has(group) && world.fault('a group becomes a supergroup', 0.004)) {
    moved.set(group, SUPERGROUP + group);
    people.act(group, { kind: 'moved', to: SUPERGROUP + group });
  }
  if (world.fault('a card is deleted', 0.005)) {
    const card = [...telegraph.cards.keys()].at(-1);
    if (card !== undefined) deleted.add(card);
  }
}

/** The machine is lost, and somebody puts the last copy back and starts on it. */
async function putBack(town: Setting, plant: BugHooks, copy: Buffer): Promise<void> {
  const { world, people, telegram: telegraph, seen } = town;
  for (const life of town.lives) life.die();
  town.memory.close();
  await world.clock.advance(world.chance.int(3 * MINUTE, HOUR));
  town.memory = memoryStore(copy, KEYRING);
  telegraph.newDatabase();
  people.forgetConfirmed();
  // What the lost database knew of them is lost with it.
  for (const idempotencyKey of people.wishes.keys()) seen.taken.add(idempotencyKey);
  world.removed = removedIn(town.memory.db);
  town.generation += 1;
  world.held = true;
  await startProgram(town, plant);
  // The copy may know a group by its old name, and an owner links it by its new one.
  for (const [group, to] of telegraph.moved) people.act(group, { kind: 'moved', to });
}
