import { lagsOf, newLoad, untoldOf, type Load } from '../load/load.ts';
import { payingDelay } from '../load/delays.ts';
import type { Delays, Usage } from '../process/questions.ts';
import { startSubject, type ProgramName, type Subject, type SubjectOptions } from '../process/subject.ts';
import { openWorld, type BenchWorld, type WorldOptions } from '../servers/world.ts';

/** How long the parts of a round take, in milliseconds, and how many charges a second it asks for. */
export interface Pace {
  readonly perSecond: number;
  /** Load before anything is measured: compiled code gets warm, and customers begin to pay. */
  readonly warmMs: number;
  readonly measuredMs: number;
  /** How long payments that are not told yet are waited for afterwards. */
  readonly settleMs: number;
  /** See `payingDelay`. */
  readonly delayScale: number;
}

/** What a round of charges saw of a program. */
export interface RoundOfCharges {
  /** How many were asked for while it was measured. */
  readonly count: number;
  readonly cpuMs: number;
  readonly usage: Usage;
  readonly delays: Delays;
  /** Calls to Telegram that it took, by method, and those that it refused (429). */
  readonly calls: ReadonlyMap<string, number>;
  readonly tooMany: number;
  readonly queries: number;
  /** From the command to the prompt, and from the payment to the notice, in milliseconds. */
  readonly promptMs: readonly number[];
  readonly lagsMs: readonly number[];
  /** From the prompt to the payment. */
  readonly paidAfterMs: readonly number[];
  /** Payments that were not told in time. */
  readonly untold: number;
}

export interface RoundOptions {
  readonly world: WorldOptions;
  readonly pace: Pace;
  readonly random: () => number;
  readonly subject?: Pick<SubjectOptions, 'nodeArgs' | 'under'>;
  /** Is told when it was measured, and when the process was started (epoch milliseconds). */
  readonly onMeasured?: (from: number, to: number, startedAt: number) => void;
}

/** Runs a program in a world of its own, and ends both. */
export async function withProgram<T>(
  name: ProgramName,
  options: WorldOptions,
  act: (subject: Subject, world: BenchWorld) => Promise<T>,
  how: Pick<SubjectOptions, 'nodeArgs' | 'under'> = {},
): Promise<T> {
  const world = await openWorld(options);
  try {
    const subject = await startSubject(name, {
      ...how,
      folder: world.folder,
      environment: world.environment,
    });
    try {
      return await act(subject, world);
    } finally {
      await subject.stop();
    }
  } finally {
    await world.close();
  }
}

/** Lets a program take charges at a steady rate, and measures it once it is warm. */
export async function roundOfCharges(
  name: ProgramName,
  { world: options, pace, random, subject: how, onMeasured }: RoundOptions,
): Promise<RoundOfCharges> {
  return await withProgram(
    name,
    options,
    async (subject, world) => {
      const load = newLoad(world, () => payingDelay(random, pace.delayScale));
      try {
        await load.offer(pace.perSecond, pace.warmMs);
        return await measured(subject, world, load, pace, onMeasured);
      } finally {
        load.end();
      }
    },
    how,
  );
}

/** The span of the timer that watches the event loop. A shorter one would cost processor time itself. */
const WATCH_EVERY_MS = 10;

async function measured(
  subject: Subject,
  { telegram, bosmi }: BenchWorld,
  load: Load,
  { perSecond, measuredMs, settleMs }: Pace,
  onMeasured: RoundOptions['onMeasured'],
): Promise<RoundOfCharges> {
  const from = {
    charges: load.charges.length,
    calls: telegram.calls.length,
    requests: bosmi.requests.length,
  };
  const refused = { count: 0 };
  const stop = telegram.onCall((_call, outcome) => {
    if (outcome.kind === 'answered' && outcome.answer.status === 429) refused.count += 1;
  });
  await subject.watchDelays(WATCH_EVERY_MS);
  const begun = Date.now();
  const before = await subject.usage();
  await load.offer(perSecond, measuredMs);
  const usage = await subject.usage();
  const delays = await subject.delays();
  onMeasured?.(begun, Date.now(), subject.startedAt);
  const tooMany = refused.count;
  stop();
  const calls = telegram.calls.slice(from.calls).map(({ method }) => method);
  const queries = bosmi.requests.slice(from.requests).filter(({ endpoint }) => endpoint === 'query').length;
  const count = load.charges.length - from.charges;
  await load.settle(settleMs);
  const mine = load.charges.slice(from.charges);
  return {
    count,
    cpuMs: usage.cpuMs - before.cpuMs,
    usage,
    delays,
    calls: new Map(
      [...new Set(calls)].map((method) => [method, calls.filter((one) => one === method).length]),
    ),
    tooMany,
    queries,
    promptMs: mine.flatMap(({ askedAt, promptAt }) => (promptAt === undefined ? [] : [promptAt - askedAt])),
    lagsMs: lagsOf(mine),
    paidAfterMs: mine.flatMap(({ promptAt, paidAt }) =>
      promptAt === undefined || paidAt === undefined ? [] : [paidAt - promptAt],
    ),
    untold: untoldOf(mine),
  };
}

/** How many calls of a method it took. */
export const callsOf = ({ calls }: Pick<RoundOfCharges, 'calls'>, method: string): number =>
  calls.get(method) ?? 0;
