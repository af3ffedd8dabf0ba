import { MAX_PUSH_MS } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';
import { elector, type Leadership } from '../runtime/elector.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import type { Role, Unfit } from '../runtime/role.ts';
import { openSharedDatabase, type SharedDatabase } from '../store/engines/postgres/shared-database.ts';
import { RELEASED, UPDATES } from '../store/engines/postgres/signals.ts';
import type { Store } from '../store/port/store.ts';
import { storeOn } from '../store/store.ts';
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
/** How long a program that must end waits for what is still in flight of a lead that it has lost. */
const LAST_GRACE_MS = 6_000;

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
  const database = await openSharedDatabase(url, clock, () => state.leadership);
  const store: Store = { ...storeOn(database.engine, parts.keyring), close: () => undefined };
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
      if (said === RELEASED || said === undefined) competitor.wake();
      if (said !== RELEASED) state.app?.wake();
    },
    log,
    ending.signal,
  );
  try {
    const observed = await standbyWebhook(program, observation, () => void announce(program), ending.signal);
    for (;;) {
      state.leadership = await competitor.lead(ending.signal);
      if (state.leadership === undefined) return await signaled;
      const end = await lead(program, state.leadership, observed);
      if (end !== 'lost') return end;
    }
  } finally {
    ending.abort();
    await drained(state, clock);
    await observation.close();
    await listening;
    await database.close();
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
  readonly draining: Set<Promise<void>>;
}

interface Competitor extends AppParts {
  readonly database: SharedDatabase;
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
  const { database, state, signaled, log } = program;
  if (leadership.wasLost) {
    log.warn({ term: leadership.term }, 'took over from a program that did not give up its lease');
    observation.tookOver();
  }
  try {
    await database.migrate();
    const app = await startObserved({ ...program, leadership }, observation);
    state.app = app;
    const end = await Promise.race([signaled, app.ended, lost(leadership)]);
    state.app = undefined;
    if (end === 'lost') drain(program, app);
    else await app.stop();
    return end;
  } finally {
    await leadership.release();
  }
}

const lost = ({ over }: Leadership): Promise<'lost'> =>
  new Promise((resolve) => {
    const end = (): void => resolve('lost');
    if (over.aborted) end();
    over.addEventListener('abort', end);
  });

/** Lets pushes in flight end, while this program waits for the lease like any other: nobody else has their outcome. */
function drain({ state, log }: Competitor, app: App): void {
  const drained = app
    .stop(DRAIN_MS)
    .catch((error: unknown) => log.error({ err: error }, 'what was in flight could not be finished'))
    .finally(() => state.draining.delete(drained));
  state.draining.add(drained);
}

/** Waits for what is still in flight of former leads, but not for long: this program must end. */
async function drained({ draining }: State, clock: Clock): Promise<void> {
  const done = new AbortController();
  const all = Promise.all(draining).then(() => done.abort());
  await Promise.race([all, clock.sleep(LAST_GRACE_MS, done.signal)]);
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
    await database.say(UPDATES);
  } catch (error) {
    log.warn({ err: error }, 'the leader could not be told of an update; it looks once a minute');
  }
}
