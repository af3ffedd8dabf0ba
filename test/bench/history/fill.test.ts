import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { mayMove } from '../../../src/domain/charge-states.ts';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import type { ChargeEvent } from '../../../src/domain/audit.ts';
import type { Charge } from '../../../src/domain/charge.ts';
import { customers } from '../../../src/store/schema.ts';
import { recount } from '../../../src/store/takings.ts';
import { sqliteEngine } from '../../../src/store/engines/sqlite/engine.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { chance } from '../../simulation/chance.ts';
import { brokenTakings } from '../../books/customer-takings.ts';
import { foldCharges } from '../../books/fold.ts';
import { realReads, wrongBooks } from '../../books/wrong-books.ts';
import { migratedDatabase } from '../../support/migrated-database.ts';
import { allCharges, dbOn, storeOnSqlite, type Db } from '../../support/sqlite.ts';
import { aCharge, effectsOf, phone, tempFolder } from '../../support/store.ts';
import { fillDatabase } from './fill.ts';

const [COUNT, WAITING] = [400, 5];
const UNTIL = Date.parse('2026-11-27T18:00:00+03:00');
/** These people are also those of the simulation, whose checks are used here. */
const [OWNER, CASHIER, GROUP] = [7, 8, -200];
const SELLERS = [
  { userId: OWNER, name: 'Asha', chatId: OWNER },
  { userId: CASHIER, name: 'Juma', chatId: GROUP },
];
const OPTIONS = { count: COUNT, waiting: WAITING, until: UNTIL, perDay: 40, sellers: SELLERS };

describe('a made-up history', () => {
  let sqlite: Database.Database;
  let db: Db;
  let store: Omit<Store, 'close'>;
  let all: readonly Charge[];
  let events: Map<number, readonly ChargeEvent[]>;

  beforeAll(async () => {
    let removeFolder: () => void | Promise<void> = () => undefined;
    const path = join(
      tempFolder((remove) => void (removeFolder = remove)),
      'till.db',
    );
    fillDatabase(path, OPTIONS);
    sqlite = new Database(path);
    db = dbOn(sqlite);
    store = storeOnSqlite(sqlite);
    await store.members.configureOwners([OWNER, CASHIER], 0);
    all = allCharges(db);
    events = new Map();
    for (const { id } of all) events.set(id, await store.chargeQueries.events(id));
    return async () => {
      sqlite.close();
      await removeFolder();
    };
  });

  test('has the tables and indexes of a migrated database, and no row that points to nothing', () => {
    const migrated = new Database(migratedDatabase());
    const schemaOf = (of: Database.Database): unknown =>
      of.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name').all();
    expect(schemaOf(sqlite)).toEqual(schemaOf(migrated));
    expect(sqlite.pragma('foreign_key_check')).toEqual([]);
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  test('has charges of every end, numbered from 1', () => {
    expect(all.map(({ number }) => number)).toEqual(Array.from({ length: COUNT + WAITING }, (_, n) => n + 1));
    expect(new Set(all.map(({ state }) => state))).toEqual(
      new Set(['paid', 'marked_paid', 'expired', 'pending']),
    );
  });

  test('moves its charges as the table of states allows, to the state that each is in', () => {
    for (const { id, state, createdAt, paidAt } of all) {
      const trail = events.get(id) ?? [];
      expect(trail[0]).toMatchObject({ from: null, to: 'created', at: createdAt });
      for (const [n, { from, to, at }] of trail.slice(1).entries()) {
        expect(from).toBe(trail[n]?.to);
        expect(at).toBeGreaterThanOrEqual(trail[n]?.at ?? 0);
        expect(from === to || (from !== null && mayMove(from, to))).toBe(true);
      }
      expect(trail.at(-1)?.to).toBe(state);
      const paid = trail.findLast(({ from, to }) => from !== to && (to === 'paid' || to === 'marked_paid'));
      expect(paidAt).toBe(paid?.at ?? null);
    }
  });

  test('is over before its end, except for what waits', () => {
    const times = [...events.values()].flatMap((trail) => trail.map(({ at }) => at));
    expect(Math.max(...times)).toBeLessThan(UNTIL);
  });

  test('has the lists, reports, closings, exports and customers that a fold over its audit log has', async () => {
    const folded = foldCharges(all, events);
    expect(await wrongBooks(realReads(store), folded, chance(1), 3)).toEqual([]);
    expect(brokenTakings(db, folded)).toEqual([]);
    const preview = await store.closings.preview({ merchantId: FIRST_MERCHANT, shiftOf: null });
    expect(preview.figures?.total.taken.refund.count).toBeGreaterThan(0);
  });

  test('has the customers that the store itself sums up', async () => {
    const rows = (): unknown =>
      ['customers', 'customer_takings'].map((table) =>
        sqlite.prepare(`SELECT * FROM ${table} ORDER BY 1, 3`).all(),
      );
    const before = rows();
    const ids = db
      .select({ id: customers.id })
      .from(customers)
      .all()
      .map(({ id }) => id);
    await sqliteEngine(sqlite).write(async (tx) => recount(tx, ids));
    expect(rows()).toEqual(before);
  });

  test('has told every charge that is over, once, with nothing left to send', async () => {
    expect(await store.outbox.nextDueAt()).toBe(undefined);
    const told = sqlite
      .prepare("SELECT charge_id AS id, notice FROM outbox WHERE kind = 'notice' AND message_id IS NOT NULL")
      .all() as { readonly id: number; readonly notice: string }[];
    for (const { id, state } of all) {
      const theirs = told.filter((row) => row.id === id).map(({ notice }) => notice);
      expect(theirs.some((notice) => notice.startsWith('paid'))).toBe(state === 'paid');
      expect(theirs.includes('expired')).toBe(state === 'expired' || state === 'marked_paid');
    }
  });

  test('names some customers, and they are found by it', async () => {
    const found = await store.customers.called(
      { merchantId: FIRST_MERCHANT, userId: undefined },
      ['otieno'],
      5,
    );
    expect(found.map(({ name }) => name)).toEqual(found.map(() => expect.stringContaining('Otieno')));
    expect(found.length).toBeGreaterThan(0);
  });

  test('lets the bot go on: what waits is asked about, and the next charge has the next number', async () => {
    expect(await store.charges.claimWatched(FIRST_MERCHANT, 0, 1, 100)).toHaveLength(WAITING);
    const rule = {
      at: UNTIL,
      steadyAt: UNTIL,
      windowMs: 0,
      accepted: [],
      hasOwnReasons: false,
      velocityLimits: [],
    };
    const request = aCharge({ msisdn: phone('0799999999'), chatId: OWNER });
    const next = await store.charges.create(request, rule, await effectsOf(store, UNTIL));
    expect(next).toMatchObject({ kind: 'created', charge: { number: COUNT + WAITING + 1 } });
  });
});
