import { and, count, eq, gte, inArray, isNotNull, isNull, lt, sum } from 'drizzle-orm';
import { statesWhere } from '../domain/charge-states.ts';
import type { MemberTakings } from '../domain/summary.ts';
import { NO_TAKINGS, type ProvenSums, type Takings } from '../domain/takings.ts';
import { isItsMessage } from './charge-rows.ts';
import type { Tx } from './engine.ts';
import type { DueSummary } from './port/summaries.ts';
import { equalsUnindexed } from './prepared.ts';
import { chargeMessages, charges, refunds } from './schema.ts';

/** The most payments, and the most refunds, that one read sums up: more would hold up everybody else for too long. */
const MOST_AT_ONCE = 4_000;

/** See `Summaries.takings`. */
export async function summaryTakings(
  db: Tx,
  summary: DueSummary,
  from: number,
  to: number,
): Promise<MemberTakings[] | undefined> {
  // A span of a millisecond cannot be cut any shorter.
  const most = to - from > 1 ? MOST_AT_ONCE : Number.MAX_SAFE_INTEGER - 1;
  const paid = await byPerson(db, somePayments(db, summary, from, to, most + 1));
  const refunded = await byPerson(db, someRefunds(db, summary, from, to, most + 1));
  if (countOf(paid) > most || countOf(refunded) > most) return undefined;
  const userIds = new Set([...paid, ...refunded].map(({ userId }) => userId));
  return [...userIds].map((userId) => {
    const { confirmed, byHand } = sumsOf(paid, userId);
    return { userId, confirmed, byHand, refunded: sumsOf(refunded, userId) };
  });
}

/** Count and sum of the payments of one person's charges, or of their refunds, in one state of the charge. */
type PersonRow = Takings & Pick<typeof charges.$inferSelect, 'userId' | 'state'>;

const countOf = (rows: readonly PersonRow[]): number => rows.reduce((all, row) => all + row.count, 0);

function sumsOf(rows: readonly PersonRow[], userId: number | null): ProvenSums {
  const inState = (state: 'paid' | 'marked_paid'): Takings => {
    const row = rows.find((one) => one.userId === userId && one.state === state);
    return row === undefined ? NO_TAKINGS : { count: row.count, amountKes: row.amountKes };
  };
  return { confirmed: inState('paid'), byHand: inState('marked_paid') };
}

const byPerson = async (
  db: Tx,
  some: ReturnType<typeof somePayments> | ReturnType<typeof someRefunds>,
): Promise<PersonRow[]> =>
  await db
    .select({
      userId: some.userId,
      state: some.state,
      count: count(),
      amountKes: sum(some.amountKes).mapWith(Number),
    })
    .from(some)
    .groupBy(some.userId, some.state);

function somePayments(
  db: Tx,
  { merchantId, chatId, isWholeShop }: DueSummary,
  from: number,
  to: number,
  limit: number,
) {
  const paid = and(
    eq(charges.merchantId, merchantId),
    gte(charges.paidAt, from),
    lt(charges.paidAt, to),
    inArray(charges.state, [...statesWhere('countsAsPaid')]),
  );
  const all = db
    .select({ userId: charges.userId, state: charges.state, amountKes: charges.amountKes })
    .from(charges);
  const inTheChat = equalsUnindexed(chargeMessages.chatId, chatId);
  const found = isWholeShop
    ? all.where(paid)
    : all.innerJoin(chargeMessages, isItsMessage).where(and(paid, inTheChat));
  return found.limit(limit).as('some');
}

function someRefunds(
  db: Tx,
  { merchantId, chatId, isWholeShop }: DueSummary,
  from: number,
  to: number,
  limit: number,
) {
  const standing = and(
    eq(refunds.merchantId, merchantId),
    gte(refunds.recordedAt, from),
    lt(refunds.recordedAt, to),
    isNull(refunds.takenBackAt),
    isNotNull(charges.paidAt),
  );
  const all = db
    .select({ userId: charges.userId, state: charges.state, amountKes: refunds.amountKes })
    .from(refunds)
    .innerJoin(charges, eq(charges.id, refunds.chargeId));
  const inTheChat = equalsUnindexed(chargeMessages.chatId, chatId);
  const found = isWholeShop
    ? all.where(standing)
    : all.innerJoin(chargeMessages, isItsMessage).where(and(standing, inTheChat));
  return found.limit(limit).as('some');
}
