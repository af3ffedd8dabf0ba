import type Database from 'better-sqlite3';
import { asc } from 'drizzle-orm';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Charge } from '../../src/domain/charge.ts';
import { chargeRow, isItsCustomer, isItsMessage, toCharge } from '../../src/store/charge-rows.ts';
import { sqliteEngine } from '../../src/store/engines/sqlite/engine.ts';
import type { Keyring } from '../../src/security/keyring.ts';
import * as schema from '../../src/store/schema.ts';
import { storeOn } from '../../src/store/store.ts';
import type { Store } from '../../src/store/port/store.ts';

/** Direct access to the rows, without the store. Its queries are synchronous. */
export type Db = BetterSQLite3Database<typeof schema> & { readonly $client: Database.Database };

/** Returns every charge, oldest first. */
export const allCharges = (db: Db): Charge[] =>
  db
    .select(chargeRow)
    .from(schema.charges)
    .leftJoin(schema.customers, isItsCustomer)
    .leftJoin(schema.chargeMessages, isItsMessage)
    .orderBy(asc(schema.charges.id))
    .all()
    .map(toCharge);

/** Inserts charges unchanged. */
export function insertCharges(db: Db, all: readonly Charge[]): void {
  for (const { message, customerName: _name, ...charge } of all) {
    db.insert(schema.charges).values(charge).run();
    const { id: chargeId, merchantId } = charge;
    if (message !== null)
      db.insert(schema.chargeMessages)
        .values({ ...message, chargeId, merchantId })
        .run();
  }
}

export const dbOn = (sqlite: Database.Database): Db => drizzle(sqlite, { schema });

/** Returns the store on an open database. Use one for each database: the transactions of two would mix. */
export const storeOnSqlite = (sqlite: Database.Database, keyring?: Keyring): Omit<Store, 'close'> =>
  storeOn(sqliteEngine(sqlite), keyring);
