import { and, asc, count, eq, isNotNull, isNull, lt, max, or } from 'drizzle-orm';
import { accountStore, currentAccount } from './accounts.ts';
import { chatStore } from './chats.ts';
import type { Db } from './engines/sqlite/database.ts';
import { addEvent, latestEvents } from './merchant-events.ts';
import { addToOutbox, writing, type OutgoingMessage } from './update-effects.ts';
import { charges, members, merchants, type Merchant } from './schema.ts';
import { sealedStore } from './key-rotation.ts';

/** How an operator sees a merchant. */
export interface MerchantOverview extends Merchant {
  readonly staff: number;
  readonly charges: number;
  readonly lastChargeAt: number | null;
  readonly hasAccount: boolean;
}

/** Merchants, their accounts and chats, and the audit trail of both. Every method is one transaction. */
export type Merchants = ReturnType<typeof merchantStore>;

export function merchantStore(db: Db) {
  return {
    async find(merchantId: number): Promise<Merchant | undefined> {
      return db.select().from(merchants).where(eq(merchants.id, merchantId)).get();
    },

    async rename(merchantId: number, name: string): Promise<void> {
      writing(db, (tx) => tx.update(merchants).set({ name }).where(eq(merchants.id, merchantId)).run());
    },

    /** Every merchant. */
    async all(): Promise<Merchant[]> {
      return allMerchants(db);
    },

    /** Every merchant, as an operator sees them: their charges are counted, which takes seconds where there are millions. */
    async overview(): Promise<MerchantOverview[]> {
      return allMerchants(db).map((merchant) => overviewOf(db, merchant));
    },

    /** Keeps a merchant from charging, or lets it again. False if it was so already, or there is no such merchant. */
    async suspend(merchantId: number, suspended: boolean, at: number): Promise<boolean> {
      return writing(db, (tx) => {
        const changed = tx
          .update(merchants)
          .set({ suspendedAt: suspended ? at : null })
          .where(
            and(
              eq(merchants.id, merchantId),
              suspended ? isNull(merchants.suspendedAt) : isNotNull(merchants.suspendedAt),
            ),
          )
          .run();
        if (changed.changes > 0)
          addEvent(tx, merchantId, at, 'operator', suspended ? 'suspended' : 'resumed', {});
        return changed.changes > 0;
      });
    },

    /** Says to a merchant's people that the gateway refuses its account, at most once per `everyMs`. */
    async tellRefusal(
      merchantId: number,
      at: number,
      everyMs: number,
      says: readonly OutgoingMessage[],
    ): Promise<boolean> {
      return writing(db, (tx) => {
        const told = tx
          .update(merchants)
          .set({ refusalToldAt: at })
          .where(
            and(
              eq(merchants.id, merchantId),
              or(isNull(merchants.refusalToldAt), lt(merchants.refusalToldAt, at - everyMs)),
            ),
          )
          .run();
        if (told.changes > 0) addToOutbox(tx, says, at);
        return told.changes > 0;
      });
    },

    /** What happened to a merchant besides charges, or to all: the latest first. */
    async history(merchantId: number | undefined, limit: number) {
      return latestEvents(db, merchantId, limit);
    },

    ...accountStore(db),
    ...chatStore(db),
    ...sealedStore(db),
  };
}

const allMerchants = (tx: Db): Merchant[] => tx.select().from(merchants).orderBy(asc(merchants.id)).all();

function overviewOf(tx: Db, merchant: Merchant): MerchantOverview {
  const mine = tx
    .select({ n: count(), last: max(charges.createdAt) })
    .from(charges)
    .where(eq(charges.merchantId, merchant.id))
    .get();
  const staff = tx.select({ n: count() }).from(members).where(eq(members.merchantId, merchant.id)).get();
  return {
    ...merchant,
    staff: staff?.n ?? 0,
    charges: mine?.n ?? 0,
    lastChargeAt: mine?.last ?? null,
    hasAccount: currentAccount(tx, merchant.id) !== undefined,
  };
}
