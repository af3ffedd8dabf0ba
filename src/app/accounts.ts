import { createHash } from 'node:crypto';
import type { Account } from '../domain/account.ts';
import { formatAccount, identityOf } from '../gateway/accounts.ts';
import { keyring, SealError, type Keyring } from '../security/keyring.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { openedAccount, placeOfAccount } from '../store/accounts.ts';
import type { KeptAccount } from '../store/port/accounts.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import type { SealedAccount } from '../store/port/key-rotation.ts';
import type { Store } from '../store/port/store.ts';

/** The keyring of a configuration; undefined without a SECRET_KEY. */
export const keyringOf = (secretKeys: readonly string[]): Keyring | undefined =>
  secretKeys.length === 0 ? undefined : keyring(secretKeys);

/** An account that is needed, opened. */
export interface OpenAccount {
  readonly id: number;
  readonly merchantId: number;
  /** False for one that the merchant had before, through which something is still asked. */
  readonly isCurrent: boolean;
  readonly account: Account;
}

/**
 * The accounts that are kept sealed and needed: those that merchants have, and those of before through which something is asked.
 *
 * @throws OperatorError when a key is missing, or an account was changed or moved: charges that are open could not be watched
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
 * The account in the settings as it is kept: its name at the gateway hashed, so that a change of account is known from a change
 * of its key, and with a SECRET_KEY the whole of it sealed, so that it can be asked after such a change.
 */
export function configuredAccount(account: Account, keys: Keyring | undefined): KeptAccount {
  const name = JSON.stringify(['tillbot account', ...identityOf(account)]);
  return {
    identities: [createHash('sha256').update(name).digest('base64url')],
    sealed: keys?.seal(formatAccount(account), placeOfAccount(FIRST_MERCHANT)),
  };
}

function opened({ merchantId, sealed }: SealedAccount, keys: Keyring | undefined): Account {
  try {
    if (keys === undefined) throw new SealError('there is no SECRET_KEY');
    return openedAccount(sealed, merchantId, keys);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new OperatorError(
      `The account of merchant ${merchantId} does not open: ${error.message}. ` +
        `Restore a copy of the database, or take the account away: npm run merchants -- disconnect ${merchantId}`,
    );
  }
}
