import { hashOfCode, newCode, type Keyring } from '../../src/seal.ts';
import type { Person } from '../../src/store/invites.ts';
import type { Account } from '../../src/store/accounts.ts';
import type { Store } from '../../src/store/store.ts';
import { reactionTo } from './store.ts';

/** Connects a shop as its owner does by an operator's link. */
export async function connectShop(
  store: Store,
  keyring: Keyring,
  shop: { readonly name: string; readonly account: Account },
  owner: Person,
): Promise<number> {
  const codeHash = hashOfCode(newCode());
  await store.members.invite({ codeHash, merchantId: null, role: null, expiresAt: 1_000 }, 'operator', 0);
  const letIn = await reactionTo(store, 1);
  await store.members.redeem(codeHash, owner, 1, () => letIn);
  const id = await store.merchants.connect(shop, owner, keyring, 2, await reactionTo(store, 2));
  if (id === undefined) throw new Error(`${owner.name} was not let in`);
  return id;
}
