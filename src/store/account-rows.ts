import type { KeptAccount } from './port/accounts.ts';
import { and, asc, eq, inArray, isNotNull, isNull, ne, not, or, sql, type SQL } from 'drizzle-orm';
import type { Account } from '../domain/account.ts';
import { identityOf } from '../gateway/accounts.ts';
import { openSealedAccount } from '../gateway/sealed-accounts.ts';
import type { Keyring } from '../security/keyring.ts';
import { first, only, type Tx } from './engine.ts';
import { addEvent } from './merchant-events.ts';
import { accounts, isOpen, merchants } from './schema.ts';
import { type Actor, type EventDetail } from '../domain/audit.ts';

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
export async function nameAccounts(tx: Tx, merchantId: number, keyring: Keyring): Promise<void> {
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
export async function setAccount(
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
        not(isStillAskedThrough),
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
const isStillAskedThrough: SQL = sql`(EXISTS (SELECT 1 FROM charges WHERE charges.merchant_id = ${accounts.merchantId}
    AND ${isOpen}
    AND charges.state <> 'unknown' AND charges.account_id = ${accounts.id})
  OR EXISTS (SELECT 1 FROM charges WHERE charges.merchant_id = ${accounts.merchantId}
    AND charges.watch_due_at IS NOT NULL AND charges.account_id = ${accounts.id}))`;

/** An account that is the merchant's, or was and is still asked. */
export const isNeeded: SQL | undefined = or(isNull(accounts.endedAt), isStillAskedThrough);
