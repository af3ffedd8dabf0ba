import type { AccountStore } from './port/accounts.ts';
import type { KeptAccount } from './port/accounts.ts';
import { and, asc, eq, inArray, isNotNull, isNull, ne, not, or, sql, type SQL } from 'drizzle-orm';
import type { Account } from '../domain/account.ts';
import { identityOf } from '../gateway/accounts.ts';
import { openSealedAccount, sealAccount } from '../gateway/sealed-accounts.ts';
import type { Role } from '../domain/roles.ts';
import type { Keyring } from '../security/keyring.ts';
import { first, only, type Engine, type Tx } from './engine.ts';
import { addEvent } from './merchant-events.ts';
import { tellOperators } from './news.ts';
import { applyEffects } from './update-effects.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { isOwnerOf } from './membership-queries.ts';
import { accounts, applicants, charges, isOpen, members, merchants } from './schema.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import { userIdOf, type Actor, type EventDetail } from '../domain/audit.ts';

/** Merchants' accounts at the gateway: at most one at a time, and those that they had. */
export function accountStore(engine: Engine): AccountStore {
  return {
    async connect(
      shop: { readonly name: string; readonly account: Account },
      person: { readonly userId: number; readonly name: string },
      keyring: Keyring,
      at: number,
      effects: UpdateEffects,
    ): Promise<{ readonly merchantId: number; readonly accountId: number } | undefined> {
      return await engine.write(async (tx) => {
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
      });
    },

    async changeAccount(
      merchantId: number,
      account: Account,
      userId: number,
      keyring: Keyring,
      at: number,
      effects: UpdateEffects,
    ): Promise<number | undefined> {
      return await engine.write(async (tx) => {
        if (merchantId === FIRST_MERCHANT || !(await isOwnerOf(tx, merchantId, userId))) return undefined;
        if (!(await applyEffects(tx, effects))) return undefined;
        await nameAccounts(tx, merchantId, keyring);
        const accountId = await setAccount(tx, merchantId, keptAs(merchantId, account, keyring), at);
        await addEvent(tx, merchantId, at, `user:${userId}`, 'account-changed', {});
        return accountId;
      });
    },

    async configureAccount(
      account: KeptAccount,
      at: number,
    ): Promise<{ readonly accountId: number; readonly changed: boolean }> {
      return await engine.write(async (tx) => {
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
      });
    },

    async removeAccount(merchantId: number, at: number): Promise<boolean> {
      return await engine.write(async (tx) => {
        if ((await currentAccount(tx, merchantId)) === undefined) return false;
        await endAccount(tx, merchantId, at);
        await addEvent(tx, merchantId, at, 'operator', 'account-removed', {});
        return true;
      });
    },
  };
}

/** An account with its credentials sealed for a merchant. */
const keptAs = (merchantId: number, account: Account, keyring: Keyring): KeptAccount => ({
  identities: identitiesOf(account, keyring),
  sealed: sealAccount(account, merchantId, keyring),
});

/**
 * Hashes of what names an account at the gateway. Its key is not part of it: a shop that changes its key has the same account.
 * Keyed, so that nobody with the database alone can try names.
 */
export function identitiesOf(
  account: Account,
  keyring: Pick<Keyring, 'hashes'>,
): readonly [string, ...string[]] {
  const [current = '', ...former] = keyring.hashes(`account ${JSON.stringify(identityOf(account))}`);
  return [current, ...former];
}

export const currentAccount = async (
  tx: Tx,
  merchantId: number,
): Promise<{ readonly id: number } | undefined> =>
  await first(
    tx
      .select({ id: accounts.id })
      .from(accounts)
      .where(and(eq(accounts.merchantId, merchantId), isNull(accounts.endedAt))),
  );

