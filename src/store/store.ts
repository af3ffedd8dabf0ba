import type { Keyring } from '../security/keyring.ts';
import { botStore, type Bots } from './bot-identity.ts';
import { chargeStore, type ChargeStore } from './charges.ts';
import { openDatabase, type Db } from './engines/sqlite/database.ts';
import { inboxStore, type Inbox } from './inbox.ts';
import { chargeQueries, type ChargeQueries } from './charge-queries.ts';
import { memberStore, type Members } from './members.ts';
import { merchantStore, type Merchants } from './merchants.ts';
import { outboxStore, type Outbox } from './outbox.ts';
import { userStore, type Users } from './users.ts';
import { phoneForms } from './phone-forms.ts';
import { phoneStore, type Phones } from './phones.ts';
import { programStore, type ProgramState } from './program.ts';
import { restoreHold, type RestoreHold } from './restore-hold.ts';

/** Everything that is remembered. Every method is atomic, and returns a promise so that another engine can stand here. */
export interface Store {
  readonly charges: ChargeStore;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly chargeQueries: ChargeQueries;
  readonly users: Users;
  readonly merchants: Merchants;
  readonly members: Members;
  readonly phones: Phones;
  readonly restoreHold: RestoreHold;
  readonly program: ProgramState;
  readonly bots: Bots;
  close(): void;
}

/**
 * Opens the store at a file.
 *
 * @param keyring seals what waits to be handled, and hashes numbers; undefined without a `SECRET_KEY`
 * @throws StartError when the database cannot be used
 */
export function openStore(path: string, keyring?: Keyring): Store {
  const { db, close } = openDatabase(path);
  return { ...storeOn(db, keyring), close };
}

/** A store on a database that is open already. */
export const storeOn = (db: Db, keyring?: Keyring): Omit<Store, 'close'> => ({
  charges: chargeStore(db, phoneForms(keyring)),
  outbox: outboxStore(db),
  inbox: inboxStore(db, keyring),
  chargeQueries: chargeQueries(db, phoneForms(keyring)),
  users: userStore(db),
  merchants: merchantStore(db),
  members: memberStore(db),
  phones: phoneStore(db, phoneForms(keyring)),
  restoreHold: restoreHold(db),
  program: programStore(db),
  bots: botStore(db),
});
