import { join } from 'node:path';
import type { BosmiRequest } from '../../src/sandbox/bosmi/server.ts';
import type { Call } from '../../src/sandbox/bot-api/types.ts';
import type { Faults } from '../../src/sandbox/http.ts';
import type { Moment, MomentListener } from '../../src/sandbox/moments.ts';
import { chance } from '../simulation/chance.ts';
import { MAIN, startBot, type Bot } from './bot.ts';
import { readBooks, type Books } from './books.ts';
import { confirms, isAt, kindOf, nameOf, POINTS, type Point } from './points.ts';
import { broken, type SeenPush } from './promises.ts';
import { openShop, type Customers, type Shop } from './shop.ts';

export interface KillOptions {
  /** How often the program is killed. */
  readonly times: number;
  /** The same seed gives the same commands, and the same points in the same order. */
  readonly seed: number;
  /** Where the database is made. */
  readonly folder: string;
  /** The program; the real one if not given. */
  readonly entry?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly points?: readonly Point[];
  readonly customers?: Customers;
  /** Which requests count as being at the point, if not all. */
  readonly aim?: (request: BosmiRequest | Call) => boolean;
  /** Told of every kill. */
  readonly onKill?: (killed: number, point: string) => void;
}

export interface KillReport {
  readonly seed: number;
  /** Hits by the name of the point, of all that were meant to be hit. */
  readonly hits: ReadonlyMap<string, number>;
  /** Programs started. */
  readonly lives: number;
  readonly commands: number;
  /** How many charges ended in which state. */
  readonly states: ReadonlyMap<string, number>;
  readonly pushes: number;
  readonly breaches: readonly string[];
}

/** How long a point is waited for, and the shop to come to rest. Long: a machine may be busy. */
const HIT_PATIENCE_MS = 40_000;
const REST_PATIENCE_MS = 180_000;
/** A life in which the point never came is repeated so often. */
const MAX_MISSES = 3;
/** How late a push takes effect that the network held up while its sender died. */
const HELD_UP_MS = 1_500;

/**
 * Runs the program on simulated servers in one shop, kills it at one named point after the other, and starts it again on the
 * database that it left, with what was under way still under way. At the end it is left alone until all is said, and what
 * was promised is looked at from outside.
 */
export async function kill(options: KillOptions): Promise<KillReport> {
  const shop = await openShop(options.seed);
  try {
    return await killIn(shop, options);
  } finally {
    await shop.close();
  }
}