/** Accounts of before identities were kept: theirs are in what is sealed. One that does not open is no account of before. */
async function nameAccounts(tx: Tx, merchantId: number, keyring: Keyring): Promise<void> {
  const nameless = and(
    eq(accounts.merchantId, merchantId),
    isNull(accounts.identity),
    isNotNull(accounts.sealed),
  );
  for (const { id, keyId, sealed } of await tx.select().from(accounts).where(nameless)) {
    if (keyId === null || sealed === null || !keyring.keyIds.includes(keyId)) continue;
    const [identity] = identitiesOf(openSealedAccount({ keyId, sealed }, merchantId, keyring), keyring);
    await tx.update(accounts).set({ identity }).where(eq(accounts.id, id));
  }
}

/** Makes an account the merchant's, one of before if it is the same. What it was before stays while anything is open on it. */
async function setAccount(
  tx: Tx,
  merchantId: number,
  { identities, sealed }: KeptAccount,
  at: number,
): Promise<number> {
  const same = await first(
    tx
      .select({ id: accounts.id })
      .from(accounts)
      .where(and(eq(accounts.merchantId, merchantId), inArray(accounts.identity, [...identities])))
      .orderBy(asc(accounts.id)),
  );
  const kept = { identity: identities[0], keyId: sealed?.keyId ?? null, sealed: sealed?.sealed ?? null };
  await endAccount(tx, merchantId, at, same?.id);
  if (same === undefined) {
    const values = { merchantId, ...kept, openedAt: at };
    const { id } = await only(tx.insert(accounts).values(values).returning({ id: accounts.id }));
    return id;
  }
  await tx
    .update(accounts)
    .set({ ...kept, endedAt: null })
    .where(eq(accounts.id, same.id));
  // Whether the gateway takes it is to be seen anew.
  await tx.update(merchants).set({ refusalToldAt: null }).where(eq(merchants.id, merchantId));
  return same.id;
}

/** Ends a merchant's account within a transaction, unless it is `unless`; what is open on it is still asked about. */
export async function endAccount(tx: Tx, merchantId: number, at: number, unless?: number): Promise<void> {
  await tx
    .update(accounts)
    .set({ endedAt: at })
    .where(
      and(
        eq(accounts.merchantId, merchantId),
        isNull(accounts.endedAt),
        unless === undefined ? undefined : ne(accounts.id, unless),
      ),
    );
  await tx.update(merchants).set({ refusalToldAt: null }).where(eq(merchants.id, merchantId));
  await forgetIdle(tx, merchantId);
}

/** Forgets the credentials of former accounts through which nothing is asked any more. */
export async function forgetIdle(tx: Tx, merchantId?: number): Promise<void> {
  await tx
    .update(accounts)
    .set({ keyId: null, sealed: null })
    .where(
      and(
        merchantId === undefined ? undefined : eq(accounts.merchantId, merchantId),
        isNotNull(accounts.endedAt),
        not(isAsked),
      ),
    );
}

/** Takes an account away whose credentials are lost. */
export async function loseAccount(
  tx: Tx,
  id: number,
  merchantId: number,
  at: number,
  detail: EventDetail,
): Promise<void> {
  const actor: Actor = 'operator';
  const isCurrent = (await currentAccount(tx, merchantId))?.id === id;
  await tx
    .update(accounts)
    .set({ keyId: null, sealed: null, ...(isCurrent ? { endedAt: at } : {}) })
    .where(eq(accounts.id, id));
  if (isCurrent) await addEvent(tx, merchantId, at, actor, 'account-removed', detail);
}

/**
 * Something that was charged through it is watched. The states are written out as the index on what is open has them; an
 * unknown one has no id to ask about, and one that was marked may still be watched.
 */
const isAsked: SQL = sql`(EXISTS (SELECT 1 FROM charges WHERE charges.merchant_id = ${accounts.merchantId}
    AND ${isOpen}
    AND charges.state <> 'unknown' AND charges.account_id = ${accounts.id})
  OR EXISTS (SELECT 1 FROM charges WHERE charges.merchant_id = ${accounts.merchantId}
    AND charges.watch_due_at IS NOT NULL AND charges.account_id = ${accounts.id}))`;

/** An account that is the merchant's, or was and is still asked. */
export const isNeeded: SQL | undefined = or(isNull(accounts.endedAt), isAsked);
