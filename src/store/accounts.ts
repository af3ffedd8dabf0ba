import { and, asc, eq, inArray, isNotNull, isNull, ne, not, or, sql, type SQL } from 'drizzle-orm';
import type { Account } from '../domain/account.ts';
import type { Role } from '../domain/roles.ts';
import { formatAccount, identityOf, parseAccount } from '../gateway/accounts.ts';
import type { Keyring, Sealed } from '../security/keyring.ts';
import type { Db } from './engines/sqlite/database.ts';
import { userIdOf } from './invites.ts';
import { addEvent } from './merchant-events.ts';
import { tellOperators } from './news.ts';
import { applyEffects, writing, type UpdateEffects } from './update-effects.ts';
import { isOwnerOf } from './membership-queries.ts';
import {
  accounts,
  applicants,
  charges,
  FIRST_MERCHANT,
  members,
  merchants,
  type Actor,
  type EventDetail,
} from './schema.ts';

/** An account as it is to be kept: the hash of what names it at the gateway, and its credentials, sealed. */
export interface KeptAccount {
  /** The hashes that may be kept of it; the first is how it is kept from now on. */
  readonly identities: readonly [string, ...string[]];
  /** Undefined without a `SECRET_KEY`: then the credentials are in the environment alone. */
  readonly sealed: Sealed | undefined;
}

/** Where a sealed account belongs: moved to another merchant's row it does not open. */
export const placeOfAccount = (merchantId: number): string => `merchant:${merchantId}`;

/**
 * Opens what was sealed of a merchant's account.
 *
 * @throws SealError when its key is not here, it was changed or moved, or this version does not know its provider
 */
export const openedAccount = (sealed: Sealed, merchantId: number, keyring: Keyring): Account =>
  parseAccount(keyring.open(sealed, placeOfAccount(merchantId)));

/** Merchants' accounts at the gateway: at most one at a time, and those that they had. */
export function accountStore(db: Db) {
  return {
    /** Connects a new shop: its account, and whoever was let in as its owner. Undefined if they were not, or not any more. */
    async connect(
      shop: { readonly name: string; readonly account: Account },
      person: { readonly userId: number; readonly name: string },
      keyring: Keyring,
      at: number,
      effects: UpdateEffects,
    ): Promise<{ readonly merchantId: number; readonly accountId: number } | undefined> {
      return writing(db, (tx) => {
        const isApplicant = eq(applicants.userId, person.userId);
        const applicant = tx.select().from(applicants).where(isApplicant).get();
        if (applicant === undefined) return undefined;
        if (!applyEffects(tx, effects)) return undefined;
        tx.delete(applicants).where(isApplicant).run();
        const { id } = tx
          .insert(merchants)
          .values({ name: shop.name, createdAt: at })
          .returning({ id: merchants.id })
          .get();
        const accountId = setAccount(tx, id, keptAs(id, shop.account, keyring), at);
        const role: Role = 'owner';
        tx.insert(members)
          .values({ merchantId: id, ...person, role, origin: 'connect', addedAt: at })
          .run();
        addEvent(tx, id, at, `user:${person.userId}`, 'connected', { name: shop.name });
        const news = { kind: 'connected', name: person.name, newShop: shop.name } as const;
        tellOperators(tx, userIdOf(applicant.invitedBy), news, at);
        return { merchantId: id, accountId };
      });
    },

    /**
     * Changes a shop's account. One with the same name at the gateway is the same account with another key: what was charged
     * through it is asked about with the new one.
     *
     * @returns the account's id; undefined if the person is not the shop's owner any more
     */
    async changeAccount(
      merchantId: number,
      account: Account,
      userId: number,
      keyring: Keyring,
      at: number,
      effects: UpdateEffects,
    ): Promise<number | undefined> {
      return writing(db, (tx) => {
        if (merchantId === FIRST_MERCHANT || !isOwnerOf(tx, merchantId, userId)) return undefined;
        if (!applyEffects(tx, effects)) return undefined;
        nameAccounts(tx, merchantId, keyring);
        const accountId = setAccount(tx, merchantId, keptAs(merchantId, account, keyring), at);
        addEvent(tx, merchantId, at, `user:${userId}`, 'account-changed', {});
        return accountId;
      });
    },

    /**
     * The first merchant's account is the one in the settings. What was charged before accounts were kept is taken to have been
     * charged through it.
     *
     * @returns the account's id, and whether it is another than before
     */
    async configureAccount(
      account: KeptAccount,
      at: number,
    ): Promise<{ readonly accountId: number; readonly changed: boolean }> {
      return writing(db, (tx) => {
        const before = currentAccount(tx, FIRST_MERCHANT);
        const accountId = setAccount(tx, FIRST_MERCHANT, account, at);
        const adopted = and(
          eq(charges.merchantId, FIRST_MERCHANT),
          isNull(charges.accountId),
          isNotNull(charges.pushedAt),
        );
        if (before === undefined) tx.update(charges).set({ accountId }).where(adopted).run();
        const changed = before !== undefined && before.id !== accountId;
        if (changed) addEvent(tx, FIRST_MERCHANT, at, 'operator', 'account-changed', {});
        return { accountId, changed };
      });
    },

    /** Takes a shop's account away: it can charge again once its owner connects it anew. */
    async removeAccount(merchantId: number, at: number): Promise<boolean> {
      return writing(db, (tx) => {
        if (currentAccount(tx, merchantId) === undefined) return false;
        endAccount(tx, merchantId, at);
        addEvent(tx, merchantId, at, 'operator', 'account-removed', {});
        return true;
      });
    },
  };
}

