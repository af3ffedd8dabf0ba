import { and, asc, eq, inArray, isNotNull, isNull, ne, not, or, sql, type SQL } from 'drizzle-orm';
import type { Account } from '../domain/account.ts';
import type { Actor, EventDetail } from '../domain/audit.ts';
import { identityOf } from '../gateway/accounts.ts';
import { openSealedAccount } from '../gateway/sealed-accounts.ts';
import type { Keyring } from '../security/keyring.ts';
import { first, only, type Tx } from './engine.ts';
import { addEvent } from './merchant-events.ts';
import type { KeptAccount } from './port/accounts.ts';
import { MERCHANT, preparedOnce } from './prepared.ts';
import { accounts, isOpen, merchants } from './schema.ts';

/**
 * Returns hashes of what names an account at the gateway, under each key of the keyring. The account's own key is not part of
 * it: another key is the same account. The hashes are keyed, so that nobody can try names with the database alone.
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
): Promise<{ readonly id: number } | undefined> => await first(current(tx).execute({ merchantId }));

const current = preparedOnce((tx) =>
  tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.merchantId, MERCHANT), isNull(accounts.endedAt))),
);

/**
 * Gives an identity to accounts that were stored before there were identities: it is computed from the sealed credentials. One
 * whose key is missing stays without.
 */
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

/**
 * Makes an account the merchant's current one, and returns its id. A former account with the same identity becomes current
 * again.
 */
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
  // Whether the gateway takes it is not known yet.
  await tx.update(merchants).set({ refusalToldAt: null }).where(eq(merchants.id, merchantId));
  return same.id;
}

/** Ends a merchant's current account within a transaction, unless its id is `unless`. Its open charges are still asked about. */
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

/** Deletes the credentials of former accounts through which no charge is asked about any more. */
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

/** Deletes the credentials of an account whose key is lost, and ends it if it is current. */
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
 * Whether a charge is still asked about through an account. The condition repeats the one of the index on open charges. An
 * unknown charge has no id to ask about; a marked one may still be watched.
 */
const isStillAskedThrough: SQL = sql`(EXISTS (SELECT 1 FROM charges WHERE charges.merchant_id = ${accounts.merchantId}
    AND ${isOpen}
    AND charges.state <> 'unknown' AND charges.account_id = ${accounts.id})
  OR EXISTS (SELECT 1 FROM charges WHERE charges.merchant_id = ${accounts.merchantId}
    AND charges.watch_due_at IS NOT NULL AND charges.account_id = ${accounts.id}))`;

/** Accounts that are current, or through which a charge is still asked about. */
export const isNeeded: SQL | undefined = or(isNull(accounts.endedAt), isStillAskedThrough);
