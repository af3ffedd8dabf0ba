import { MAX_PUSH_MS } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Leadership } from '../runtime/elector.ts';
import type { Unfit } from '../runtime/role.ts';
import type { SharedStore } from '../store/port/shared-store.ts';
import type { Ended } from '../telegram/inbound/long-polling.ts';
import { startObserved, type App } from './app.ts';
import type { Observation } from './observation.ts';
import type { AppParts } from './parts.ts';

/** Longer than the outcome of a push may take to be recorded. */
const DRAIN_MS = MAX_PUSH_MS + 5_000;
/** How often the leader is told meanwhile that something may have been recorded. */
const TELL_EVERY_MS = 2_000;
/** How long the end of the bot may take. Its parts need less, unless the database is away. */
const STOP_MS = 8_000;

/** What a program that competes for the lead knows of itself. */
export interface LeadState {
  /** The present one, or the last. */
  leadership: Leadership | undefined;
  /** Why this program does not compete, although it waits. */
  unfit: Unfit | undefined;
  /** Everything that is sealed was opened once. */
  opensKeys: boolean;
  /** The bot, while this program leads. */
  app: App | undefined;
  /** Former leads of this program that finish what was in flight. */
  readonly draining: Set<Promise<unknown>>;
}

/** A program that competes for the lead. */
export interface Competitor extends AppParts {
  readonly database: SharedStore;
  readonly state: LeadState;
  readonly signaled: Promise<NodeJS.Signals>;
}

/** Leads until the lease is lost, or the program must end. */
export async function lead(
  program: Competitor,
  leadership: Leadership,
  observation: Observation,
): Promise<Ended | NodeJS.Signals | 'lost'> {
  const { state, signaled, clock, log } = program;
  if (leadership.wasLost) {
    log.warn({ term: leadership.term }, 'took over from a program that did not give up its lease');
    observation.tookOver();
  }
  const starting = start(program, leadership, observation);
  try {
    const ended = starting.then((app) => app.ended);
    const end = await Promise.race([signaled, ended, lost(leadership)]);
    state.app = undefined;
    if (end === 'lost') {
      // The lease runs out by itself, so that whoever has it next knows that it was lost.
      drain(program, starting);
      return end;
    }
    log.info({ end }, 'stopping');
    const isStopped = await within(STOP_MS, stop(starting), clock);
    // Otherwise the database is away, and would not hear of it.
    if (isStopped) await leadership.release();
    return end;
  } catch (error) {
    await leadership.release();
    throw error;
  }
}

async function start(program: Competitor, leadership: Leadership, observation: Observation): Promise<App> {
  const { database, state } = program;
  await database.migrate();
  const app = await startObserved({ ...program, leadership }, observation);
  if (!leadership.over.aborted) state.app = app;
  return app;
}

/** @param pushMs see `App.stop` */
const stop = async (starting: Promise<App>, pushMs?: number): Promise<void> =>
  await (await starting).stop(pushMs);

const lost = ({ over }: Leadership): Promise<'lost'> =>
  new Promise((resolve) => {
    const end = (): void => resolve('lost');
    if (over.aborted) end();
    over.addEventListener('abort', end);
  });

/**
 * Lets pushes in flight end, while this program waits for the lease like any other: nobody else has their outcome. The leader is told again and again,
 * because it must ask about a charge as soon as its push is recorded.
 */
function drain({ state, database, clock, log }: Competitor, starting: Promise<App>): void {
  const done = new AbortController();
  const tell = async (): Promise<void> => {
    do {
      await clock.sleep(TELL_EVERY_MS, done.signal);
      await database.say('something changed').catch(() => undefined);
    } while (!done.signal.aborted);
  };
  const finish = async (): Promise<void> => {
    try {
      await stop(starting, DRAIN_MS);
    } catch (error) {
      log.error({ err: error }, 'what was in flight could not be finished');
    } finally {
      done.abort();
    }
  };
  const drained = Promise.all([finish(), tell()]).finally(() => state.draining.delete(drained));
  state.draining.add(drained);
}

/**
 * Waits for work, but not for longer than `limitMs`: a database that was cut off answers nothing for long.
 *
 * @returns whether it ended in time
 */
export async function within(limitMs: number, work: Promise<unknown>, clock: Clock): Promise<boolean> {
  const done = new AbortController();
  const ended = work.then(() => true).finally(() => done.abort());
  return await Promise.race([ended, clock.sleep(limitMs, done.signal).then(() => done.signal.aborted)]);
}
