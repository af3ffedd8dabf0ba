import { elector } from '../runtime/elector.ts';
import { LEASE_CALL_MS } from '../runtime/lease.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import type { Role, Unfit } from '../runtime/role.ts';
import { openSharedStore } from '../store/store.ts';
import type { Ended } from '../telegram/inbound/long-polling.ts';
import { openAccounts } from './accounts.ts';
import { lead, within, type Competitor, type LeadState } from './lead.ts';
import { observe } from './observe.ts';
import type { AppParts } from './parts.ts';
import { standbyWebhook } from './standby-webhook.ts';

/** What the program brings. Whether it leads is found out here. */
export type CompetingParts = Omit<AppParts, 'store' | 'leadership' | 'role'>;

/** How long a program that must end waits for what is still in flight of a lead that it has lost. */
const LAST_GRACE_MS = 5_000;
/** How long connections may take to end. */
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
  const state: LeadState = {
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

function roleOf({ leadership, unfit }: LeadState): Role {
  return leadership?.mayBegin() === true
    ? { kind: 'leader', term: leadership.term, leaseAgeMs: leadership.ageMs() }
    : { kind: 'standby', unfit };
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
