import { is, sql } from 'drizzle-orm';
import { bigint, check, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import * as schema from '../../schema.ts';
import { postgresTables } from './tables.ts';

const isTable = (entry: readonly [string, unknown]): entry is [string, SQLiteTable] =>
  is(entry[1], SQLiteTable);

/** What drizzle-kit makes PostgreSQL's migrations from. It finds tables by the names of exports; a test compares them with SQLite's. */
export const {
  accounts,
  announcements,
  applicants,
  blockedPhones,
  bookEntries,
  chargeEvents,
  chargeMessages,
  charges,
  chatQuestions,
  chats,
  chosenShops,
  closings,
  collectionPayers,
  collections,
  customerTakings,
  customerWords,
  customers,
  drafts,
  inbox,
  invites,
  items,
  keyboards,
  linkRequests,
  members,
  merchantEvents,
  merchantSettings,
  merchants,
  outbox,
  preferences,
  program,
  refunds,
  strangers,
  summaries,
} = postgresTables(Object.fromEntries(Object.entries(schema).filter(isTable)) as Record<string, SQLiteTable>);

/** The one row that only PostgreSQL has: which server and which of its timelines wrote this database last. */
export const databaseOrigin = pgTable(
  'database_origin',
  {
    id: bigint({ mode: 'number' }).primaryKey().default(1),
    /** The server's system identifier: a restored or copied server keeps it, a dump that is loaded elsewhere does not. */
    systemIdentifier: text('system_identifier').notNull(),
    /** Grows by one when a standby is promoted, or a server is restored to a point in time. */
    timeline: bigint({ mode: 'number' }).notNull(),
    /** Since when pushes are held, because what was sent may be missing; null if they are not. */
    heldSince: bigint('held_since', { mode: 'number' }),
    /**
     * The transaction that wrote this row. A row that was loaded from a dump was written by another one (`xmin`), wherever it was loaded. Null in a
     * database of an older version.
     */
    writtenBy: bigint('written_by', { mode: 'number' }),
    /** The server's number of the database in which it was written: a copy by `CREATE DATABASE … TEMPLATE` has another one. */
    writtenIn: bigint('written_in', { mode: 'number' }),
    /** When this database was moved to another one, and must not be used any more. */
    movedAt: bigint('moved_at', { mode: 'number' }),
    /** When the move to this database began. Null once it is complete. */
    arrivingAt: bigint('arriving_at', { mode: 'number' }),
  },
  () => [check('database_origin_is_one', sql`id = 1`)],
);

/** What only PostgreSQL has, too: who leads. One row, because a database serves one bot. */
export const leases = pgTable(
  'leases',
  {
    name: text().primaryKey(),
    /** A random id of the program that holds it, or held it last. */
    holder: text().notNull(),
    /** Grows by one with each holding. */
    term: bigint({ mode: 'number' }).notNull(),
    /** By the server's clock; the beginning of 1970 if it was released. */
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  // As a part of a key, the term changes only when no fence holds the row (FOR KEY SHARE). A renewal need not wait for those.
  ({ name, term }) => [uniqueIndex('leases_term').on(name, term)],
);
