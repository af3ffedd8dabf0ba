import { keyringOf } from '../../src/app/accounts.ts';
import { hashOfCode, newCode } from '../../src/security/keyring.ts';
import type { Store } from '../../src/store/port/store.ts';
import { connectShop } from '../support/connected.ts';
import { linkGroup, effectsOf } from '../support/store.ts';
import type { CrashDatabase } from './database.ts';
import { FIRST, SECOND, SHOPS } from './shop.ts';

/** Makes a database in which both shops are open: the second one connected, its people let in, and a group linked to each. */
export async function openShops(database: CrashDatabase, secretKey: string): Promise<void> {
  const keyring = keyringOf([secretKey]);
  if (keyring === undefined) throw new Error('there is no key to seal an account with');
  const store = await database.open(keyring);
  try {
    await store.members.configureOwners(
      FIRST.owners.map(({ id }) => id),
      0,
    );
    const [{ id: userId, first_name: name }] = SECOND.owners;
    const merchantId = await connectShop(store, keyring, SECOND, { userId, name });
    if (merchantId !== SECOND.merchantId) throw new Error(`the second shop is number ${merchantId}`);
    for (const { id, first_name } of SECOND.cashiers)
      await letIn(store, { userId: id, name: first_name }, userId);
    for (const shop of SHOPS) {
      await linkGroup(store, shop.group, shop.owners[0].id, Number.MAX_SAFE_INTEGER, shop.merchantId);
      if ((await store.merchants.ofChat(shop.group)) !== shop.merchantId)
        throw new Error(`the group of ${shop.name} is not linked`);
    }
  } finally {
    store.close();
  }
}

/** Lets somebody in by an invite link of the second shop's owner. */
async function letIn(
  store: Store,
  person: { readonly userId: number; readonly name: string },
  byUserId: number,
): Promise<void> {
  const codeHash = hashOfCode(newCode());
  const invite = { codeHash, merchantId: SECOND.merchantId, role: 'cashier', expiresAt: 1_000 } as const;
  await store.members.invite(invite, { userId: byUserId }, 0);
  const joining = await effectsOf(store, 1);
  const { kind } = await store.members.redeemInvite(codeHash, person, 1, () => joining);
  if (kind !== 'joined') throw new Error(`${person.name} did not join: ${kind}`);
}
