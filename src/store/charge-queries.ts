import { and, count, desc, eq, gte, isNull, lt, sum, type SQL } from 'drizzle-orm';
import type { ChargeEvent } from '../domain/audit.ts';
import type { ChargeState } from '../domain/charge-states.ts';
import type { Charge } from '../domain/charge.ts';
import type { Msisdn } from '../domain/msisdn.ts';
import type { Takings } from '../domain/takings.ts';
import { findCharge, isItsMessage, selectCharges, toCharges } from './charge-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import type { PhoneForms, StoredPhone } from './phone-forms.ts';
import type { ChargeQueries, Scope } from './port/charge-queries.ts';
import { equalsUnindexed } from './prepared.ts';
import { recentCustomers } from './recent-customers.ts';
import { chargeEvents, chargeMessages, charges, isMismatched, isOpen } from './schema.ts';

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

    async latestByPhone(msisdn: Msisdn, scope: Scope): Promise<Charge | undefined> {
      return await engine.read(async (db) => {
        const latest = async (phone: StoredPhone): Promise<Charge[]> =>
          await toCharges(
            selectCharges(db)
              .where(
                and(
                  eq(charges.msisdn, phone),
                  equalsUnindexed(charges.merchantId, scope.merchantId),
                  inScope(scope),
                ),
              )
              .orderBy(desc(charges.createdSteadyAt), desc(charges.id))
              .limit(1),
          );
        const found: Charge[] = [];
        for (const phone of formsOf(msisdn)) found.push(...(await latest(phone)));
        return found.toSorted((a, b) => b.id - a.id)[0];
      });
    },

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
    paidBetween: (...args) => engine.read((db) => paidBetween(db, ...args)),
    chargedBy: (...args) => engine.read((db) => chargedBy(db, ...args)),
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

async function paidBetween(
  db: Tx,
  from: number,
  to: number,
  scope: Scope,
  limit: number,
): Promise<{ confirmed: Takings; byHand: Takings; latest: Charge[] }> {
  const paid = and(
    eq(charges.merchantId, scope.merchantId),
    gte(charges.paidAt, from),
    lt(charges.paidAt, to),
    inScope(scope),
  );
  const takings = async (state: ChargeState): Promise<Takings> => {
    const row = await first(
      db
        .select({ n: count(), total: sum(charges.amountKes).mapWith(Number) })
        .from(charges)
        .leftJoin(chargeMessages, isItsMessage)
        .where(and(paid, eq(charges.state, state))),
    );
    return { count: row?.n ?? 0, amountKes: row?.total ?? 0 };
  };
  return {
    confirmed: await takings('paid'),
    byHand: await takings('marked_paid'),
    latest: await toCharges(selectCharges(db).where(paid).orderBy(desc(charges.paidAt)).limit(limit)),
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

/** Limits charges that an index found to a scope. */
const inScope = ({ chatId, userId }: Scope): SQL | undefined =>
  and(
    chatId === undefined ? undefined : equalsUnindexed(chargeMessages.chatId, chatId),
    userId === undefined ? undefined : equalsUnindexed(charges.userId, userId),
  );
