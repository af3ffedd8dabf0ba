// @module-tag slow
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { elector, type Leadership } from '../../../../src/runtime/elector.ts';
import type { Lease } from '../../../../src/runtime/lease.ts';
import { besideTillbot } from '../../../../src/store/engines/beside-tillbot.ts';
import { endLease, freeLease } from '../../../../src/store/engines/postgres/move-alone.ts';
import { openOwned } from '../../../../src/store/engines/postgres/owned.ts';
import {
  openSharedDatabase,
  type SharedDatabase,
} from '../../../../src/store/engines/postgres/shared-database.ts';
import { keyring, newSecretKey } from '../../../../src/security/keyring.ts';
import { storeOn } from '../../../../src/store/store.ts';
import { bosmiAccount } from '../../../support/accounts.ts';
import { recordedLog } from '../../../support/log.ts';
import { hasPostgres } from '../../../support/postgres-server.ts';
import { newDatabase, urlOf, withClient } from '../../../support/postgres.ts';
import { aCharge, deliverAll, effectsOf, hire, phone } from '../../../support/store.ts';
import { until } from '../../../support/until.ts';

const KEYS = keyring([newSecretKey()]);
const TTL_MS = 10_000;
const RULE = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;
const PUSH = { chargeId: 1, from: 'created', to: 'pushing', at: 0, actor: 'tillbot', detail: {} } as const;

/** Opens a database as one of several programs does. */
async function program(name: string, leadership: () => Leadership | undefined = () => undefined) {
  const database = await openSharedDatabase(urlOf(name), systemClock, leadership);
  onTestFinished(() => database.close());
  return database;
}

async function programs(count: number): Promise<{ readonly name: string; readonly all: SharedDatabase[] }> {
  const name = await newDatabase();
  const all: SharedDatabase[] = [];
  for (let i = 0; i < count; i += 1) all.push(await program(name));
  return { name, all };
}

const taken = async (lease: Lease): Promise<number> => {
  const acquired = await lease.acquire(TTL_MS);
  if (acquired.kind !== 'acquired') throw new Error('another program has it');
  return acquired.term;
};

/** Lets the lease run out, as if time had passed. */
const runOut = (name: string): Promise<unknown> =>
  withClient(name, (client) => client.query("UPDATE leases SET expires_at = now() - interval '1 ms'"));

