import { startBot, type Network } from './bot.ts';
import { startCompetitor } from './competitor.ts';
import { life as newLife } from './crash-injection.ts';
import { cutPower } from './power-cut.ts';
import type { BugHooks } from './seeded-bug.ts';
import type { Setting } from './setting.ts';

/** Starts the program on the database as it is. It may crash at one of its awaits. */
export async function startProgram(setting: Setting, bug: BugHooks): Promise<void> {
  if (setting.shared === undefined) await startAlone(setting, bug);
  else startCompetitor(setting, setting.shared, bug);
}

/** Once all is told, one program does what is left: renewals take most of the time of a run, and hours without faults show nothing of them. */
export async function goOnAlone(setting: Setting, bug: BugHooks): Promise<void> {
  for (const life of setting.lives) life.die();
  await startAlone(setting, bug);
}

async function startAlone(setting: Setting, bug: BugHooks): Promise<void> {
  const { world, scenario, lives, memory } = setting;
  const { chance, clock } = world;
  setting.born += 1;
  const skipsIdle = chance.is(0.7);
  const points =
    world.trouble === 0 || scenario.noisy || chance.is(0.2)
      ? Number.POSITIVE_INFINITY
      : chance.int(1, skipsIdle ? 60 : 600);
  const life = newLife(`program ${setting.born}`, points, skipsIdle, world, () => {
    lives.delete(life);
    setting.promptness.crashed();
    if (setting.power?.chance.is(0.5) === true && world.trouble > 0) cutPower(setting);
  });
  lives.add(life);
  if (lives.size > 1) setting.seen.hadSecondProgram = true;
  world.note(`${life.name} starts`);
  // Two programs on one database read one clock, so the second one goes on from the steady time of the first.
  const others = lives.size > 1 ? setting.time : undefined;
  await startBot(setting, bug, {
    life,
    clock,
    store: memory.store,
    last: others?.moment() ?? (await memory.store.program.lastMoment()),
    keepEveryMs: KEEP_EVERY_MS,
    network: DIRECT,
    isAlone: () => lives.size === 1,
    mayBegin: () => true,
  });
}

/** A program that is alone reaches everything. What it calls has faults of its own. */
const DIRECT: Network = {
  store: (store) => store,
  gateway: (gateway) => gateway,
  messenger: (messenger) => messenger,
  api: (api) => api,
};

/** Less often than in the real program: quiet hours take the most time. */
const KEEP_EVERY_MS = 10 * 60_000;
