import { openAccounts } from '../app/accounts.ts';
import { systemClock } from '../runtime/clock.ts';
import { readDatabase, needSecretKeys } from '../config/single-settings.ts';
import { asTyped } from './as-typed.ts';
import { runCommand } from './run-command.ts';
import { keyring, SealError, type Keyring } from '../security/keyring.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { checkIsThere } from '../store/engines/sqlite/open-shared.ts';
import { openStoreAt } from '../store/store.ts';
import type { Store } from '../store/port/store.ts';

/** `npm run rotate-key`, with SECRET_KEY=new,old: seals everything anew under the first key, while the bot is stopped. */
await runCommand(async () => {
  const keys = keyring(needSecretKeys(process.env));
  const database = readDatabase(process.env);
  // Opening the store would make a new database.
  if ('path' in database) checkIsThere(database.path);
  const store = await openStoreAt(database, keys, systemClock);
  try {
    console.log(asTyped(reportOf(await rotate(store, keys), keys)));
  } finally {
    store.close();
  }
  return 0;
});

/**
 * Seals everything anew.
 *
 * @returns how many accounts were under another key
 * @throws OperatorError if something does not open; nothing is changed then
 */
async function rotate(store: Store, keys: Keyring): Promise<number> {
  await openAccounts(store, keys);
  try {
    return await store.merchants.rotateKey(keys, systemClock.now());
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new OperatorError(`Something that is kept does not open: ${error.message}. Nothing was changed.`);
  }
}

/** Returns what is printed after a rotation. */
function reportOf(count: number, { currentKeyId, keyIds }: Keyring): string {
  const done =
    count === 0
      ? `No account was sealed under another key than ${currentKeyId}. Nothing was changed.`
      : `Sealed ${count} ${count === 1 ? 'account' : 'accounts'} anew under the key ${currentKeyId}.`;
  const others = keyIds.filter((id) => id !== currentKeyId);
  if (others.length === 0) return done;
  return [
    done,
    `Nothing that is sealed needs ${others.length === 1 ? 'the key' : 'the keys'} ${others.join(', ')} any more: you may take ${others.length === 1 ? 'it' : 'them'} out of SECRET_KEY. But:`,
    '- Numbers that were erased under an old key are then not recognised any more: who asked not to be charged could be.',
    '- Copies of the database made before now need the old key. Make a new one: npm run backup',
  ].join('\n');
}
