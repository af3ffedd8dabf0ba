import type { BosmiRequest } from '../../src/sandbox/bosmi/server.ts';
import type { Call } from '../../src/sandbox/bot-api/types.ts';
import { chance } from '../simulation/chance.ts';
import { chargeBeside } from './charge-beside.ts';
import { sqliteIn, type CrashDatabase, type CrashSignal } from './database.ts';
import { MAIN, startBot, type Bot } from './bot.ts';
import { killedAtCommit, nameOf, POINTS, type Point } from './points.ts';
import { broken } from './promises.ts';
import { comesToRest, pause } from './quiescence.ts';
import { newTrigger } from './trigger.ts';
import { openWorld, type Customers, type World } from './world.ts';

export interface CrashOptions {
  /** How often the program is killed. */
  readonly times: number;
  /** The same seed gives the same commands, and the same points in the same order. */
  readonly seed: number;
  /** Where the programs run, and SQLite's file is made. */
  readonly folder: string;
  /** The default is SQLite's file. */
  readonly database?: CrashDatabase;
  /** The program to start. The default is the real program. */
  readonly entry?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly points?: readonly Point[];
  readonly customers?: Customers;
  /** Which requests count as at the point. The default is all. */
  readonly aim?: (request: BosmiRequest | Call) => boolean;
  /** How long to wait for a point. */
  readonly patienceMs?: number;
  /** Called after every kill. */
  readonly onKill?: (killed: number, point: string) => void;
}

export interface CrashReport {
  /** How often each point was hit, by its name. Points without a hit have 0. */
  readonly hits: ReadonlyMap<string, number>;
  /** How many programs were started. */
  readonly lives: number;
  /** How many programs never reached the point. */
  readonly misses: number;
  readonly commands: number;
  readonly pushes: number;
  /** How many charges ended in which state. */
  readonly states: ReadonlyMap<string, number>;
  readonly breaches: readonly string[];
}

/** Long: a machine may be busy. */
const HIT_PATIENCE_MS = 40_000;
/** A program that is killed at a commit is killed at one of so many: a charge has about thirty. */
const MOST_COMMITS = 60;
/** How long a program may go on whose engine crashed. */
const ENDS_WITHIN_MS = 5_000;
/** How many programs are started at most for one kill: some never reach the point. */
const MAX_LIVES = 3;

/**
 * Runs the program for two shops on simulated servers. Kills it at one named point after the other, and starts it again on the database
 * that it left, while what was under way outside goes on. At the end the gateway answers nothing to the first shop while the second one
 * charges. Then the program runs undisturbed until all is told, and the promises are checked from outside.
 */
export async function crash(options: CrashOptions): Promise<CrashReport> {
  const world = await openWorld(options.seed, options.database ?? sqliteIn(options.folder));
  try {
    return await crashIn(world, options);
  } finally {
    await world.close();
  }
}

