import { and, count, desc, eq, isNotNull, isNull, type SQL } from 'drizzle-orm';
import type { ChargeEvent } from '../domain/audit.ts';
import type { Charge } from '../domain/charge.ts';
import { chargesOfPhone, searchCharges } from './charge-search.ts';
import { findCharge, isItsMessage, selectCharges, toCharges } from './charge-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import type { PhoneForms } from './phone-forms.ts';
import type { ChargeQueries, Scope } from './port/charge-queries.ts';
import { recentCustomers } from './recent-customers.ts';
import {
  chargeEvents,
  chargeMessages,
  charges,
  isMismatched,
  isOpen,
  outbox,
  tellsCharge,
} from './schema.ts';
import { inScope } from './scope.ts';
import { usualAmounts } from './usual-amounts.ts';

/** @param formsOf every form in which a number may be stored */
export function chargeQueries(engine: Engine, formsOf: PhoneForms): ChargeQueries {
  return {
    async byId(id: number): Promise<Charge | undefined> {
      return await engine.read(async (db) => {
        return await findCharge(db, id);
      });
    },

    byNumber: (...args) => engine.read((db) => byNumber(db, ...args)),
    byRef: (...args) => engine.read((db) => byRef(db, ...args)),
    async byReceipt(receipt: string): Promise<Charge | undefined> {
      return await engine.read(async (db) => {
        return (await toCharges(selectCharges(db).where(eq(charges.receipt, receipt))))[0];
      });
    },

    byMessage: (...args) => engine.read((db) => byMessage(db, ...args)),
    ofPhone: (...args) => engine.read((db) => chargesOfPhone(db, formsOf, ...args)),
    search: (...args) => engine.read((db) => searchCharges(db, ...args)),
    async events(chargeId: number): Promise<ChargeEvent[]> {
      return await engine.read(async (db) => {
        return await db
          .select()
          .from(chargeEvents)
          .where(eq(chargeEvents.chargeId, chargeId))
          .orderBy(chargeEvents.id);
      });
    },

    waiting: (...args) => engine.read((db) => waitingCharges(db, ...args)),
    mismatched: (...args) => engine.read((db) => mismatchedCharges(db, ...args)),
    chargedBy: (...args) => engine.read((db) => chargedBy(db, ...args)),
    usualAmounts: (...args) => engine.read((db) => usualAmounts(db, ...args)),
    recentCustomers: (...args) => engine.read((db) => recentCustomers(db, ...args)),
  };
}

async function byNumber(db: Tx, merchantId: number, number: number): Promise<Charge | undefined> {
  const isIt = and(eq(charges.merchantId, merchantId), eq(charges.number, number));
  return (await toCharges(selectCharges(db).where(isIt)))[0];
}

async function byRef(db: Tx, ref: string): Promise<Charge | undefined> {
  const isIt = isId(ref) ? eq(charges.id, Number(ref)) : eq(charges.ref, ref);
  return (await toCharges(selectCharges(db).where(isIt)))[0];
}

async function byMessage(db: Tx, chatId: number, messageId: number): Promise<Charge | undefined> {
  const isCard = and(
    eq(chargeMessages.chatId, chatId),
    eq(chargeMessages.cardMessageId, messageId),
    isNotNull(chargeMessages.cardMessageId),
  );
  const isTold = and(eq(outbox.chatId, chatId), eq(outbox.messageId, messageId), tellsCharge);
  const found =
    (await first(db.select({ id: chargeMessages.chargeId }).from(chargeMessages).where(isCard))) ??
    (await first(db.select({ id: outbox.chargeId }).from(outbox).where(isTold)));
  return found?.id == null ? undefined : await findCharge(db, found.id);
}

export async function waitingCharges(
  db: Tx,
  scope: Scope,
  limit: number,
): Promise<{ total: number; charges: Charge[] }> {
  const where = and(
    isOpen,
    isNull(charges.mismatch),
    isNull(charges.closedAt),
    eq(charges.merchantId, scope.merchantId),
    inScope(scope),
  );
  return {
    total: await countCharges(db, where),
    charges: await toCharges(selectCharges(db).where(where).orderBy(desc(charges.id)).limit(limit)),
  };
}

/** Charges whose push had no readable answer, and whose outcome nobody has said: the newest first. */
export async function unknownCharges(
  db: Tx,
  scope: Scope,
  limit: number,
): Promise<{ total: number; charges: Charge[] }> {
  const where = and(
    isOpen,
    eq(charges.state, 'unknown'),
    isNull(charges.mismatch),
    isNull(charges.closedAt),
    eq(charges.merchantId, scope.merchantId),
    inScope(scope),
  );
  return {
    total: await countCharges(db, where),
    charges: await toCharges(selectCharges(db).where(where).orderBy(desc(charges.id)).limit(limit)),
  };
}

export async function mismatchedCharges(
  db: Tx,
  scope: Scope,
  limit: number,
): Promise<{ total: number; charges: Charge[] }> {
  const where = and(isMismatched, eq(charges.merchantId, scope.merchantId), inScope(scope));
  return {
    total: await countCharges(db, where),
    charges: await toCharges(selectCharges(db).where(where).orderBy(desc(charges.id)).limit(limit)),
  };
}

async function chargedBy(
  db: Tx,
  merchantId: number,
  userId: number,
  most = MOST_COUNTED,
): Promise<{ readonly count: number; readonly isMore: boolean }> {
  const some = db
    .select({ id: charges.id })
    .from(charges)
    .where(and(eq(charges.merchantId, merchantId), eq(charges.userId, userId)))
    .limit(most + 1)
    .as('some');
  const counted = (await first(db.select({ n: count() }).from(some)))?.n ?? 0;
  return { count: Math.min(counted, most), isMore: counted > most };
}

async function countCharges(db: Tx, where: SQL | undefined): Promise<number> {
  const rows = await db
    .select({ n: count() })
    .from(charges)
    .leftJoin(chargeMessages, isItsMessage)
    .where(where);
  return rows[0]?.n ?? 0;
}

/** The most charges that are counted for a person. */
const MOST_COUNTED = 10_000;
/** Returns whether a `ref` is an id. Random names are longer. */
const isId = (ref: string): boolean => /^\d{1,15}$/.test(ref);
