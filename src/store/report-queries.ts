import { and, asc, count, eq, gte, lt, sql, sum } from 'drizzle-orm';
import { isItsMessage } from './charge-rows.ts';
import type { Tx } from './engine.ts';
import type { Scope } from './port/charge-queries.ts';
import { equalsUnindexed, lazily, MERCHANT } from './prepared.ts';
import type { SumRow } from './report-sums.ts';
import { chargeMessages, charges } from './schema.ts';
import { SLICE_ROWS } from './slices.ts';

export type ReportQueries = ReturnType<typeof reportQueries>;

const inSpan = and(
  eq(charges.merchantId, MERCHANT),
  gte(charges.paidAt, sql.placeholder('from')),
  lt(charges.paidAt, sql.placeholder('to')),
);
const byPerson = equalsUnindexed(charges.userId, sql.placeholder('userId'));
const inChat = equalsUnindexed(chargeMessages.chatId, sql.placeholder('chatId'));

/** The queries that make sums, prepared once: a report runs them some hundred times. They read the index `charges_paid` alone. */
export function reportQueries(db: Tx) {
  const columns = {
    userId: charges.userId,
    state: charges.state,
    count: count(),
    amountKes: sum(charges.amountKes).mapWith(Number),
  } satisfies Record<keyof SumRow, unknown>;
  const paid = () => db.select(columns).from(charges).$dynamic();
  const told = () => paid().innerJoin(chargeMessages, isItsMessage);
  const queries = lazily({
    all: () => paid().where(inSpan).groupBy(charges.userId, charges.state),
    person: () => paid().where(and(inSpan, byPerson)).groupBy(charges.userId, charges.state),
    chat: () => told().where(and(inSpan, inChat)).groupBy(charges.userId, charges.state),
    personInChat: () =>
      told()
        .where(and(inSpan, inChat, byPerson))
        .groupBy(charges.userId, charges.state),
    sliceEnd: () =>
      db
        .select({ paidAt: sql<number>`${charges.paidAt}` })
        .from(charges)
        .where(inSpan)
        .orderBy(asc(charges.paidAt))
        .limit(1)
        .offset(SLICE_ROWS),
  });
  return {
    /** Returns the query that sums up what was paid in a scope, by person and state. */
    sumsIn: ({ chatId, userId }: Scope) =>
      chatId === undefined
        ? queries[userId === undefined ? 'all' : 'person']
        : queries[userId === undefined ? 'chat' : 'personInChat'],
    /** When the payment was made that follows a slice which begins at `from`. */
    get sliceEnd() {
      return queries.sliceEnd;
    },
  };
}