async function crashIn(world: World, options: CrashOptions): Promise<CrashReport> {
  const { times, seed, folder, points = POINTS, customers = 'all', aim = () => true } = options;
  const luck = chance(seed + 2);
  const hits = new Map(points.map((point) => [nameOf(point), 0]));
  let bot: Bot | undefined;
  let [lives, misses] = [0, 0];

  const done = (): number => [...hits.values()].reduce((sum, count) => sum + count, 0);
  /** The second half has only customers who need little time, so that the run ends soon. */
  const whoPays = (): Customers => (done() < times / 2 ? customers : 'brief');
  const command = (): void => void world.command(whoPays());
  const signal = (): CrashSignal => luck.pick(['SIGQUIT', 'SIGKILL']);
  const trigger = newTrigger({ world, aim, signal, isHeldUp: () => luck.is(0.5), onConfirm: command });
  const { engine } = world.database;

  const start = async (more: Readonly<Record<string, string>> = {}): Promise<Bot> => {
    await world.database.free();
    lives += 1;
    const environment = { ...world.environment, ...options.environment, ...more };
    bot = startBot(options.entry ?? MAIN, folder, environment);
    trigger.watch(bot);
    return bot;
  };

  /** Runs one program from its start to the kill. Returns false if it never reached the point. */
  const live = async (point: Point): Promise<boolean> => {
    const isOneOfMany = point.kind === 'send' || point.kind === 'board';
    const nth = isOneOfMany && options.aim === undefined ? luck.int(1, 3) : 1;
    // Some commands wait for the program to start, others come when it is up.
    if (luck.is(0.5)) command();
    const isOwnKill = point.kind === 'commit';
    const crashes = engine?.crashes() ?? 0;
    const victim = await start(isOwnKill ? killedAtCommit(point, luck.int(1, MOST_COMMITS), engine) : {});
    // Some programs are killed while they start, others when they have run for a while.
    if (luck.is(0.5)) {
      for (let count = luck.int(1, 3); count > 0; count -= 1) command();
      await victim.up;
      await pause(luck.int(200, 2_000));
    }
    const isHit = trigger.arm(point, nth);
    for (let count = luck.int(1, 2); count > 0; count -= 1) command();
    if (point.kind === 'board') world.collect(whoPays());
    if (luck.is(0.4)) world.redeliver();
    const waitEnd = new AbortController();
    const ended = victim.ended.then<true | 'by itself'>((end) => {
      // A program whose engine crashed ends, and somebody starts it again.
      const isKilled = point.engine === true ? (engine?.crashes() ?? 0) > crashes : end.signal === 'SIGKILL';
      if (isOwnKill && isKilled) trigger.counted(victim);
      return isOwnKill && isKilled ? true : trigger.wasKilled(victim) ? isHit : 'by itself';
    });
    const patience = pause(options.patienceMs ?? HIT_PATIENCE_MS, waitEnd.signal);
    const result = await Promise.race([isHit, ended, patience]);
    waitEnd.abort();
    trigger.disarm();
    if (result === 'by itself') throw new Error(`the program ended by itself:\n${victim.output()}`);
    // A kill that began as the time limit passed is still a hit.
    const wasHit = isOwnKill ? trigger.wasKilled(victim) : result === true || trigger.wasKilled(victim);
    if (wasHit && !isOwnKill) await isHit;
    if (wasHit && point.engine === true) await endsAfterCrash(victim);
    if (wasHit) return true;
    await trigger.kill(victim);
    return false;
  };

  try {
    for (const point of roundRobin(points, times, luck.int)) {
      let isHit = false;
      for (let tries = 0; !isHit && tries < MAX_LIVES; tries += 1) {
        isHit = await live(point);
        if (!isHit) misses += 1;
      }
      if (!isHit) continue;
      hits.set(nameOf(point), (hits.get(nameOf(point)) ?? 0) + 1);
      options.onKill?.(done(), nameOf(point));
    }
    // The last program runs undisturbed: its commands must end as if no program had crashed.
    const last = await start();
    const delays = await chargeBeside(world);
    for (let count = 0; count < 3; count += 1) world.command('brief');
    if (points.some(({ kind }) => kind === 'board')) world.collect('brief');
    const hasRested = await comesToRest(world);
    last.kill('SIGTERM');
    const end = await last.ended;
    const [records, damage] = [await world.database.records(), await world.database.damage()];
    const unhit = [...hits].filter(([, count]) => count === 0);
    return {
      hits,
      lives,
      misses,
      commands: world.commands.length,
      pushes: trigger.pushes.length,
      states: countBy(records.charges.map(({ state }) => state)),
      breaches: [
        ...(hasRested ? [] : [`did not come to rest:\n${last.output().slice(-2_000)}`]),
        ...(end.code === 0 ? [] : [`ended with ${end.code ?? end.signal} at SIGTERM`]),
        ...(damage === undefined ? [] : [`the database is damaged: ${damage}`]),
        ...delays,
        ...broken({ world, pushes: trigger.pushes, records }),
        ...unhit.map(([name]) => `the point ${name} was not hit`),
      ],
    };
  } finally {
    bot?.kill('SIGKILL');
    await bot?.ended;
  }
}

/** Waits for the end of a program whose engine crashed, and ends it if it goes on. */
async function endsAfterCrash(bot: Bot): Promise<void> {
  const waitEnd = new AbortController();
  await Promise.race([bot.ended, pause(ENDS_WITHIN_MS, waitEnd.signal)]);
  waitEnd.abort();
  bot.kill('SIGKILL');
  await bot.ended;
}

/** Yields all points again and again, each time in a new order. */
function* roundRobin(
  points: readonly Point[],
  times: number,
  int: (least: number, most: number) => number,
): Generator<Point> {
  for (let given = 0; given < times;) {
    const bag = [...points];
    for (; bag.length > 0 && given < times; given += 1) {
      const [point] = bag.splice(int(0, bag.length - 1), 1);
      if (point !== undefined) yield point;
    }
  }
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