describe.skipIf(!hasPostgres)('the lease on PostgreSQL', () => {
  test('is one program’s, and says how long', async () => {
    const { all } = await programs(3);
    const acquired = await Promise.all(all.map(({ lease }) => lease.acquire(TTL_MS)));
    expect(acquired.map(({ kind }) => kind).toSorted()).toEqual(['acquired', 'taken', 'taken']);
    expect(acquired).toContainEqual({ kind: 'acquired', term: 1, wasLost: false });
    const forMs = acquired.map((one) => (one.kind === 'taken' ? one.forMs : 0));
    expect(Math.max(...forMs)).toBeLessThanOrEqual(TTL_MS);
    expect(Math.max(...forMs)).toBeGreaterThan(TTL_MS / 2);
  });

  test('is taken by one of many who try at the same moment, each time in a new term', async () => {
    const { name, all } = await programs(3);
    for (let term = 1; term <= 10; term += 1) {
      const acquired = await Promise.all(all.map(({ lease }) => lease.acquire(TTL_MS)));
      const winners = acquired.flatMap((one) => (one.kind === 'acquired' ? [one.term] : []));
      expect(winners).toEqual([term]);
      await runOut(name);
    }
  });

  test('is renewed by whoever has it, in the term in which it was taken, until it has run out', async () => {
    const { name, all } = await programs(2);
    const [first, second] = all.map(({ lease }) => lease) as [Lease, Lease];
    const term = await taken(first);
    expect(await first.renew(term, TTL_MS)).toBe(true);
    expect(await second.renew(term, TTL_MS)).toBe(false);
    expect(await first.renew(term + 1, TTL_MS)).toBe(false);
    await runOut(name);
    expect(await first.renew(term, TTL_MS)).toBe(false);
    expect(await second.acquire(TTL_MS)).toEqual({ kind: 'acquired', term: term + 1, wasLost: true });
    expect(await first.renew(term, TTL_MS)).toBe(false);
  });

  test('that would last for hours, because the server’s clock was set back, keeps nobody out', async () => {
    const { name, all } = await programs(2);
    const [first, second] = all.map(({ lease }) => lease) as [Lease, Lease];
    const term = await taken(first);
    await withClient(name, (client) =>
      client.query("UPDATE leases SET expires_at = now() + interval '1 hour'"),
    );
    expect(await second.acquire(TTL_MS)).toMatchObject({ kind: 'acquired', term: term + 1 });
    expect(await first.renew(term, TTL_MS)).toBe(false);
  });

  test('of a database that was moved is taken by nobody who waits there, until the move is undone', async () => {
    const { name, all } = await programs(1);
    const [{ lease }] = all as [SharedDatabase];
    await lease.release(await taken(lease));
    await withClient(name, endLease);
    expect(await lease.acquire(TTL_MS)).toEqual({ kind: 'taken', forMs: Number.POSITIVE_INFINITY });
    await withClient(name, freeLease);
    expect(await taken(lease)).toBe(3);
  });

  test('is taken again by a program that does not know that it has it', async () => {
    const { all } = await programs(1);
    const lease = all[0]!.lease;
    expect([await taken(lease), await taken(lease)]).toEqual([1, 2]);
    expect(await lease.renew(1, TTL_MS)).toBe(false);
  });

  test('that is released is free at once, and the others hear it', async () => {
    const { all } = await programs(2);
    const [first, second] = all as [SharedDatabase, SharedDatabase];
    const ending = new AbortController();
    const heard: (string | undefined)[] = [];
    const listening = second.listen((signal) => heard.push(signal), recordedLog(), ending.signal);
    await until('it listens', () => heard.length === 1);
    const term = await taken(first.lease);
    await first.lease.release(term);
    await until('it hears', () => heard.length === 2);
    expect(heard).toEqual([undefined, 'lease released']);
    expect(await second.lease.acquire(TTL_MS)).toEqual({ kind: 'acquired', term: 2, wasLost: false });
    // Its time is over: it can release nothing more.
    await first.lease.release(term);
    expect(await second.lease.renew(2, TTL_MS)).toBe(true);
    ending.abort();
    await listening;
  });

  test('is listened to again after the connection broke', async () => {
    const { name, all } = await programs(2);
    const [first, second] = all as [SharedDatabase, SharedDatabase];
    const ending = new AbortController();
    const heard: (string | undefined)[] = [];
    const listening = second.listen((signal) => heard.push(signal), recordedLog(), ending.signal);
    await until('it listens', () => heard.length === 1);
    await withClient(name, (client) =>
      client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tillbot listener' AND datname = $1",
        [name],
      ),
    );
    await until('it listens again', () => heard.length === 2);
    await first.say('something changed');
    await until('it hears', () => heard.length === 3);
    expect(heard).toEqual([undefined, undefined, 'something changed']);
    ending.abort();
    await listening;
  });

  test('is not all that is said: a command of the operator tells that something changed', async () => {
    const { name, all } = await programs(1);
    const ending = new AbortController();
    const heard: (string | undefined)[] = [];
    const listening = all[0]!.listen((signal) => heard.push(signal), recordedLog(), ending.signal);
    await until('it listens', () => heard.length === 1);
    const count = await besideTillbot(
      { url: urlOf(name) },
      async ({ merchants }) => (await merchants.all()).length,
    );
    expect(count).toBe(1);
    await until('it hears', () => heard.length === 2);
    expect(heard).toEqual([undefined, 'something changed']);
    ending.abort();
    await listening;
  });

  test('is kept over a broken connection', async () => {
    const { name, all } = await programs(1);
    const lease = all[0]!.lease;
    const term = await taken(lease);
    await withClient(name, (client) =>
      client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tillbot lease'",
      ),
    );
    await lease.renew(term, TTL_MS).catch(() => undefined);
    expect(await lease.renew(term, TTL_MS)).toBe(true);
  });
});

