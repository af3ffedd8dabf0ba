import type { Account } from '../domain/account.ts';
import type { Sealed } from '../domain/sealed.ts';
import type { Keyring } from '../security/keyring.ts';
import { formatAccount, parseAccount } from './accounts.ts';

/** Returns the place to which a merchant's sealed account is bound: it does not open in the row of another merchant. */
export const placeOfAccount = (merchantId: number): string => `merchant:${merchantId}`;

/** Seals a merchant's account under the keyring's current key. */
export const sealAccount = (account: Account, merchantId: number, keyring: Keyring): Sealed =>
  keyring.seal(formatAccount(account), placeOfAccount(merchantId));

/**
 * Opens a merchant's sealed account.
 *
 * @throws SealError if its key is missing, if it was changed or moved, or if this version does not know its provider
 */
export const openSealedAccount = (sealed: Sealed, merchantId: number, keyring: Keyring): Account =>
  parseAccount(keyring.open(sealed, placeOfAccount(merchantId)));
