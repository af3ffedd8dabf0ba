import { chargeStore, type ChargeStore } from './charges.ts';
import { openDatabase, type Db } from './database.ts';
import { inboxStore, type Inbox } from './inbox.ts';
import { ledger, type Ledger } from './ledger.ts';
import { outboxStore, type Outbox } from './outbox.ts';
import { peopleStore, type People } from './people.ts';
import { restoredStore, type Restored } from './restored.ts';

/** Everything that is remembered. Every method is atomic, and returns a promise so that another engine can stand here. */
export interface Store {
  readonly charges: ChargeStore;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly ledger: Ledger;
  readonly people: People;
  readonly restored: Restored;
  close(): void;
}

/**
 * Opens the store at a file.
 *
 * @throws StartError when the database cannot be used
 */
export function openStore(path: string): Store {
  const { db, close } = openDatabase(path);
  return { ...storeOn(db), close };
}

/** A store on a database that is open already. */
export const storeOn = (db: Db): Omit<Store, 'close'> => ({
  charges: chargeStore(db),
  outbox: outboxStore(db),
  inbox: inboxStore(db),
  ledger: ledger(db),
  people: peopleStore(db),
  restored: restoredStore(db),
});