describe.skipIf(!hasPostgres)('a push', () => {
  /** A database with a charge to push, and a program that leads on it. */
  async function led() {
    const name = await newDatabase();
    let leadership: Leadership | undefined;
    const database = await program(name, () => leadership);
    const store = storeOn(database.engine);
    await hire(store);
    await store.charges.create(aCharge(), RULE, undefined);
    const ending = new AbortController();
    leadership = await elector({ lease: database.lease, clock: systemClock, log: recordedLog() }).lead(
      ending.signal,
    );
    onTestFinished(() => leadership?.release());
    return { name, store, leadership: leadership! };
  }

  test('is begun by the leader', async () => {
    const { store } = await led();
    expect(await store.charges.move(PUSH)).toMatchObject({ kind: 'moved' });
  });

  test('is not begun by a program that does not lead, which may record outcomes all the same', async () => {
    const { name, store } = await led();
    const other = storeOn((await program(name)).engine);
    await expect(other.charges.move(PUSH)).rejects.toThrow('does not lead');
    expect(await store.charges.toPush(1, 10)).toHaveLength(1);
    await store.charges.move(PUSH);
    expect(await other.charges.move({ ...PUSH, from: 'pushing', to: 'unknown' })).toMatchObject({
      kind: 'moved',
    });
  });

  test('goes through an account that only the leader changes: another one would go on with the former', async () => {
    const { name, store } = await led();
    const account = bosmiAccount({ apiKey: 'k', username: 'u', email: 'e@x.example' });
    const change = async (by: typeof store): Promise<number | undefined> =>
      await by.merchants.changeAccount(1, account, 1, KEYS, 0, await effectsOf(by, 0));
    const connect = async (by: typeof store): Promise<unknown> =>
      await by.merchants.connect(
        { name: 'Kamau', account },
        { userId: 5, name: 'Kamau' },
        KEYS,
        0,
        await effectsOf(by, 0),
      );
    const other = storeOn((await program(name)).engine);
    await expect(change(other)).rejects.toThrow('does not lead');
    await expect(connect(other)).rejects.toThrow('does not lead');
    // The leader is asked whether it may: the first shop's account is in the settings, and nobody applied.
    expect([await change(store), await connect(store)]).toEqual([undefined, undefined]);
  });

  test('is not begun by a leader whose lease another program has, although it does not know yet', async () => {
    const { name, store, leadership } = await led();
    await runOut(name);
    const other = await program(name);
    await taken(other.lease);
    expect(leadership.mayBegin()).toBe(true);
    await expect(store.charges.move(PUSH)).rejects.toThrow('does not lead');
    expect(await store.charges.toPush(1, 10)).toHaveLength(1);
  });

  test('is not begun under a lease that has run out, although nobody has taken it', async () => {
    const { name, store } = await led();
    await runOut(name);
    await expect(store.charges.move(PUSH)).rejects.toThrow('does not lead');
  });

  test('that has begun keeps the lease from others until it is committed', async () => {
    const { name, store, leadership } = await led();
    await runOut(name);
    // As the fence does in its transaction.
    await withClient(name, async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT FROM leases FOR KEY SHARE');
      const other = await program(name);
      let term: number | undefined;
      const taking = taken(other.lease).then((one) => (term = one));
      await systemClock.sleep(200);
      expect(term).toBeUndefined();
      await client.query('COMMIT');
      expect(await taking).toBe(leadership.term + 1);
    });
    void store;
  });

  test('lets its leader renew the lease meanwhile, however many others there are', async () => {
    const { name } = await led();
    await runOut(name);
    const { lease } = await program(name);
    const term = await taken(lease);
    await withClient(name, async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT FROM leases FOR KEY SHARE');
      expect(await lease.renew(term, TTL_MS)).toBe(true);
    });
  });

  test('of another program is awaited by the database’s clock', async () => {
    const { store } = await led();
    const at = Date.now();
    await store.charges.move({ ...PUSH, set: { pushedAt: at, pushedSteadyAt: at } });
    const [awaited] = await store.charges.pushing(1, 70_000);
    expect(awaited?.awaitedMs).toBeGreaterThan(60_000);
    expect(awaited?.awaitedMs).toBeLessThanOrEqual(70_000);
    expect((await store.charges.pushing(1, -5_000))[0]?.awaitedMs).toBe(0);
  });
});

describe.skipIf(!hasPostgres)('a command that must be alone', () => {
  test('leads meanwhile, and lets another program lead afterwards', async () => {
    const name = await newDatabase();
    const owned = await openOwned(urlOf(name), systemClock);
    const other = await program(name);
    expect((await other.lease.acquire(TTL_MS)).kind).toBe('taken');
    await owned.close();
    expect(await taken(other.lease)).toBe(2);
  });
});

describe.skipIf(!hasPostgres)('an update that two programs have', () => {
  test('counts once, whichever of them receives and handles it', async () => {
    const name = await newDatabase();
    const [first, second] = [storeOn((await program(name)).engine), storeOn((await program(name)).engine)];
    await hire(first);
    for (let updateId = 1; updateId <= 20; updateId += 1) {
      const update = { updateId, chatId: 100, payload: {} };
      await Promise.all([first.inbox.receive([update], updateId), second.inbox.receive([update], updateId)]);
      const due = await Promise.all([first.inbox.due(0, 10, []), second.inbox.due(0, 10, [])]);
      expect(due.map((rows) => rows.map((row) => row.updateId))).toEqual([[updateId], [updateId]]);
      const effects = {
        updateId,
        at: updateId,
        messages: [{ kind: 'message', chatId: 100, payload: { text: `answer ${updateId}` } }],
        draft: { kind: 'keep' },
      } as const;
      const asked = aCharge({
        idempotencyKey: `update ${updateId}`,
        msisdn: phone(`07${10_000_000 + updateId}`),
      });
      const outcomes = await Promise.all([
        first.charges.create(asked, RULE, effects),
        second.charges.create(asked, RULE, effects),
      ]);
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['already', 'created']);
    }
    const said = (await deliverAll(first)).filter(({ kind }) => kind === 'message');
    expect(said).toHaveLength(20);
    expect(await first.inbox.waiting()).toBe(0);
  });
});
