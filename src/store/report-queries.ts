import { and, asc, count, eq, gte, isNotNull, isNull, lt, sql, sum } from 'drizzle-orm';
import { isItsMessage } from './charge-rows.ts';
import type { Tx } from './engine.ts';
import type { Scope } from './port/charge-queries.ts';
import { equalsUnindexed, lazily, MERCHANT } from './prepared.ts';
import type { SumRow } from './report-sums.ts';
import { chargeMessages, charges, refunds } from './schema.ts';
import { SLICE_ROWS } from './slices.ts';

export type ReportQueries = ReturnType<typeof reportQueries>;

/** How many refunds a slice goes through at most: each needs a look at its charge. */
const SLICE_REFUNDS = Math.floor(SLICE_ROWS / 3);

const FROM = sql.placeholder('from');
const TO = sql.placeholder('to');
const paidInSpan = and(eq(charges.merchantId, MERCHANT), gte(charges.paidAt, FROM), lt(charges.paidAt, TO));
const recordedInSpan = and(
  eq(refunds.merchantId, MERCHANT),
  gte(refunds.recordedAt, FROM),
  lt(refunds.recordedAt, TO),
);
/** Refunds that were not taken back, of charges that count as paid. */
const refundedInSpan = and(recordedInSpan, isNull(refunds.takenBackAt), isNotNull(charges.paidAt));
const byPerson = equalsUnindexed(charges.userId, sql.placeholder('userId'));
const inChat = equalsUnindexed(chargeMessages.chatId, sql.placeholder('chatId'));

const person = { userId: charges.userId, state: charges.state };
const byState = [charges.userId, charges.state] as const;

/**
 * The queries that make sums, prepared once: a report runs them some hundred times. Those of payments read the index `charges_paid`
 * alone, those of refunds `refunds_by_time` and the charges.
 */
export function reportQueries(db: Tx) {
  const paid = paidQueries(db);
  const refunded = refundQueries(db);
  const ends = sliceEnds(db);
  return {
    /** Returns the query that sums up what was paid in a scope, by person and state. */
    paidIn: (scope: Scope) => paid[inScope(scope)],
    /** Returns the query that sums up what was refunded in a scope, by the charge's person and state. */
    refundedIn: (scope: Scope) => refunded[inScope(scope)],
    /** When the payment was made that follows a slice which begins at `from`. */
    get paidAfterSlice() {
      return ends.payments;
    },
    /** When the refund was recorded that follows a slice which begins at `from`. */
    get refundedAfterSlice() {
      return ends.refunds;
    },
  };
}

function paidQueries(db: Tx) {
  const sums = {
    ...person,
    count: count(),
    amountKes: sum(charges.amountKes).mapWith(Number),
  } satisfies Record<keyof SumRow, unknown>;
  const paid = () => db.select(sums).from(charges).$dynamic();
  const paidInChat = () => paid().innerJoin(chargeMessages, isItsMessage);
  return lazily({
    all: () =>
      paid()
        .where(paidInSpan)
        .groupBy(...byState),
    person: () =>
      paid()
        .where(and(paidInSpan, byPerson))
        .groupBy(...byState),
    chat: () =>
      paidInChat()
        .where(and(paidInSpan, inChat))
        .groupBy(...byState),
    personInChat: () =>
      paidInChat()
        .where(and(paidInSpan, inChat, byPerson))
        .groupBy(...byState),
  });
}

function refundQueries(db: Tx) {
  const sums = {
    ...person,
    count: count(),
    amountKes: sum(refunds.amountKes).mapWith(Number),
  } satisfies Record<keyof SumRow, unknown>;
  const refunded = () =>
    db.select(sums).from(refunds).innerJoin(charges, eq(charges.id, refunds.chargeId)).$dynamic();
  const refundedInChat = () => refunded().innerJoin(chargeMessages, isItsMessage);
  return lazily({
    all: () =>
      refunded()
        .where(refundedInSpan)
        .groupBy(...byState),
    person: () =>
      refunded()
        .where(and(refundedInSpan, byPerson))
        .groupBy(...byState),
    chat: () =>
      refundedInChat()
        .where(and(refundedInSpan, inChat))
        .groupBy(...byState),
    personInChat: () =>
      refundedInChat()
        .where(and(refundedInSpan, inChat, byPerson))
        .groupBy(...byState),
  });
}

/** Where a slice ends that begins at `from`. */
const sliceEnds = (db: Tx) =>
  lazily({
    payments: () =>
      db
        .select({ at: sql<number>`${charges.paidAt}` })
        .from(charges)
        .where(paidInSpan)
        .orderBy(asc(charges.paidAt))
        .limit(1)
        .offset(SLICE_ROWS),
    refunds: () =>
      db
        .select({ at: refunds.recordedAt })
        .from(refunds)
        .where(recordedInSpan)
        .orderBy(asc(refunds.recordedAt))
        .limit(1)
        .offset(SLICE_REFUNDS),
  });

function inScope({ chatId, userId }: Scope): 'all' | 'person' | 'chat' | 'personInChat' {
  if (chatId === undefined) return userId === undefined ? 'all' : 'person';
  return userId === undefined ? 'chat' : 'personInChat';
}