/** An account with its credentials sealed for a merchant. */
const keptAs = (merchantId: number, account: Account, keyring: Keyring): KeptAccount => ({
  identities: identitiesOf(account, keyring),
  sealed: keyring.seal(formatAccount(account), placeOfAccount(merchantId)),
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

export const currentAccount = (tx: Db, merchantId: number): { readonly id: number } | undefined =>
  tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.merchantId, merchantId), isNull(accounts.endedAt)))
    .get();

/** Accounts of before identities were kept: theirs are in what is sealed. One that does not open is no account of before. */
function nameAccounts(tx: Db, merchantId: number, keyring: Keyring): void {
  const nameless = and(
    eq(accounts.merchantId, merchantId),
    isNull(accounts.identity),
    isNotNull(accounts.sealed),
  );
  for (const { id, keyId, sealed } of tx.select().from(accounts).where(nameless).all()) {
    if (keyId === null || sealed === null || !keyring.keyIds.includes(keyId)) continue;
    const [identity] = identitiesOf(openedAccount({ keyId, sealed }, merchantId, keyring), keyring);
    tx.update(accounts).set({ identity }).where(eq(accounts.id, id)).run();
  }
}

/** Makes an account the merchant's, one of before if it is the same. What it was before stays while anything is open on it. */
function setAccount(tx: Db, merchantId: number, { identities, sealed }: KeptAccount, at: number): number {
  const same = tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.merchantId, merchantId), inArray(accounts.identity, [...identities])))
    .orderBy(asc(accounts.id))
    .get();
  const kept = { identity: identities[0], keyId: sealed?.keyId ?? null, sealed: sealed?.sealed ?? null };
  endAccount(tx, merchantId, at, same?.id);
  if (same === undefined)
    return tx
      .insert(accounts)
      .values({ merchantId, ...kept, openedAt: at })
      .returning({ id: accounts.id })
      .get().id;
  tx.update(accounts)
    .set({ ...kept, endedAt: null })
    .where(eq(accounts.id, same.id))
    .run();
  // Whether the gateway takes it is to be seen anew.
  tx.update(merchants).set({ refusalToldAt: null }).where(eq(merchants.id, merchantId)).run();
  return same.id;
}

/** Ends a merchant's account within a transaction, unless it is `unless`; what is open on it is still asked about. */
export function endAccount(tx: Db, merchantId: number, at: number, unless?: number): void {
  tx.update(accounts)
    .set({ endedAt: at })
    .where(
      and(
        eq(accounts.merchantId, merchantId),
        isNull(accounts.endedAt),
        unless === undefined ? undefined : ne(accounts.id, unless),
      ),
    )
    .run();
  tx.update(merchants).set({ refusalToldAt: null }).where(eq(merchants.id, merchantId)).run();
  forgetIdle(tx, merchantId);
}

/** Forgets the credentials of former accounts through which nothing is asked any more. */
export const forgetIdle = (tx: Db, merchantId?: number): void =>
  void tx
    .update(accounts)
    .set({ keyId: null, sealed: null })
    .where(
      and(
        merchantId === undefined ? undefined : eq(accounts.merchantId, merchantId),
        isNotNull(accounts.endedAt),
        not(isAsked),
      ),
    )
    .run();

/** Takes an account away whose credentials are lost. */
export function loseAccount(tx: Db, id: number, merchantId: number, at: number, detail: EventDetail): void {
  const actor: Actor = 'operator';
  const isCurrent = currentAccount(tx, merchantId)?.id === id;
  tx.update(accounts)
    .set({ keyId: null, sealed: null, ...(isCurrent ? { endedAt: at } : {}) })
    .where(eq(accounts.id, id))
    .run();
  if (isCurrent) addEvent(tx, merchantId, at, actor, 'account-removed', detail);
}

/**
 * Something that was charged through it is watched. The states are written out as the index on what is open has them; an
 * unknown one has no id to ask about, and one that was marked may still be watched.
 */
const isAsked: SQL = sql`(EXISTS (SELECT 1 FROM charges WHERE charges.merchant_id = ${accounts.merchantId}
    AND charges.state IN ('created', 'pushing', 'pending', 'unknown', 'unconfirmed')
    AND charges.state <> 'unknown' AND charges.account_id = ${accounts.id})
  OR EXISTS (SELECT 1 FROM charges WHERE charges.merchant_id = ${accounts.merchantId}
    AND charges.watch_due_at IS NOT NULL AND charges.account_id = ${accounts.id}))`;

/** An account that is the merchant's, or was and is still asked. */
export const isNeeded: SQL | undefined = or(isNull(accounts.endedAt), isAsked);
