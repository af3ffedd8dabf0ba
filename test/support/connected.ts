import type { Credentials } from '../../src/domain/account.ts';
import { openAccounts } from '../../src/app/accounts.ts';
import { hashOfCode, newCode, type Keyring } from '../../src/security/keyring.ts';
import type { Person } from '../../src/store/port/invites.ts';
import type { Store } from '../../src/store/port/store.ts';
import { bosmiAccount, type BosmiCredentials } from './accounts.ts';
import { effectsOf } from './store.ts';

/** Connects a shop with an account at BOSMI, as its owner does with the operator's link. */
export async function connectShop(
  store: Store,
  keyring: Keyring,
  shop: { readonly name: string; readonly account: BosmiCredentials },
  owner: Person,
): Promise<number> {
  const codeHash = hashOfCode(newCode());
  await store.members.invite({ codeHash, merchantId: null, role: null, expiresAt: 1_000 }, 'operator', 0);
  const letIn = await effectsOf(store, 1);
  await store.members.redeemInvite(codeHash, owner, 1, () => letIn);
  const theirs = { name: shop.name, account: bosmiAccount(shop.account) };
  const connected = await store.merchants.connect(theirs, owner, keyring, 2, await effectsOf(store, 2));
  if (connected === undefined) throw new Error(`${owner.name} was not let in`);
  return connected.merchantId;
}

/** Returns the credentials of each merchant's current account, opened. */
export async function currentAccounts(
  store: Pick<Store, 'merchants'>,
  keys: Keyring | undefined,
): Promise<ReadonlyMap<number, Credentials>> {
  const opened = await openAccounts(store, keys);
  return new Map(
    opened
      .filter(({ isCurrent }) => isCurrent)
      .map(({ merchantId, account }) => [merchantId, account.credentials]),
  );
}
