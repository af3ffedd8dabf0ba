import type { Chance } from '../../simulation/chance.ts';
import { chance } from '../../simulation/chance.ts';
import { MAIN } from '../bot.ts';
import { isAt, nameOf, POINTS, type Point } from '../points.ts';
import { broken, type SeenPush } from '../promises.ts';
import { comesToRest, pause } from '../quiescence.ts';
import { chargeBeside } from '../charge-beside.ts';
import { ownPostgres } from '../postgres.ts';
import { openWorld, type World } from '../world.ts';
import { HARMS, type Harm } from './harms.ts';
import { openMember, type Member } from './member.ts';
import {
  doublesIn,
  pushedTwice,
  seeMessages,
  tooEarly,
  whileOthersLead,
  type TimedPush,
} from './overlaps.ts';

export interface CampaignOptions {
  /** How often something happens to the program that leads. */
  readonly times: number;
  readonly seed: number;
  /** Where the programs run. */
  readonly folder: string;
  readonly harms?: readonly Harm[];
  readonly points?: readonly Point[];
  readonly entry?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Ends as soon as a promise is seen to be broken in this way. */
  readonly endsAtFirst?: RegExp;
  /** Called after each harm. */
  readonly onHarm?: (done: number, what: string, tookOverMs: number | undefined) => void;
}

export interface CampaignReport {
  /** How often each harm was done. */
  readonly harms: ReadonlyMap<string, number>;
  /** How many points were never reached. */
  readonly misses: number;
  readonly commands: number;
  readonly pushes: number;
  /** How long it took until another program served, by the harm. */
  readonly takeovers: readonly { readonly harm: string; readonly ms: number }[];
  /** How many notices came twice. */
  readonly doubled: number;
  readonly breaches: readonly string[];
}

const PROGRAMS = 3;
/** Long: a machine may be busy. */
const LEADS_WITHIN_MS = 60_000;
const HIT_PATIENCE_MS = 20_000;
/** Longer than a stop may take. */
const ENDS_WITHIN_MS = 30_000;
/** A leader is stopped at one of so many commits. */
const MOST_COMMITS = 12;

/**
 * Runs three programs on one PostgreSQL, for two shops on simulated servers. Again and again something happens to the one that leads, at a named point of its
 * requests and commits. Then all go on undisturbed until all is told, and the promises are checked from outside.
 */
export async function campaign(options: CampaignOptions): Promise<CampaignReport> {
  const database = await ownPostgres();
  const world = await openWorld(options.seed, database);
  const members: Member[] = [];
  try {
    for (let n = 1; n <= PROGRAMS; n += 1)
      members.push(
        await openMember({
          name: `program ${n}`,
          world,
          folder: options.folder,
          socketPath: database.engine.socketPath,
          environment: options.environment ?? {},
          entry: options.entry ?? MAIN,
        }),
      );
    return await run(options, { world, members, engine: database.engine, luck: chance(options.seed + 3) });
  } finally {
    await Promise.all(members.map((member) => member.close()));
    await world.close();
  }
}

interface Field {
  readonly world: World;
  readonly members: readonly Member[];
  readonly engine: Awaited<ReturnType<typeof ownPostgres>>['engine'];
  readonly luck: Chance;
}

async function run(options: CampaignOptions, field: Field): Promise<CampaignReport> {
  const { world, members, luck } = field;
  const { times, harms = HARMS, points = POINTS } = options;
  const seen = watchPushes(world);
  const told = seeMessages(world);
  const done = new Map(harms.map(({ name }) => [name, 0]));
  const takeovers: { harm: string; ms: number }[] = [];
  const faults: string[] = [];
  let misses = 0;
  /** What can be told from outside while the programs run. */
  const early = (): readonly string[] => [
    ...whileOthersLead(members),
    ...tooEarly(world, seen.pushes, told),
    ...pushedTwice(world, seen.pushes),
  ];
  for (const member of members) member.start();
  for (let n = 0; n < times; n += 1) {
    const harm = harms[n % harms.length];
    if (harm === undefined) break;
    const point = luck.pick(points);
    const victim = await leader(members);
    const customers = n < times / 2 ? 'all' : 'brief';
    for (let count = luck.int(1, 2); count > 0; count -= 1) world.command(customers);
    if (luck.is(0.3)) world.redeliver();
    const hit = await atPoint(field, point, victim, harm, () => void world.command(customers));
    if (hit === undefined) {
      misses += 1;
      continue;
    }
    seen.harmed(hit.at);
    done.set(harm.name, (done.get(harm.name) ?? 0) + 1);
    world.command(customers);
    const [ms] = await Promise.all([
      takeover(members, victim, hit),
      hit.over.catch((error: unknown) => void faults.push(String(error))),
    ]);
    if (ms !== undefined) takeovers.push({ harm: harm.name, ms });
    else if (harm.takesOver) faults.push(`nobody took over after ${harm.name} at ${nameOf(point)}`);
    options.onHarm?.(n + 1, `${harm.name} at ${nameOf(point)}`, ms);
    if (early().some((problem) => options.endsAtFirst?.test(problem) === true)) break;
  }
  const report = (breaches: readonly string[]): CampaignReport => ({
    harms: done,
    misses,
    commands: world.commands.length,
    pushes: seen.pushes.length,
    takeovers,
    doubled: doublesIn(world),
    breaches,
  });
  if (options.endsAtFirst !== undefined) return report(early());
  await leader(members);
  const delays = await chargeBeside(world);
  for (let count = 0; count < 3; count += 1) world.command('brief');
  const hasRested = await comesToRest(world);
  const ends = await Promise.all(members.map((member) => endOf(member)));
  const records = await world.database.records();
  return report([
    ...(hasRested
      ? []
      : [`did not come to rest:\n${members.map((m) => m.bot().output().slice(-1_500)).join('\n---\n')}`]),
    ...ends.flat(),
    ...delays,
    ...faults,
    ...broken({ world, pushes: seen.pushes, records }),
    ...whileOthersLead(members),
    ...tooEarly(world, seen.pushes, told),
  ]);
}

