import { MAX_PUSH_MS } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';
import { elector, type Leadership } from '../runtime/elector.ts';
import { LEASE_CALL_MS } from '../runtime/lease.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import type { Role, Unfit } from '../runtime/role.ts';
import type { SharedStore } from '../store/port/shared-store.ts';
import { openSharedStore } from '../store/store.ts';
import type { Ended } from '../telegram/inbound/long-polling.ts';
import { openAccounts } from './accounts.ts';
import { startObserved, type App } from './app.ts';
import type { Observation } from './observation.ts';
import { observe } from './observe.ts';
import type { AppParts } from './parts.ts';
import { standbyWebhook } from './standby-webhook.ts';

/** What the program brings. Whether it leads is found out here. */
export type CompetingParts = Omit<AppParts, 'store' | 'leadership' | 'role'>;

/** Longer than the outcome of a push may take to be recorded. */
const DRAIN_MS = MAX_PUSH_MS + 5_000;
/** How often the leader is told meanwhile that something may have been recorded. */
const TELL_EVERY_MS = 2_000;
/** How long a program that must end waits for what is still in flight of a lead that it has lost. */
const LAST_GRACE_MS = 5_000;
/** How long the end of the bot may take. Its parts need less, unless the database is away. */
const STOP_MS = 8_000;
/** The same for connections. */
const CLOSE_MS = 1_000;

/**
 * Runs the bot where several programs share a database of PostgreSQL: one leads, and the others wait, with everything open and checked. A leader
 * that loses its lease, or may have lost it, begins nothing more, finishes what is in flight, and waits again.
 *
 * @param signal resolves when the program must end
 * @returns why it ended
 * @throws OperatorError when the database cannot be used, or the bot cannot start as the leader
 */
export async function compete(
  parts: CompetingParts,
  url: string,
  signal: Promise<NodeJS.Signals>,
): Promise<Ended | NodeJS.Signals> {
  const { clock, log } = parts;
  const ending = new AbortController();
  /** A lease that is about to be taken is given back. */
  const lastCall = (): Promise<undefined> => clock.sleep(LEASE_CALL_MS).then(() => undefined);
  const signaled = signal.then((name) => {
    ending.abort();
    return name;
  });
  const state: State = {
    leadership: undefined,
    unfit: undefined,
    opensKeys: false,
    app: undefined,
    draining: new Set(),
  };
  const opening = openSharedStore(url, parts.keyring, clock, () => state.leadership);
  const database = await Promise.race([opening, signaled]);
  if (typeof database === 'string') return database;
  const { store } = database;
  const role = (): Role => roleOf(state);
  const observation = await observe({ ...parts, store, role });
  const program: Competitor = { ...parts, store, role, database, state, signaled };
  const competitor = elector({
    lease: database.lease,
    clock,
    log,
    isFit: async () => {
      state.unfit = await whyUnfit(program);
      return state.unfit === undefined;
    },
  });
  const listening = database.listen(
    (said) => {
      if (said === 'lease released' || said === undefined) competitor.wake();
      if (said !== 'lease released') state.app?.wake();
    },
    log,
    ending.signal,
  );
  try {
    const observed = await standbyWebhook(program, observation, () => void announce(program), ending.signal);
    for (;;) {
      // A database that was cut off does not keep a program that must end.
      const elected = await Promise.race([competitor.lead(ending.signal), signaled.then(lastCall)]);
      if (elected === undefined) return await signaled;
      state.leadership = elected;
      const end = await lead(program, elected, observed);
      if (end !== 'lost') return end;
    }
  } finally {
    ending.abort();
    await within(LAST_GRACE_MS, Promise.all(state.draining), clock);
    await within(CLOSE_MS, Promise.all([observation.close(), listening, database.close()]), clock);
  }
}

interface State {
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

interface Competitor extends AppParts {
  readonly database: SharedStore;
  readonly state: State;
  readonly signaled: Promise<NodeJS.Signals>;
}

function roleOf({ leadership, unfit }: State): Role {
  return leadership?.mayBegin() === true
    ? { kind: 'leader', term: leadership.term, leaseAgeMs: leadership.ageMs() }
    : { kind: 'standby', unfit };
}

/** Leads until the lease is lost, or the program must end. */
async function lead(
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
    if (end === 'lost') drain(program, starting);
    else log.info({ end }, 'stopping');
    const isStopped = end === 'lost' || (await within(STOP_MS, stop(starting), clock));
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
async function within(limitMs: number, work: Promise<unknown>, clock: Clock): Promise<boolean> {
  const done = new AbortController();
  const ended = work.then(() => true).finally(() => done.abort());
  return await Promise.race([ended, clock.sleep(limitMs, done.signal).then(() => done.signal.aborted)]);
}

/** Why this program could not lead now. An older schema is brought up to date by whoever leads. */
async function whyUnfit({ database, store, keyring, state, log }: Competitor): Promise<Unfit | undefined> {
  try {
    const age = await database.schemaAge();
    if (age === 'newer') return 'newer-schema';
    if (age === 'older') return undefined;
    const ids = state.opensKeys ? await store.merchants.keyIds() : [];
    if (ids.some((id) => keyring?.keyIds.includes(id) !== true)) state.opensKeys = false;
    if (!state.opensKeys) await openAccounts(store, keyring);
    state.opensKeys = true;
    return undefined;
  } catch (error) {
    const isOfKeys = error instanceof OperatorError;
    log.error(isOfKeys ? { why: error.message } : { err: error }, 'this program cannot take over');
    return isOfKeys ? 'keys' : 'unread';
  }
}

/** Wakes the leader, which may be this program: an update was received. */
async function announce({ database, state, log }: Competitor): Promise<void> {
  state.app?.wake();
  if (state.app !== undefined) return;
  try {
    await database.say('updates received');
  } catch (error) {
    log.warn({ err: error }, 'the leader could not be told of an update; it looks once a minute');
  }
}
