import { and, asc, count, eq, isNotNull, isNull, lt, max, or } from 'drizzle-orm';
import type { MerchantEvent } from '../domain/audit.ts';
import type { Merchant } from '../domain/merchant.ts';
import { currentAccount } from './account-rows.ts';
import { accountStore } from './accounts.ts';
import { chatStore } from './chats.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { sealedStore } from './key-rotation.ts';
import { ofMerchant, once } from './locks.ts';
import { addEvent, latestEvents } from './merchant-events.ts';
import type { MerchantOverview, Merchants } from './port/merchants.ts';
import type { OutgoingMessage } from '../domain/messages.ts';
import { charges, members, merchants } from './schema.ts';
import { configureName, renameShop } from './shop-name.ts';
import { addToOutbox } from './update-effects.ts';

export function merchantStore(engine: Engine): Merchants {
  return {
    async find(merchantId: number): Promise<Merchant | undefined> {
      return await engine.read(async (db) => {
        return await first(db.select().from(merchants).where(eq(merchants.id, merchantId)));
      });
    },

    rename: (merchantId, ...args) =>
      engine.write((tx) => renameShop(tx, merchantId, ...args), once(ofMerchant(merchantId))),
    configureName: (...args) => engine.write((tx) => configureName(tx, ...args)),

    async all(): Promise<Merchant[]> {
      return await engine.read(async (db) => {
        return allMerchants(db);
      });
    },

    overview: () => engine.read((db) => overviewOfAll(db)),
    suspend: (merchantId, ...args) =>
      engine.write((tx) => suspend(tx, merchantId, ...args), ofMerchant(merchantId)),
    tellRefusal: (merchantId, ...args) =>
      engine.write((tx) => tellRefusal(tx, merchantId, ...args), ofMerchant(merchantId)),
    async history(merchantId: number | undefined, limit: number): Promise<MerchantEvent[]> {
      return await engine.read(async (db) => {
        return latestEvents(db, merchantId, limit);
      });
    },

    ...accountStore(engine),
    ...chatStore(engine),
    ...sealedStore(engine),
  };
}

async function overviewOfAll(db: Tx): Promise<MerchantOverview[]> {
  const overviews: MerchantOverview[] = [];
  for (const merchant of await allMerchants(db)) overviews.push(await overviewOf(db, merchant));
  return overviews;
}

async function suspend(tx: Tx, merchantId: number, suspended: boolean, at: number): Promise<boolean> {
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
}

async function tellRefusal(
  tx: Tx,
  merchantId: number,
  at: number,
  everyMs: number,
  messages: readonly OutgoingMessage[],
): Promise<boolean> {
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
  if (told.length > 0) await addToOutbox(tx, messages, at);
  return told.length > 0;
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
