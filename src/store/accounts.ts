import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Account } from '../domain/account.ts';
import { userIdOf } from '../domain/audit.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import type { Role } from '../domain/roles.ts';
import { sealAccount } from '../gateway/sealed-accounts.ts';
import type { Keyring } from '../security/keyring.ts';
import { currentAccount, endAccount, identitiesOf, nameAccounts, setAccount } from './account-rows.ts';
import { first, only, type Engine, type Tx } from './engine.ts';
import { ofMerchant, ofOperators } from './locks.ts';
import { isOwnerOf } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import { tellOperators } from './news.ts';
import type { AccountStore, KeptAccount } from './port/accounts.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { applicants, charges, members, merchants } from './schema.ts';
import { applyEffects } from './update-effects.ts';

/** Merchants' accounts at the gateway: at most one at a time, and those that they had. */
export function accountStore(engine: Engine): AccountStore {
  return {
    connect: (...args) =>
      engine.write((tx) => connectMerchant(tx, ...args), { ...ofOperators(), begins: true }),
    changeAccount: (merchantId, ...args) =>
      engine.write((tx) => changeAccount(tx, merchantId, ...args), {
        ...ofMerchant(merchantId),
        begins: true,
      }),
    configureAccount: (...args) => engine.write((tx) => configureAccount(tx, ...args)),
    removeAccount: (merchantId, ...args) =>
      engine.write((tx) => removeAccount(tx, merchantId, ...args), ofMerchant(merchantId)),
  };
}

async function connectMerchant(
  tx: Tx,
  shop: { readonly name: string; readonly account: Account },
  person: { readonly userId: number; readonly name: string },
  keyring: Keyring,
  at: number,
  effects: UpdateEffects,
): Promise<{ readonly merchantId: number; readonly accountId: number } | undefined> {
  const isApplicant = eq(applicants.userId, person.userId);
  const applicant = await first(tx.select().from(applicants).where(isApplicant));
  if (applicant === undefined) return undefined;
  if (!(await applyEffects(tx, effects))) return undefined;
  await tx.delete(applicants).where(isApplicant);
  const { id } = await only(
    tx.insert(merchants).values({ name: shop.name, createdAt: at }).returning({ id: merchants.id }),
  );
  const accountId = await setAccount(tx, id, keptAs(id, shop.account, keyring), at);
  const role: Role = 'owner';
  await tx.insert(members).values({ merchantId: id, ...person, role, origin: 'connect', addedAt: at });
  await addEvent(tx, id, at, `user:${person.userId}`, 'connected', { name: shop.name });
  const news = { kind: 'connected', name: person.name, newShop: shop.name } as const;
  await tellOperators(tx, userIdOf(applicant.invitedBy), news, at);
  return { merchantId: id, accountId };
}

async function changeAccount(
  tx: Tx,
  merchantId: number,
  account: Account,
  userId: number,
  keyring: Keyring,
  at: number,
  effects: UpdateEffects,
): Promise<number | undefined> {
  if (merchantId === FIRST_MERCHANT || !(await isOwnerOf(tx, merchantId, userId))) return undefined;
  if (!(await applyEffects(tx, effects))) return undefined;
  await nameAccounts(tx, merchantId, keyring);
  const accountId = await setAccount(tx, merchantId, keptAs(merchantId, account, keyring), at);
  await addEvent(tx, merchantId, at, `user:${userId}`, 'account-changed', {});
  return accountId;
}

async function configureAccount(
  tx: Tx,
  account: KeptAccount,
  at: number,
): Promise<{ readonly accountId: number; readonly changed: boolean }> {
  const before = await currentAccount(tx, FIRST_MERCHANT);
  const accountId = await setAccount(tx, FIRST_MERCHANT, account, at);
  const adopted = and(
    eq(charges.merchantId, FIRST_MERCHANT),
    isNull(charges.accountId),
    isNotNull(charges.pushedAt),
  );
  if (before === undefined) await tx.update(charges).set({ accountId }).where(adopted);
  const changed = before !== undefined && before.id !== accountId;
  if (changed) await addEvent(tx, FIRST_MERCHANT, at, 'operator', 'account-changed', {});
  return { accountId, changed };
}

async function removeAccount(tx: Tx, merchantId: number, at: number): Promise<boolean> {
  if ((await currentAccount(tx, merchantId)) === undefined) return false;
  await endAccount(tx, merchantId, at);
  await addEvent(tx, merchantId, at, 'operator', 'account-removed', {});
  return true;
}

/** An account with its credentials sealed for a merchant. */
const keptAs = (merchantId: number, account: Account, keyring: Keyring): KeptAccount => ({
  identities: identitiesOf(account, keyring),
  sealed: sealAccount(account, merchantId, keyring),
});
