import type { MerchantEvent } from '../domain/audit.ts';
import { and, asc, count, eq, isNotNull, isNull, lt, max, or } from 'drizzle-orm';
import { accountStore, currentAccount } from './accounts.ts';
import { chatStore } from './chats.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { addEvent, latestEvents } from './merchant-events.ts';
import { addToOutbox, type OutgoingMessage } from './update-effects.ts';
import { charges, members, merchants } from './schema.ts';
import type { Merchant } from '../domain/merchant.ts';
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

export function merchantStore(engine: Engine) {
  return {
    async find(merchantId: number): Promise<Merchant | undefined> {
      return engine.read(async (db) => {
        return await first(db.select().from(merchants).where(eq(merchants.id, merchantId)));
      });
    },

    async rename(merchantId: number, name: string): Promise<void> {
      await engine.write(
        async (tx) => await tx.update(merchants).set({ name }).where(eq(merchants.id, merchantId)),
      );
    },

    /** Every merchant. */
    async all(): Promise<Merchant[]> {
      return engine.read(async (db) => {
        return allMerchants(db);
      });
    },

    /** Every merchant, as an operator sees them: their charges are counted, which takes seconds where there are millions. */
    async overview(): Promise<MerchantOverview[]> {
      return engine.read(async (db) => {
        const overviews: MerchantOverview[] = [];
        for (const merchant of await allMerchants(db)) overviews.push(await overviewOf(db, merchant));
        return overviews;
      });
    },

    /** Keeps a merchant from charging, or lets it again. False if it was so already, or there is no such merchant. */
    async suspend(merchantId: number, suspended: boolean, at: number): Promise<boolean> {
      return engine.write(async (tx) => {
        const changed = await tx
          .update(merchants)
          .set({ suspendedAt: suspended ? at : null })
          .where(
            and(
              eq(merchants.id, merchantId),
              suspended ? isNull(merchants.suspendedAt) : isNotNull(merchants.suspendedAt),
            ),
          )
          .returning({ id: merchants.id });
        if (changed.length > 0)
          await addEvent(tx, merchantId, at, 'operator', suspended ? 'suspended' : 'resumed', {});
        return changed.length > 0;
      });
    },

    /** Says to a merchant's people that the gateway refuses its account, at most once per `everyMs`. */
    async tellRefusal(
      merchantId: number,
      at: number,
      everyMs: number,
      says: readonly OutgoingMessage[],
    ): Promise<boolean> {
      return engine.write(async (tx) => {
        const told = await tx
          .update(merchants)
          .set({ refusalToldAt: at })
          .where(
            and(
              eq(merchants.id, merchantId),
              or(isNull(merchants.refusalToldAt), lt(merchants.refusalToldAt, at - everyMs)),
            ),
          )
          .returning({ id: merchants.id });
        if (told.length > 0) await addToOutbox(tx, says, at);
        return told.length > 0;
      });
    },

    /** What happened to a merchant besides charges, or to all: the latest first. */
    async history(merchantId: number | undefined, limit: number): Promise<MerchantEvent[]> {
      return engine.read(async (db) => {
        return latestEvents(db, merchantId, limit);
      });
    },

    ...accountStore(engine),
    ...chatStore(engine),
    ...sealedStore(engine),
  };
}

const allMerchants = async (tx: Tx): Promise<Merchant[]> =>
  await tx.select().from(merchants).orderBy(asc(merchants.id));

async function overviewOf(tx: Tx, merchant: Merchant): Promise<MerchantOverview> {
  const mine = await first(
    tx
      .select({ n: count(), last: max(charges.createdAt) })
      .from(charges)
      .where(eq(charges.merchantId, merchant.id)),
  );
  const staff = await first(
    tx.select({ n: count() }).from(members).where(eq(members.merchantId, merchant.id)),
  );
  return {
    ...merchant,
    staff: staff?.n ?? 0,
    charges: mine?.n ?? 0,
    lastChargeAt: mine?.last ?? null,
    hasAccount: (await currentAccount(tx, merchant.id)) !== undefined,
  };
}
