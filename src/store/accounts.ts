import { and, eq, isNotNull, sql, type SQL } from 'drizzle-orm';
import type { Role } from '../charge/roles.ts';
import type { Keyring } from '../seal.ts';
import type { Db } from './database.ts';
import { addEvent } from './merchant-trail.ts';
import { applyReaction, writing, type Reaction } from './reaction.ts';
import { isOwnerOf } from './roster.ts';
import {
  applicants,
  FIRST_MERCHANT,
  formerAccounts,
  members,
  merchants,
  type EventDetail,
} from './schema.ts';

/** A merchant's account at the gateway. */
export interface Account {
  readonly apiKey: string;
  readonly username: string;
  readonly email: string;
}

/** Where a sealed account belongs: moved to another merchant's row it does not open. */
export const placeOfAccount = (merchantId: number): string => `merchant:${merchantId}`;

/** Merchants' accounts at the gateway. The first one's is in the configuration, and never here. */
export function accountStore(db: Db) {
  return {
    /** Connects a new shop: its account, and whoever was let in as its owner. Undefined if they were not, or not any more. */
    async connect(
      shop: { readonly name: string; readonly account: Account },
      person: { readonly userId: number; readonly name: string },
      keyring: Keyring,
      at: number,
      reaction: Reaction,
    ): Promise<number | undefined> {
      return writing(db, (tx) => {
        const isApplicant = eq(applicants.userId, person.userId);
        if (tx.select().from(applicants).where(isApplicant).get() === undefined) return undefined;
        if (!applyReaction(tx, reaction)) return undefined;
        tx.delete(applicants).where(isApplicant).run();
        const { id } = tx
          .insert(merchants)
          .values({ name: shop.name, createdAt: at })
          .returning({ id: merchants.id })
          .get();
        setAccount(tx, id, shop.account, keyring);
        const role: Role = 'owner';
        tx.insert(members)
          .values({ merchantId: id, ...person, role, origin: 'connect', addedAt: at })
          .run();
        addEvent(tx, id, at, `user:${person.userId}`, 'connected', { name: shop.name });
        return id;
      });
    },

    /** Changes a shop's account. False if the person is not its owner any more. */
    async changeAccount(
      merchantId: number,
      account: Account,
      userId: number,
      keyring: Keyring,
      at: number,
      reaction: Reaction,
    ): Promise<boolean> {
      return writing(db, (tx) => {
        if (merchantId === FIRST_MERCHANT || !isOwnerOf(tx, merchantId, userId)) return false;
        if (!applyReaction(tx, reaction)) return false;
        keepFormer(tx, merchantId, at);
        setAccount(tx, merchantId, account, keyring);
        addEvent(tx, merchantId, at, `user:${userId}`, 'account-changed', {});
        return true;
      });
    },

    /** Takes a shop's account away: it can charge again once its owner connects it anew. */
    async removeAccount(merchantId: number, at: number): Promise<boolean> {
      return writing(db, (tx) => {
        const has = and(eq(merchants.id, merchantId), isNotNull(merchants.sealed));
        if (tx.select().from(merchants).where(has).get() === undefined) return false;
        takeAccountAway(tx, merchantId, at, {});
        return true;
      });
    },
  };
}

/** Takes an account away within a transaction; what is open on it is still asked about. */
export function takeAccountAway(tx: Db, merchantId: number, at: number, detail: EventDetail): void {
  keepFormer(tx, merchantId, at);
  tx.update(merchants).set({ keyId: null, sealed: null }).where(eq(merchants.id, merchantId)).run();
  addEvent(tx, merchantId, at, 'operator', 'account-removed', detail);
}

const setAccount = (tx: Db, merchantId: number, account: Account, keyring: Keyring): void =>
  void tx
    .update(merchants)
    .set({ ...keyring.seal(JSON.stringify(account), placeOfAccount(merchantId)), refusalToldAt: null })
    .where(eq(merchants.id, merchantId))
    .run();

/** Keeps an account that is about to end while anything that was charged through it is watched. */
function keepFormer(tx: Db, merchantId: number, at: number): void {
  const { keyId, sealed } = tx.select().from(merchants).where(eq(merchants.id, merchantId)).get() ?? {};
  tx.delete(formerAccounts)
    .where(and(eq(formerAccounts.merchantId, merchantId), isIdle))
    .run();
  if (keyId == null || sealed == null) return;
  tx.insert(formerAccounts).values({ merchantId, keyId, sealed, endedAt: at }).run();
}

/** Nothing that was charged through it is watched any more. */
export const isIdle: SQL = sql`NOT EXISTS (SELECT 1 FROM charges WHERE charges.merchant_id = ${formerAccounts.merchantId}
    AND charges.state IN ('created', 'pushing', 'pending', 'unconfirmed')
    AND charges.created_at <= ${formerAccounts.endedAt})`;