async function killIn(shop: Shop, options: KillOptions): Promise<KillReport> {
  const { times, seed, folder, entry = MAIN, points = POINTS, customers = 'all', aim = () => true } = options;
  const luck = chance(seed + 2);
  const hits = new Map(points.map((point) => [nameOf(point), 0]));
  const senders = new WeakMap<object, Bot>();
  const killed = new Set<Bot>();
  const pushes: (SeenPush & { readonly request: BosmiRequest })[] = [];
  let armed: { readonly point: Point; readonly bot: Bot; left: number; readonly hit: () => void } | undefined;
  let bot: Bot | undefined;
  let lives = 0;

  const start = (): Bot => {
    lives += 1;
    bot = startBot(entry, folder, { ...shop.environment, ...options.environment });
    return bot;
  };
  const die = async (victim: Bot): Promise<void> => {
    killed.add(victim);
    victim.kill('SIGKILL');
    await victim.ended;
  };

  const watch =
    <Request extends BosmiRequest | Call>(faults: Faults<Request>): MomentListener<Request> =>
    async (request, moment) => {
      if (moment === 'before' && bot !== undefined) senders.set(request, bot);
      const sender = senders.get(request);
      if (sender === undefined || sender !== bot) return;
      note(request, moment, sender);
      const at = armed;
      if (at?.bot !== sender || !isAt(at.point, request, moment) || !aim(request)) return;
      at.left -= 1;
      if (at.left > 0) return;
      armed = undefined;
      await die(sender);
      const isHeldUp = at.point.kind === 'push' && luck.is(0.5);
      if (moment === 'before') {
        // Else nobody would know whether it took effect: the dead do not wait for an answer.
        faults.add(
          isHeldUp ? { kind: 'slow', ms: HELD_UP_MS } : { kind: 'reset-before' },
          (next) => next === request,
        );
      }
      at.hit();
    };
  const note = (request: BosmiRequest | Call, moment: Moment, sender: Bot): void => {
    const kind = kindOf(request);
    if ('endpoint' in request && kind === 'push' && moment === 'before') {
      const { phone, amount } = request.body;
      const isKilled = (): boolean => killed.has(sender);
      pushes.push({
        request,
        phone,
        amount,
        answered: false,
        get senderWasKilled() {
          return isKilled();
        },
      });
    }
    if (kind === 'push' && moment === 'answered') {
      for (const push of pushes) if (push.request === request) push.answered = true;
    }
    // So that the answer to a call that confirms updates brings the next at once.
    if (armed?.point.kind === 'getUpdates' && moment === 'before' && confirms(request))
      shop.command(customersNow());
  };

  /** Towards the end only customers who are soon done with, so that the run ends soon, too. */
  const customersNow = (): Customers => (done() < times / 2 ? customers : 'brief');
  const done = (): number => [...hits.values()].reduce((sum, count) => sum + count, 0);

  /** One life, from the start to the kill. Returns false if the point never came. */
  const live = async (point: Point): Promise<boolean> => {
    const n = point.kind === 'send' && options.aim === undefined ? luck.int(1, 3) : 1;
    // Some commands wait for the program, others find it up.
    if (luck.is(0.5)) shop.command(customersNow());
    const victim = start();
    // Some die as they wake, others when they have been at work for a while.
    if (luck.is(0.5)) {
      for (let count = luck.int(1, 3); count > 0; count -= 1) shop.command(customersNow());
      await victim.up;
      await patience(luck.int(200, 2_000));
    }
    const isHit = new Promise<true>((resolve) => {
      armed = { point, bot: victim, left: n, hit: () => resolve(true) };
    });
    for (let count = luck.int(0, 1); count >= 0; count -= 1) shop.command(customersNow());
    if (luck.is(0.4)) shop.redeliver();
    const given = new AbortController();
    const ended = victim.ended.then<true | 'by itself'>(() => (killed.has(victim) ? isHit : 'by itself'));
    const result = await Promise.race([isHit, ended, patience(HIT_PATIENCE_MS, given.signal)]);
    given.abort();
    armed = undefined;
    if (result === 'by itself') throw new Error(`the program ended by itself:\n${victim.output()}`);
    if (result === undefined) await die(victim);
    return result === true;
  };

  shop.bosmi.onMoment(watch(shop.bosmi.faults));
  shop.telegram.onMoment(watch(shop.telegram.faults));
  const breaches: string[] = [];
  try {
    for (const point of roundRobin(points, times, luck.int)) {
      let misses = 0;
      while (misses < MAX_MISSES && !(await live(point))) misses += 1;
      if (misses === MAX_MISSES) continue;
      hits.set(nameOf(point), (hits.get(nameOf(point)) ?? 0) + 1);
      options.onKill?.(done(), nameOf(point));
    }
    // The last life is left alone, and what it is asked must come out as if nothing had ever happened.
    const last = start();
    for (let count = 0; count < 3; count += 1) shop.command('brief');
    const path = join(folder, 'till.db');
    const rested = await isAtRest(shop, path);
    last.kill('SIGTERM');
    const end = await last.ended;
    if (!rested) breaches.push(`did not come to rest:\n${last.output().slice(-2_000)}`);
    if (end.code !== 0) breaches.push(`ended with ${end.code ?? end.signal} at SIGTERM`);
    const books = readBooks(path, true);
    breaches.push(...broken({ shop, pushes, books }));
    for (const [name, count] of hits) if (count === 0) breaches.push(`the point ${name} was not hit`);
    return {
      seed,
      hits,
      lives,
      commands: shop.commands.length,
      states: countBy(books.charges.map(({ state }) => state)),
      pushes: pushes.length,
      breaches,
    };
  } finally {
    bot?.kill('SIGKILL');
    await bot?.ended;
  }
}

/** All points in ever new orders, so that none is left out and none has a fixed one before it. */
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

/** Waits until nothing is left to be done or said, as far as it ever can be. */
async function isAtRest(shop: Shop, path: string): Promise<boolean> {
  const end = performance.now() + REST_PATIENCE_MS;
  while (performance.now() < end) {
    if (shop.telegram.unconfirmed() === 0) {
      const books = readBooks(path, false);
      if (books.waiting === 0 && !isExpectingMoney(shop, books)) return true;
    }
    await patience(250);
  }
  return false;
}

/** Whether the gateway holds a payment that the till has an id for, and has not taken in. */
const isExpectingMoney = ({ bosmi }: Shop, { charges }: Books): boolean =>
  charges.some(({ state, transactionId, mismatch }) => {
    const transaction = bosmi.transactions.get(transactionId ?? '');
    if (state !== 'unconfirmed' || transaction?.paid === undefined) return false;
    return mismatch === null;
  });

const countBy = (names: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

const patience = (ms: number, signal?: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
