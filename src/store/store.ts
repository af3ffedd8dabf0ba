import type { DatabaseAddress } from '../config/database-address.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Leadership } from '../runtime/elector.ts';
import type { Keyring } from '../security/keyring.ts';
import { backlog } from './backlog.ts';
import { botStore } from './bot-identity.ts';
import { chargeQueries } from './charge-queries.ts';
import { chargeStore } from './charges.ts';
import { customerStore } from './customers.ts';
import { closingStore } from './closings.ts';
import { collectionStore } from './collections.ts';
import type { Engine } from './engine.ts';
import { openDatabase } from './engines/sqlite/database.ts';
import { exportStore } from './exports.ts';
import { inboxStore } from './inbox.ts';
import { itemStore } from './items.ts';
import { memberStore } from './members.ts';
import { merchantSettingsStore } from './merchant-settings.ts';
import { merchantStore } from './merchants.ts';
import { outboxStore } from './outbox.ts';
import { phoneForms } from './phone-forms.ts';
import { phoneStore } from './phones.ts';
import type { SharedStore } from './port/shared-store.ts';
import type { Store } from './port/store.ts';
import { programStore } from './program.ts';
import { refundStore } from './refunds.ts';
import { reports } from './reports.ts';
import { restoreHold } from './restore-hold.ts';
import { summaryStore } from './summaries.ts';
import { userStore } from './users.ts';

/**
 * Opens the store at a file.
 *
 * @param keyring seals what waits to be handled, and hashes numbers; undefined without a `SECRET_KEY`
 * @throws OperatorError when the database cannot be used
 */
export function openStore(path: string, keyring?: Keyring): Store {
  const engine = openDatabase(path);
  return { ...storeOn(engine, keyring), close: () => engine.close() };
}

/**
 * Opens the store of the program that owns it, at a file or in PostgreSQL. PostgreSQL's engine is loaded for nobody else.
 *
 * @throws OperatorError when the database cannot be used, or another program has it
 */
export async function openStoreAt(
  database: DatabaseAddress,
  keyring: Keyring | undefined,
  clock: Clock,
): Promise<Store> {
  if ('path' in database) return openStore(database.path, keyring);
  const { openOwned } = await import('./engines/postgres/owned.ts');
  const { engine, close } = await openOwned(database.url, clock);
  return { ...storeOn(engine, keyring), close: () => void close() };
}

/**
 * Opens the store of one of several programs, in PostgreSQL. The schema is left to the program that leads.
 *
 * @param url `postgres://…`
 * @param leadership the present one of this program; undefined while it does not lead
 * @throws OperatorError when the database cannot be used
 */
export async function openSharedStore(
  url: string,
  keyring: Keyring | undefined,
  clock: Clock,
  leadership: () => Leadership | undefined,
): Promise<SharedStore> {
  const { openSharedDatabase } = await import('./engines/postgres/shared-database.ts');
  const { engine, ...database } = await openSharedDatabase(url, clock, leadership);
  return { ...database, store: { ...storeOn(engine, keyring), close: () => void database.close() } };
}

/** A store on a database that is open already. */
export const storeOn = (engine: Engine, keyring?: Keyring): Omit<Store, 'close'> => ({
  charges: chargeStore(engine, phoneForms(keyring)),
  outbox: outboxStore(engine),
  inbox: inboxStore(engine, keyring),
  chargeQueries: chargeQueries(engine, phoneForms(keyring)),
  closings: closingStore(engine),
  collections: collectionStore(engine, phoneForms(keyring)),
  exports: exportStore(engine),
  reports: reports(engine),
  customers: customerStore(engine, phoneForms(keyring)),
  users: userStore(engine),
  merchants: merchantStore(engine),
  merchantSettings: merchantSettingsStore(engine),
  summaries: summaryStore(engine),
  members: memberStore(engine),
  items: itemStore(engine),
  phones: phoneStore(engine, phoneForms(keyring)),
  refunds: refundStore(engine),
  restoreHold: restoreHold(engine),
  program: programStore(engine),
  bots: botStore(engine),
  backlog: backlog(engine),
});
