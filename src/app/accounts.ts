import { createHash } from 'node:crypto';
import type { Account } from '../domain/account.ts';
import { identityOf } from '../gateway/accounts.ts';
import { keyring, SealError, type Keyring } from '../security/keyring.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { openSealedAccount, sealAccount } from '../gateway/sealed-accounts.ts';
import type { KeptAccount } from '../store/port/accounts.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import type { SealedAccount } from '../store/port/key-rotation.ts';
import type { Store } from '../store/port/store.ts';

/** Returns the keyring of a configuration, or undefined without a SECRET_KEY. */
export const keyringOf = (secretKeys: readonly string[]): Keyring | undefined =>
  secretKeys.length === 0 ? undefined : keyring(secretKeys);

/** A sealed account that is needed, opened. */
export interface OpenAccount {
  readonly id: number;
  readonly merchantId: number;
  /** False for a former account of the merchant through which charges are still asked about. */
  readonly isCurrent: boolean;
  readonly account: Account;
}

/**
 * Opens the sealed accounts that are needed: those that merchants have, and former ones through which charges are still asked
 * about. The first merchant's current account is in the settings and is left out.
 *
 * @throws OperatorError when a key is missing, or when an account was altered or moved: its open charges could not be watched
 */
export async function openAccounts(
  store: Pick<Store, 'merchants'>,
  keys: Keyring | undefined,
): Promise<readonly OpenAccount[]> {
  const missing = (await store.merchants.keyIds()).filter((id) => keys?.keyIds.includes(id) !== true);
  if (missing.length > 0) {
    throw new OperatorError(
      `SECRET_KEY lacks the key ${missing.join(', ')}, under which accounts or messages were sealed. ` +
        'Put it behind the new one, with a comma between: SECRET_KEY=new,old. ' +
        `If it is lost, give up what was sealed under it, and the owners of the shops connect them again: npm run merchants -- forget-key ${missing[0]}`,
    );
  }
  const sealed = await store.merchants.accounts();
  return sealed
    .filter(({ merchantId, isCurrent }) => merchantId !== FIRST_MERCHANT || !isCurrent)
    .map((one) => ({
      id: one.id,
      merchantId: one.merchantId,
      isCurrent: one.isCurrent,
      account: opened(one, keys),
    }));
}

/**
 * Returns the account in the settings as the store keeps it. Its name at the gateway is hashed, which tells a change of account
 * from a change of its key. With a SECRET_KEY the whole account is sealed too, so that it can be used after such a change.
 */
export function configuredAccount(account: Account, keys: Keyring | undefined): KeptAccount {
  const name = JSON.stringify(['tillbot account', ...identityOf(account)]);
  return {
    identities: [createHash('sha256').update(name).digest('base64url')],
    sealed: keys === undefined ? undefined : sealAccount(account, FIRST_MERCHANT, keys),
  };
}

function opened({ merchantId, sealed }: SealedAccount, keys: Keyring | undefined): Account {
  try {
    if (keys === undefined) throw new SealError('there is no SECRET_KEY');
    return openSealedAccount(sealed, merchantId, keys);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new OperatorError(
      `The account of merchant ${merchantId} does not open: ${error.message}. ` +
        `Restore a copy of the database, or take the account away: npm run merchants -- disconnect ${merchantId}`,
    );
  }
}
