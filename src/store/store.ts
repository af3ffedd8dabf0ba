import type { Keyring } from '../security/keyring.ts';
import { botStore, type Bots } from './bot-identity.ts';
import { chargeStore, type ChargeStore } from './charges.ts';
import type { Engine } from './engine.ts';
import { openDatabase } from './engines/sqlite/database.ts';
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
 * @throws OperatorError when the database cannot be used
 */
export function openStore(path: string, keyring?: Keyring): Store {
  const engine = openDatabase(path);
  return { ...storeOn(engine, keyring), close: () => engine.close() };
}

/** A store on a database that is open already. */
export const storeOn = (engine: Engine, keyring?: Keyring): Omit<Store, 'close'> => ({
  charges: chargeStore(engine, phoneForms(keyring)),
  outbox: outboxStore(engine),
  inbox: inboxStore(engine, keyring),
  chargeQueries: chargeQueries(engine, phoneForms(keyring)),
  users: userStore(engine),
  merchants: merchantStore(engine),
  members: memberStore(engine),
  phones: phoneStore(engine, phoneForms(keyring)),
  restoreHold: restoreHold(engine),
  program: programStore(engine),
  bots: botStore(engine),
});
