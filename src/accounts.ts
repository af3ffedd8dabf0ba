import { z } from 'zod';
import { keyring, SealError, type Keyring, type Sealed } from './seal.ts';
import { StartError } from './start-error.ts';
import { placeOfAccount, type Account } from './store/accounts.ts';
import type { Store } from './store/store.ts';

const accountShape = z.object({ apiKey: z.string(), username: z.string(), email: z.string() });

/** The keyring of a configuration; undefined without a SECRET_KEY. */
export const keyringOf = (secretKeys: readonly string[]): Keyring | undefined =>
  secretKeys.length === 0 ? undefined : keyring(secretKeys);

/**
 * The accounts that merchants have connected, opened.
 *
 * @throws StartError when a key is missing, or an account was changed or moved: charges that are open could not be watched
 */
export async function openAccounts(
  store: Pick<Store, 'merchants'>,
  keys: Keyring | undefined,
): Promise<ReadonlyMap<number, Account>> {
  const missing = (await store.merchants.keyIds()).filter((id) => keys?.keyIds.includes(id) !== true);
  if (missing.length > 0) {
    throw new StartError(
      `SECRET_KEY lacks the key ${missing.join(', ')}, under which accounts or messages were sealed. ` +
        'Put it behind the new one, with a comma between: SECRET_KEY=new,old. ' +
        `If it is lost, give up what was sealed under it, and the owners of the shops connect them again: npm run merchants -- forget-key ${missing[0]}`,
    );
  }
  const accounts = new Map<number, Account>();
  for (const { merchantId, sealed } of await store.merchants.accounts())
    accounts.set(merchantId, opened(merchantId, sealed, keys));
  return accounts;
}

/** An account that a merchant had until `endedAt`. */
export interface FormerAccount {
  readonly merchantId: number;
  readonly account: Account;
  readonly endedAt: number;
}

/**
 * The accounts that merchants had before, while anything charged through them is open; the oldest first.
 *
 * @throws StartError as `openAccounts` does
 */
export async function openFormerAccounts(
  store: Pick<Store, 'merchants'>,
  keys: Keyring | undefined,
): Promise<readonly FormerAccount[]> {
  const formers = await store.merchants.formerAccounts();
  return formers.map(({ merchantId, endedAt, sealed }) => ({
    merchantId,
    endedAt,
    account: opened(merchantId, sealed, keys),
  }));
}

function opened(merchantId: number, sealed: Sealed, keys: Keyring | undefined): Account {
  try {
    const text = keys?.open(sealed, placeOfAccount(merchantId)) ?? '';
    return accountShape.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new StartError(
      `The account of merchant ${merchantId} does not open: ${error.message}. ` +
        `Restore a copy of the database, or take the account away: npm run merchants -- disconnect ${merchantId}`,
    );
  }
}