/** Waits for a program that leads, and has the bot up. */
async function leader(members: readonly Member[]): Promise<Member> {
  for (const end = performance.now() + LEADS_WITHIN_MS; performance.now() < end; await pause(20)) {
    const leading = members.filter((member) => member.term() !== undefined);
    const latest = leading.toSorted((a, b) => (b.term() ?? 0) - (a.term() ?? 0))[0];
    if (latest?.deeds.findLast(({ kind }) => kind === 'leads' || kind === 'is up')?.kind === 'is up')
      return latest;
  }
  const outputs = members.map((member) => member.bot().output().slice(-1_500));
  throw new Error(`nobody leads:\n${outputs.join('\n---\n')}`);
}

interface Hit {
  readonly at: number;
  /** The term that the program led in. */
  readonly term: number;
  readonly over: Promise<void>;
}

/** Harms the program that leads once it is at a point. Returns undefined if it does not get there. */
async function atPoint(
  field: Field,
  point: Point,
  victim: Member,
  harm: Harm,
  command: () => void,
): Promise<Hit | undefined> {
  const { world, luck, engine } = field;
  const act = async (): Promise<Hit> => {
    const [at, term] = [performance.now(), victim.term() ?? 0];
    const { over } = await harm.do(victim, luck, engine);
    return { at, term, over };
  };
  if (point.kind === 'commit') {
    const stopped = victim.stopAtCommit(point, luck.int(1, MOST_COMMITS));
    const done = await Promise.race([stopped.then(() => true as const), steadily(command, HIT_PATIENCE_MS)]);
    return done === true ? await act() : undefined;
  }
  const { promise, resolve, reject } = Promise.withResolvers<Hit>();
  let isArmed = true;
  const stops = [world.bosmi, world.telegram].map((server) =>
    // Both servers have the same checkpoints, and `isAt` tells their requests apart.
    (server as World['bosmi']).onCheckpoint(async (request, moment) => {
      if (!isArmed || !isAt(point, request, moment)) return;
      isArmed = false;
      const hit = act();
      hit.then(resolve, reject);
      // The request waits until it has happened.
      await hit.catch(() => undefined);
      if (harm.kills && moment === 'before' && luck.is(0.5))
        (server as World['bosmi']).faults.add({ kind: 'reset-before' }, (it) => it === request);
    }),
  );
  if (point.kind === 'board') world.collect('brief');
  const hit = await Promise.race([promise, steadily(command, HIT_PATIENCE_MS)]);
  isArmed = false;
  for (const stop of stops) stop();
  return hit ?? undefined;
}

/** Sends a command now and then, so that something happens. */
async function steadily(command: () => void, forMs: number): Promise<undefined> {
  for (let waited = 0; waited < forMs; waited += 4_000) {
    await pause(4_000);
    if (waited === 0) command();
  }
  return undefined;
}

/** Returns how long it took until a program served in a later term; undefined if the one that led goes on in its own. */
async function takeover(
  members: readonly Member[],
  victim: Member,
  { at, term, over }: Hit,
): Promise<number | undefined> {
  let isOver = false;
  void over.catch(() => undefined).then(() => (isOver = true));
  for (const end = performance.now() + LEADS_WITHIN_MS; performance.now() < end; await pause(10)) {
    for (const { deeds } of members) {
      const leads = deeds.findIndex((deed) => deed.kind === 'leads' && deed.term > term);
      const up = leads < 0 ? undefined : deeds.slice(leads).find(({ kind }) => kind === 'is up');
      if (up !== undefined) return up.at - at;
    }
    if (isOver && victim.term() === term && (await stillLeads(victim, term))) return undefined;
  }
  return undefined;
}

/** Whether a program that says that it leads still says so after its lease would have run out. */
async function stillLeads(victim: Member, term: number): Promise<boolean> {
  await pause(1_500);
  return victim.term() === term;
}

async function endOf(member: Member): Promise<readonly string[]> {
  const bot = member.bot();
  const waitEnd = new AbortController();
  const end = await Promise.race([member.end('SIGTERM'), pause(ENDS_WITHIN_MS, waitEnd.signal)]);
  waitEnd.abort();
  if (end?.code === 0) return [];
  const how = end?.code ?? end?.signal ?? 'nothing';
  return [`${member.name} ended with ${how} at SIGTERM:\n${bot.output().slice(-1_500)}`];
}

/** How long before a harm a push may have left whose answer is lost by it. */
const IN_FLIGHT_MS = 90_000;

/** Keeps the gateway's side of every push. */
function watchPushes(world: World) {
  const pushes: TimedPush[] = [];
  const harms: number[] = [];
  const requests = new Map<object, TimedPush>();
  world.bosmi.onCheckpoint((request, moment) => {
    if (request.endpoint !== 'push') return;
    if (moment === 'before') {
      const { phone, amount, api_key: apiKey } = request.body;
      const at = performance.now();
      const senderWasKilled = (): boolean =>
        harms.some((harmed) => harmed >= at - 1_000 && harmed <= at + IN_FLIGHT_MS);
      const push: SeenPush & { at: number } = { phone, amount, apiKey, answered: false, senderWasKilled, at };
      pushes.push(push);
      requests.set(request, push);
    }
    const push = requests.get(request);
    if (moment === 'answered' && push !== undefined) push.answered = true;
  });
  return { pushes, harmed: (at: number) => void harms.push(at) };
}
