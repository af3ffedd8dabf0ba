import { and, count, desc, eq, gte, inArray, isNull, lt, max, sql, sum, type SQL } from 'drizzle-orm';
import type { ErasedPhone, Msisdn } from '../charge/msisdn.ts';
import type { ChargeState } from '../charge/states.ts';
import type { Db } from './database.ts';
import { chargeEvents, charges, type Charge, type ChargeEvent } from './schema.ts';

/** Count and sum of payments. */
export interface Takings {
  readonly count: number;
  readonly amountKes: number;
}

/** What is being waited for. */
const WAITING: readonly ChargeState[] = ['created', 'pushing', 'pending', 'unconfirmed', 'unknown'];

/** Which of a merchant's charges are looked at. */
export interface Scope {
  readonly merchantId: number;
  /** Undefined for those of all chats. */
  readonly chatId: number | undefined;
  /** Undefined for everybody's. */
  readonly userId: number | undefined;
}

/** Looking things up, for the people of a merchant. */
export type Ledger = ReturnType<typeof ledger>;

export function ledger(db: Db) {
  return {
    async byId(id: number): Promise<Charge | undefined> {
      return db.select().from(charges).where(eq(charges.id, id)).get();
    },

    /** The charge that people of this merchant know by this number. */
    async byNumber(merchantId: number, number: number): Promise<Charge | undefined> {
      const isIt = and(eq(charges.merchantId, merchantId), eq(charges.number, number));
      return db.select().from(charges).where(isIt).get();
    },

    /** The charge that a button names: by its random name, or by its id, as versions before that did. */
    async byRef(ref: string): Promise<Charge | undefined> {
      const isIt = isId(ref) ? eq(charges.id, Number(ref)) : eq(charges.ref, ref);
      return db.select().from(charges).where(isIt).get();
    },

    async byReceipt(receipt: string): Promise<Charge | undefined> {
      return db.select().from(charges).where(eq(charges.receipt, receipt)).get();
    },

    /** The phone's latest charge, by any form in which it may be stored. */
    async latestByPhone(
      phones: readonly (Msisdn | ErasedPhone)[],
      scope: Scope,
    ): Promise<Charge | undefined> {
      return db
        .select()
        .from(charges)
        .where(and(inArray(charges.msisdn, [...phones]), within(scope)))
        .orderBy(desc(charges.id))
        .limit(1)
        .get();
    },

    async events(chargeId: number): Promise<ChargeEvent[]> {
      return db
        .select()
        .from(chargeEvents)
        .where(eq(chargeEvents.chargeId, chargeId))
        .orderBy(chargeEvents.id)
        .all();
    },

    /** The latest charges that are waited for, and how many there are in all. Those with an open mismatch are apart. */
    async waiting(scope: Scope, limit: number): Promise<{ total: number; charges: Charge[] }> {
      const where = and(inArray(charges.state, [...WAITING]), isNull(charges.mismatch), within(scope));
      return {
        total: db.select({ n: count() }).from(charges).where(where).get()?.n ?? 0,
        charges: db.select().from(charges).where(where).orderBy(desc(charges.id)).limit(limit).all(),
      };
    },

    /** The latest charges with a reported payment that does not fit, and how many there are in all. */
    async mismatched(scope: Scope, limit: number): Promise<{ total: number; charges: Charge[] }> {
      const where = and(isMismatched, within(scope));
      return {
        total: db.select({ n: count() }).from(charges).where(where).get()?.n ?? 0,
        charges: db.select().from(charges).where(where).orderBy(desc(charges.id)).limit(limit).all(),
      };
    },

    /** What was paid in [from, to): confirmed by the gateway, and apart from that what a person said was paid. */
    async paidBetween(
      from: number,
      to: number,
      scope: Scope,
      limit: number,
    ): Promise<{ confirmed: Takings; byHand: Takings; latest: Charge[] }> {
      const paid = and(gte(charges.paidAt, from), lt(charges.paidAt, to), within(scope));
      const takings = (state: ChargeState): Takings => {
        const row = db
          .select({ n: count(), total: sum(charges.amountKes).mapWith(Number) })
          .from(charges)
          .where(and(paid, eq(charges.state, state)))
          .get();
        return { count: row?.n ?? 0, amountKes: row?.total ?? 0 };
      };
      return {
        confirmed: takings('paid'),
        byHand: takings('settled_paid'),
        latest: db.select().from(charges).where(paid).orderBy(desc(charges.paidAt)).limit(limit).all(),
      };
    },

    /** How many charges somebody has made for a merchant. */
    async chargedBy(merchantId: number, userId: number): Promise<{ readonly count: number }> {
      const mine = within({ merchantId, chatId: undefined, userId });
      return db.select({ count: count() }).from(charges).where(mine).get() ?? { count: 0 };
    },

    /** The latest customers, one charge of each, the newest first. */
    async recentCustomers(scope: Scope, limit: number): Promise<Charge[]> {
      const recent = db
        .select({ id: charges.id, msisdn: charges.msisdn })
        .from(charges)
        .where(and(within(scope), sql`substr(${charges.msisdn}, 1, 7) <> 'erased:'`))
        .orderBy(desc(charges.id))
        .limit(RECENT_CHARGES)
        .as('recent');
      const ids = db
        .select({ id: max(recent.id) })
        .from(recent)
        .groupBy(recent.msisdn)
        .orderBy(desc(max(recent.id)))
        .limit(limit)
        .all();
      const found = ids.flatMap(({ id }) => (id === null ? [] : [id]));
      return db.select().from(charges).where(inArray(charges.id, found)).orderBy(desc(charges.id)).all();
    },
  };
}

/** Random names are longer. */
const isId = (ref: string): boolean => /^\d{1,15}$/.test(ref);

/** Written out as the index on just these rows is. */
const isMismatched = sql`mismatch IS NOT NULL AND state IN ('pending', 'unconfirmed', 'expired')`;

/** How many charges back customers are looked for. */
const RECENT_CHARGES = 200;

const within = ({ merchantId, chatId, userId }: Scope): SQL | undefined =>
  and(
    eq(charges.merchantId, merchantId),
    chatId === undefined ? undefined : eq(charges.chatId, chatId),
    userId === undefined ? undefined : eq(charges.userId, userId),
  );
