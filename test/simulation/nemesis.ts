import { HOUR, MINUTE } from './scenario.ts';
import { memoryStore } from './memory-store.ts';
import type { BugHooks } from './seeded-bug.ts';
import { startProgram } from './program.ts';
import { KEYRING, peopleOf, SHOPS } from './shops.ts';
import type { Setting } from './setting.ts';
import { removedIn } from './state-checker.ts';
import { disturb } from './takeovers.ts';

/** Added to the id of a group that becomes a supergroup. */
const SUPERGROUP = -100_000;

/** Injects the faults that do not belong to a single call: outages, clocks, disks, lost chats, restored copies. */
export async function nemesis(setting: Setting, bug: BugHooks): Promise<void> {
  const { world, scenario, memory } = setting;
  const { chance, clock } = world;
  const { copies } = scenario;
  // Runs in which programs share the database are short, and people are busy: of strangers, twenty updates wait at most.
  const longest = setting.shared === undefined ? 90 * MINUTE : 3 * MINUTE;
  const soon = (): number => clock.elapsed() + chance.int(MINUTE, longest);
  if (setting.shared !== undefined) disturb(setting);
  else if (world.fault('a second program on the database', 0.01)) await startProgram(setting, bug);
  for (const { merchantId } of SHOPS)
    if (world.fault("a shop's gateway is away for a while", 0.005)) world.awayUntil.set(merchantId, soon());
  for (const account of setting.gateways.keys())
    if (world.fault('an account is refused for a while', 0.005 * scenario.refusedBy))
      world.refusedUntil.set(account, soon());
  if (world.fault('Telegram is away for a while', 0.005)) world.awayUntil.set('telegram', soon());
  if (world.fault('the disk has no room for a while', 0.005)) memory.hasRoom(false);
  else if (chance.is(0.2)) memory.hasRoom(true);
  loseChats(setting);
  const far = (): number => chance.pick([2_000, 5 * MINUTE, 3 * HOUR]);
  if (!copies && world.fault('the clock is set forward', 0.01 * scenario.clocksBy)) clock.shift(far());
  if (!copies && world.fault('the clock is set back', 0.01 * scenario.clocksBy)) clock.shift(-far());
  if (copies && chance.is(0.05)) setting.copy = memory.copy(clock.now());
  const { copy } = setting;
  if (copy !== undefined && world.fault('a copy of the database is put back', 0.02))
    await putBack(setting, bug, copy);
}

/** Makes chats disappear, become supergroups, or lose a card. */
function loseChats({ world, scenario, telegram, people }: Setting): void {
  const { chance } = world;
  const { gone, moved, deleted } = telegram;
  if (world.fault('a chat is gone', 0.002 * scenario.goneBy)) {
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
    const card = [...telegram.cards.keys()].at(-1);
    if (card !== undefined) deleted.add(card);
  }
  if (scenario.collects && world.fault('a board is deleted', 0.03)) telegram.boards.loseOne();
}

/** The machine is lost. Somebody restores the last copy and starts the program on it. */
async function putBack(setting: Setting, bug: BugHooks, copy: Buffer): Promise<void> {
  const { world, people, telegram, seen } = setting;
  for (const life of setting.lives) life.die();
  await setting.memory.close();
  await world.clock.advance(world.chance.int(3 * MINUTE, HOUR));
  setting.memory = memoryStore(copy, KEYRING, setting.power);
  telegram.newDatabase();
  people.forgetConfirmed();
  // Commands that only the lost database had are forgotten.
  for (const idempotencyKey of people.commands.keys()) seen.taken.add(idempotencyKey);
  world.removed = removedIn(setting.memory.db);
  setting.generation += 1;
  world.held = true;
  seen.collections.restored(setting.memory.db);
  await startProgram(setting, bug);
  // The copy may know a group by its old id. Telegram reports the move again.
  for (const [group, to] of telegram.moved) people.act(group, { kind: 'moved', to });
}
