import { elector, type Leadership } from '../../src/runtime/elector.ts';
import { MAX_PUSH_MS } from '../../src/gateway/gateway.ts';
import { startBot, SILENT, type Bot } from './bot.ts';
import { life as newLife, withCrashes, type Life } from './crash-injection.ts';
import { networkOf, reachedLease } from './lease-network.ts';
import type { Machine } from './machine.ts';
import type { BugHooks } from './seeded-bug.ts';
import type { Setting } from './setting.ts';
import { fencedStore, type SharedDatabase } from './shared-database.ts';

/** As in `src/app/compete.ts`. */
const DRAIN_MS = MAX_PUSH_MS + 5_000;
const TELL_EVERY_MS = 2_000;
const PAYMENTS_GRACE_MS = 6_000;
const STOP_MS = 8_000;
const KEEP_EVERY_MS = 60_000;

/** Starts a program on a machine that has none: it competes for the lease, as `compete` in `src/app/` does, without HTTP and PostgreSQL. */
export function startCompetitor(setting: Setting, shared: SharedDatabase, bug: BugHooks): void {
  const { world, lives } = setting;
  const { chance } = world;
  const machine = shared.machines.find((one) => one.life === undefined);
  if (machine === undefined) return;
  setting.born += 1;
  const points = world.trouble === 0 || chance.is(0.5) ? Number.POSITIVE_INFINITY : chance.int(1, 400);
  const life = newLife(`${machine.name}${setting.born}`, points, true, world, () => {
    lives.delete(life);
    if (machine.life === life) machine.life = undefined;
  });
  lives.add(life);
  machine.life = life;
  world.note(`${life.name} starts`);
  void compete({ setting, shared, bug, machine, life });
}

interface Competitor {
  readonly setting: Setting;
  readonly shared: SharedDatabase;
  readonly bug: BugHooks;
  readonly machine: Machine;
  readonly life: Life;
}

async function compete(competitor: Competitor): Promise<void> {
  const { setting, shared, bug, machine, life } = competitor;
  const { world } = setting;
  const clock = withCrashes(machine.clock, life, world);
  const lease = withCrashes(reachedLease(shared.lease.of(life.name), machine), life, world);
  const ending = new AbortController();
  machine.terminate = () => void machine.awake().then(() => ending.abort());
  const terminated = new Promise<'terminated'>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve('terminated'));
  });
  const one = elector({ lease, clock, log: SILENT });
  let bot: Bot | undefined;
  const hear = async (): Promise<void> => {
    await machine.awake();
    if (life.isDead() || machine.isCut('the database')) return;
    one.wake();
    bot?.wake();
  };
  const endListening = shared.listen(() => void hear());
  for (;;) {
    const elected = await one.lead(ending.signal);
    if (elected === undefined) break;
    noteLead(competitor, elected);
    const leadership = bug.leads?.(elected) ?? elected;
    const leading = await startLeading(competitor, leadership);
    bot = leading;
    const end = await Promise.race([terminated, lost(elected)]);
    bot = undefined;
    if (end === 'lost') {
      void drain(competitor, leading);
      continue;
    }
    world.note(`${life.name} ends`);
    const isStopped = await Promise.race([
      leading.stop(PAYMENTS_GRACE_MS).then(() => true),
      clock.sleep(STOP_MS).then(() => false),
    ]);
    if (isStopped) await elected.release();
    shared.say();
    break;
  }
  endListening();
  life.die();
  // Somebody starts it again, at once when there are no more faults.
  if (world.trouble === 0) startCompetitor(setting, shared, bug);
}

async function startLeading(
  { setting, shared, bug, machine, life }: Competitor,
  leadership: Leadership,
): Promise<Bot> {
  const { world, memory } = setting;
  const fenced = { holder: life.name, leadership: () => leadership, noFence: bug.noFence };
  const store = fencedStore(memory.engine, shared, world, fenced);
  return await startBot(setting, bug, {
    life,
    clock: machine.clock,
    store,
    last: await store.program.lastMoment(),
    keepEveryMs: KEEP_EVERY_MS,
    network: networkOf(setting, shared, machine, life.name, leadership.term),
    // The next leader opens the accounts from the database.
    isAlone: () => true,
    mayBegin: leadership.mayBegin,
  });
}

/** Lets pushes in flight end, while the program waits for the lease again. */
async function drain({ shared, machine, life, setting }: Competitor, bot: Bot): Promise<void> {
  setting.world.note(`${life.name} leads no more`);
  const done = new AbortController();
  void bot.stop(DRAIN_MS).finally(() => done.abort());
  while (!done.signal.aborted && !life.isDead()) {
    await machine.clock.sleep(TELL_EVERY_MS, done.signal);
    shared.say();
  }
}

function noteLead({ setting: { world }, life }: Competitor, { term, wasLost }: Leadership): void {
  world.note(`${life.name} leads in term ${term}`);
  const name = wasLost
    ? 'a takeover from a program that did not release its lease'
    : 'a takeover of a free lease';
  world.faults.set(name, (world.faults.get(name) ?? 0) + 1);
}

const lost = ({ over }: Leadership): Promise<'lost'> =>
  new Promise((resolve) => {
    if (over.aborted) resolve('lost');
    over.addEventListener('abort', () => resolve('lost'));
  });
