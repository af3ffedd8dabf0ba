import { asc, eq, isNotNull, not } from 'drizzle-orm';
import type { Keyring, Sealed } from '../seal.ts';
import { isIdle, placeOfAccount, takeAccountAway } from './accounts.ts';
import type { Db } from './database.ts';
import { addEvent } from './merchant-trail.ts';
import { writing } from './reaction.ts';
import { drafts, formerAccounts, inbox, merchants } from './schema.ts';

/** What was given up with a key. */
export interface Forgotten {
  /** Whose accounts were taken away. */
  readonly merchantIds: readonly number[];
  readonly updates: number;
  readonly drafts: number;
}

/** An account that a merchant had until `endedAt`, sealed. */
export interface FormerSealed {
  readonly id: number;
  readonly merchantId: number;
  readonly endedAt: number;
  readonly sealed: Sealed;
}

/** What is sealed, and the keys that it needs. */
export function sealedStore(db: Db) {
  return {
    /** The accounts of all merchants who connected one, sealed. */
    async accounts(): Promise<{ readonly merchantId: number; readonly sealed: Sealed }[]> {
      return sealedAccounts(db);
    },

    /** The accounts that merchants had before, while anything charged through them is open; the oldest first. */
    async formerAccounts(): Promise<readonly FormerSealed[]> {
      return sealedFormers(db);
    },

    /** The ids of the keys without which something that is kept cannot be read. */
    async keyIds(): Promise<string[]> {
      const found = [...sealedAccounts(db), ...sealedFormers(db), ...sealedDrafts(db), ...sealedUpdates(db)];
      return [...new Set(found.map(({ sealed }) => sealed.keyId))];
    },

    /** Seals every account anew under the keyring's current key. Returns how many were under another. */
    async rotateKey(keyring: Keyring, at: number): Promise<number> {
      return writing(db, (tx) => {
        const old = sealedAccounts(tx).filter(({ sealed }) => sealed.keyId !== keyring.currentKeyId);
        for (const { merchantId, sealed } of old) {
          const place = placeOfAccount(merchantId);
          tx.update(merchants)
            .set(keyring.seal(keyring.open(sealed, place), place))
            .where(eq(merchants.id, merchantId))
            .run();
          addEvent(tx, merchantId, at, 'operator', 'key-rotated', {
            from: sealed.keyId,
            to: keyring.currentKeyId,
          });
        }
        tx.delete(formerAccounts).where(isIdle).run();
        for (const { id, merchantId, sealed } of sealedFormers(tx)) {
          if (sealed.keyId === keyring.currentKeyId) continue;
          const place = placeOfAccount(merchantId);
          tx.update(formerAccounts)
            .set(keyring.seal(keyring.open(sealed, place), place))
            .where(eq(formerAccounts.id, id))
            .run();
        }
        // A conversation half-way is a few minutes old at most: it is begun again.
        dropDrafts(tx, ({ keyId }) => keyId !== keyring.currentKeyId);
        for (const { seq, updateId, sealed } of sealedUpdates(tx)) {
          if (sealed.keyId === keyring.currentKeyId) continue;
          const place = placeOfUpdate(updateId);
          tx.update(inbox)
            .set({ payload: keyring.seal(keyring.open(sealed, place), place) })
            .where(eq(inbox.seq, seq))
            .run();
        }
        return old.length;
      });
    },

    /**
     * Gives up everything that was sealed under a key that is lost: accounts, which their owners connect again, updates that
     * wait to be handled, and conversations half-way.
     */
    async forgetKey(keyId: string, at: number): Promise<Forgotten> {
      const isUnder = ({ sealed }: { readonly sealed: Sealed }): boolean => sealed.keyId === keyId;
      return writing(db, (tx) => {
        const lost = sealedAccounts(tx).filter(isUnder);
        for (const { merchantId } of lost) takeAccountAway(tx, merchantId, at, { lostKey: keyId });
        // What is under the lost key is of no use as a former account, either.
        tx.delete(formerAccounts).where(eq(formerAccounts.keyId, keyId)).run();
        const updates = sealedUpdates(tx).filter(isUnder);
        for (const { seq } of updates)
          tx.update(inbox)
            .set({ settledAt: at, dueAt: null, payload: null, failure: 'its key was lost' })
            .where(eq(inbox.seq, seq))
            .run();
        const dropped = dropDrafts(tx, (sealed) => sealed.keyId === keyId);
        return {
          merchantIds: lost.map(({ merchantId }) => merchantId),
          updates: updates.length,
          drafts: dropped,
        };
      });
    },
  };
}

/** Where a sealed update belongs. */
export const placeOfUpdate = (updateId: number): string => `update:${updateId}`;

/** Whether what the inbox holds is sealed. */
export const isSealed = (payload: unknown): payload is Sealed =>
  typeof payload === 'object' && payload !== null && 'keyId' in payload && 'sealed' in payload;

const sealedAccounts = (tx: Db): { readonly merchantId: number; readonly sealed: Sealed }[] =>
  tx
    .select()
    .from(merchants)
    .where(isNotNull(merchants.sealed))
    .orderBy(asc(merchants.id))
    .all()
    .map(({ id, keyId, sealed }) => ({
      merchantId: id,
      sealed: { keyId: keyId ?? '', sealed: sealed ?? '' },
    }));

/** Updates that wait to be handled, sealed. */
const sealedUpdates = (
  tx: Db,
): { readonly seq: number; readonly updateId: number; readonly sealed: Sealed }[] =>
  tx
    .select({ seq: inbox.seq, updateId: inbox.updateId, payload: inbox.payload })
    .from(inbox)
    .where(isNotNull(inbox.dueAt))
    .all()
    .flatMap(({ payload, ...row }) => (isSealed(payload) ? [{ ...row, sealed: payload }] : []));

/** Conversations in which a shop is being connected, sealed. */
const sealedDrafts = (tx: Db): { readonly id: number; readonly sealed: Sealed }[] =>
  tx
    .select({ id: drafts.id, sealed: drafts.answers })
    .from(drafts)
    .all()
    .flatMap(({ id, sealed }) => (sealed === null ? [] : [{ id, sealed }]));

function dropDrafts(tx: Db, which: (sealed: Sealed) => boolean): number {
  const found = sealedDrafts(tx).filter(({ sealed }) => which(sealed));
  for (const { id } of found) tx.delete(drafts).where(eq(drafts.id, id)).run();
  return found.length;
}

const sealedFormers = (tx: Db): readonly FormerSealed[] =>
  tx
    .select()
    .from(formerAccounts)
    .where(not(isIdle))
    .orderBy(asc(formerAccounts.endedAt), asc(formerAccounts.id))
    .all()
    .map(({ id, merchantId, endedAt, keyId, sealed }) => ({
      id,
      merchantId,
      endedAt,
      sealed: { keyId, sealed },
    }));
