import { and, asc, count, eq, gt, isNotNull, isNull, min, sql } from 'drizzle-orm';
import type { Tx } from './engine.ts';
import { merchantOf } from './merchant-of.ts';
import { AFTER, CHAT, lazily, LIMIT, NOW, USER } from './prepared.ts';
import { applicants, inbox, invites, members, preferences } from './schema.ts';

/** What is read of a waiting update to decide whether it is handled. */
export type WaitingUpdate = Awaited<ReturnType<ReturnType<typeof inboxQueries>['first']['execute']>>[number];

const TENANT = sql.placeholder('tenant');

/** The queries for receiving and handling updates, prepared once. Those about what waits are each one look at an index. */
export function inboxQueries(db: Tx) {
  const waits = isNotNull(inbox.dueAt);
  return lazily({
    ...waitingQueries(db),
    known: () =>
      db
        .select({ seq: inbox.seq })
        .from(inbox)
        .where(eq(inbox.updateId, sql.placeholder('updateId'))),
    insert: () =>
      db.insert(inbox).values({
        updateId: sql.placeholder('updateId'),
        chatId: CHAT,
        merchantId: sql.placeholder('merchantId'),
        isStranger: sql.placeholder('isStranger'),
        payload: sql.placeholder('payload'),
        receivedAt: sql.placeholder('receivedAt'),
        dueAt: 0,
      }),
    waiting: () => db.select({ n: count() }).from(inbox).where(waits),
    strangersWaiting: () =>
      db
        .select({ n: count() })
        .from(inbox)
        .where(and(waits, eq(inbox.isStranger, true))),
    merchantOf: () => db.select({ merchantId: merchantOf(CHAT, USER) }).from(sql`(SELECT 1) AS one`),
    language: () =>
      db.select({ language: preferences.language }).from(preferences).where(eq(preferences.userId, USER)),
    member: () =>
      db.select({ userId: members.userId }).from(members).where(eq(members.userId, USER)).limit(1),
    applicant: () =>
      db.select({ userId: applicants.userId }).from(applicants).where(eq(applicants.userId, USER)),
    invite: () =>
      db
        .select({ codeHash: invites.codeHash })
        .from(invites)
        .where(
          and(
            eq(invites.codeHash, sql.placeholder('codeHash')),
            isNull(invites.usedAt),
            isNull(invites.revokedAt),
            gt(invites.expiresAt, NOW),
          ),
        ),
  });
}

function waitingQueries(db: Tx) {
  const waits = isNotNull(inbox.dueAt);
  const update = {
    seq: inbox.seq,
    chatId: inbox.chatId,
    tenant: inbox.tenant,
    dueAt: sql<number>`${inbox.dueAt}`,
  };
  return {
    few: () => db.select(update).from(inbox).where(waits).orderBy(asc(inbox.dueAt)).limit(LIMIT),
    tenantAfter: () =>
      db
        .select({ tenant: inbox.tenant })
        .from(inbox)
        .where(and(waits, gt(inbox.tenant, AFTER)))
        .orderBy(asc(inbox.tenant))
        .limit(1),
    chatAfter: () =>
      db
        .select({ chatId: inbox.chatId })
        .from(inbox)
        .where(and(waits, eq(inbox.tenant, TENANT), gt(inbox.chatId, AFTER)))
        .orderBy(asc(inbox.chatId))
        .limit(1),
    first: () =>
      db
        .select(update)
        .from(inbox)
        .where(and(waits, eq(inbox.chatId, CHAT)))
        .orderBy(asc(inbox.seq))
        .limit(1),
    update: () =>
      db
        .select()
        .from(inbox)
        .where(eq(inbox.seq, sql.placeholder('seq'))),
    nextDueAt: () =>
      db
        .select({ at: min(inbox.dueAt) })
        .from(inbox)
        .where(waits),
  };
}
