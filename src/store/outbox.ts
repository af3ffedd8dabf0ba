import { and, asc, eq, isNotNull, isNull, lte, min, notExists, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Db } from './database.ts';
import { isDue, LIMIT, notAmong, NOW } from './hot.ts';
import { moveSetUp } from './supergroup.ts';
import { addToOutbox, writing, type Utterance } from './reaction.ts';
import { memberAt, ownersOf } from './roster.ts';
import { charges, drafts, inbox, outbox, type Charge, type OutboxRow } from './schema.ts';

/** Something to be said that is due: a row of the outbox, with its charge if it is about one. */
export interface DueMessage {
  readonly row: OutboxRow;
  readonly charge: Charge | undefined;
}

/** What is to be said: new messages in the order in which they were decided per chat, and cards to bring up to date. */
export type Outbox = ReturnType<typeof outboxStore>;

export function outboxStore(db: Db) {
  const hot = hotQueries(db);
  return {
    /** To be said, though no update asked for it. */
    async say(says: readonly Utterance[], at: number): Promise<void> {
      writing(db, (tx) => addToOutbox(tx, says, at));
    },

    /** The first waiting message of each chat, where it is due. `exceptChats`: those being spoken to at the moment. */
    async due(now: number, limit: number, exceptChats: readonly number[]): Promise<DueMessage[]> {
      if (!isDue(hot.nextDueAt.get(), now)) return [];
      const rows = hot.due.all({ now, limit, except: JSON.stringify(exceptChats) });
      return rows.map(({ row, charge }) => ({ row, charge: charge ?? undefined }));
    },

    /** Telegram has it. `revision`: of the charge when a card was rendered, so that a later change is still shown. */
    async delivered(
      row: OutboxRow,
      messageId: number | undefined,
      at: number,
      revision?: number,
    ): Promise<void> {
      writing(db, (tx) => {
        settle(tx, row, { settledAt: at, messageId: messageId ?? null });
        if (messageId === undefined) return;
        if (row.draftToken !== null) {
          tx.update(drafts).set({ promptMessageId: messageId }).where(eq(drafts.token, row.draftToken)).run();
        }
        if (row.kind === 'card' && row.chargeId !== null) {
          tx.update(charges)
            .set({
              cardMessageId: messageId,
              cardDueAt: sql`CASE WHEN ${charges.revision} > ${revision ?? 0} THEN 0 ELSE NULL END`,
            })
            .where(eq(charges.id, row.chargeId))
            .run();
        }
      });
    },

    /** To be tried again at `at` (steady time); what waits behind it in the chat waits as long. */
    async later(row: OutboxRow, at: number): Promise<void> {
      writing(db, (tx) => {
        tx.update(outbox)
          .set({ attempts: row.attempts + 1 })
          .where(eq(outbox.id, row.id))
          .run();
        tx.update(outbox)
          .set({ dueAt: sql`max(${outbox.dueAt}, ${at})` })
          .where(and(eq(outbox.chatId, row.chatId), isNotNull(outbox.dueAt)))
          .run();
      });
    },

    /** It can never arrive: kept, with the reason. */
    async undeliverable(row: OutboxRow, failure: string, at: number): Promise<void> {
      writing(db, (tx) => settle(tx, row, { settledAt: at, failure }));
    },

    /**
     * The chat of a notice is gone: it goes to the person who charged, in private, and if that is where it was to go, to an
     * owner. False if there is nobody left to tell.
     */
    async elsewhere(row: OutboxRow, failure: string, at: number): Promise<boolean> {
      return writing(db, (tx) => {
        const to = row.kind === 'notice' ? nextToTell(tx, row) : undefined;
        if (to === undefined) {
          settle(tx, row, { settledAt: at, failure });
          return false;
        }
        tx.update(outbox)
          .set({ chatId: to, attempts: 0, dueAt: 0, failure })
          .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt)))
          .run();
        return true;
      });
    },

    /** When the next message is due, or undefined when none waits. */
    async nextDueAt(): Promise<number | undefined> {
      return hot.nextDueAt.get()?.at ?? undefined;
    },

    /** Charges whose card may show something outdated. */
    async dueCards(now: number, limit: number, exceptChats: readonly number[]): Promise<Charge[]> {
      if (!isDue(hot.nextCardAt.get(), now)) return [];
      return hot.dueCards.all({ now, limit, except: JSON.stringify(exceptChats) });
    },

    /** The card shows this revision of the charge. If the charge has moved on meanwhile, it shows something outdated. */
    async cardShown({ id, revision }: Charge): Promise<void> {
      writing(db, (tx) => {
        const shown = tx
          .update(charges)
          .set({ cardDueAt: null, cardAttempts: 0 })
          .where(and(eq(charges.id, id), eq(charges.revision, revision)))
          .run();
        if (shown.changes > 0) return;
        const card = and(eq(charges.id, id), isNotNull(charges.cardMessageId));
        tx.update(charges).set({ cardDueAt: 0 }).where(card).run();
      });
    },

    async cardLater(charge: Charge, at: number): Promise<void> {
      writing(db, (tx) =>
        tx
          .update(charges)
          .set({ cardDueAt: at, cardAttempts: charge.cardAttempts + 1 })
          .where(and(eq(charges.id, charge.id), isNotNull(charges.cardDueAt)))
          .run(),
      );
    },

    /** The card cannot be changed any more (deleted, or the chat is gone): it is no longer kept up to date. */
    async cardGone(charge: Charge): Promise<void> {
      writing(db, (tx) =>
        tx
          .update(charges)
          .set({ cardDueAt: null, cardMessageId: null })
          .where(eq(charges.id, charge.id))
          .run(),
      );
    },

    async nextCardAt(): Promise<number | undefined> {
      return hot.nextCardAt.get()?.at ?? undefined;
    },

    /** A group that became a supergroup has a new id, and its messages new ids: everything about it moves there. */
    async chatMoved(from: number, to: number, at: number): Promise<void> {
      // What was said there stays there.
      const toBeSaid = and(eq(outbox.chatId, from), isNull(outbox.settledAt));
      writing(db, (tx) => {
        // Both may have been announced to.
        tx.delete(outbox)
          .where(and(toBeSaid, eq(outbox.kind, 'announcement'), isToldIn(to)))
          .run();
        tx.update(outbox).set({ chatId: to }).where(toBeSaid).run();
        tx.update(inbox)
          .set({ chatId: to })
          .where(and(eq(inbox.chatId, from), isNotNull(inbox.dueAt)))
          .run();
        tx.update(charges)
          .set({ chatId: to, cardMessageId: null, cardDueAt: null, commandMessageId: null, threadId: null })
          .where(eq(charges.chatId, from))
          .run();
        tx.delete(drafts).where(eq(drafts.chatId, from)).run();
        moveSetUp(tx, from, to, at);
      });
    },
  };
}

/** What a loop asks at every turn, prepared once. */
function hotQueries(db: Db) {
  const earlier = alias(outbox, 'earlier');
  const isFirst = notExists(
    db
      .select({ one: sql`1` })
      .from(earlier)
      .where(
        and(eq(earlier.chatId, outbox.chatId), isNotNull(earlier.dueAt), sql`${earlier.id} < ${outbox.id}`),
      ),
  );
  return {
    due: db
      .select({ row: outbox, charge: charges })
      .from(outbox)
      .leftJoin(charges, eq(charges.id, outbox.chargeId))
      .where(and(isNotNull(outbox.dueAt), lte(outbox.dueAt, NOW), notAmong(outbox.chatId), isFirst))
      .orderBy(asc(outbox.id))
      .limit(LIMIT)
      .prepare(),
    nextDueAt: db
      .select({ at: min(outbox.dueAt) })
      .from(outbox)
      .where(isNotNull(outbox.dueAt))
      .prepare(),
    dueCards: db
      .select()
      .from(charges)
      .where(and(isNotNull(charges.cardDueAt), lte(charges.cardDueAt, NOW), notAmong(charges.chatId)))
      .orderBy(asc(charges.cardDueAt), asc(charges.id))
      .limit(LIMIT)
      .prepare(),
    nextCardAt: db
      .select({ at: min(charges.cardDueAt) })
      .from(charges)
      .where(isNotNull(charges.cardDueAt))
      .prepare(),
  };
}

/** Announcements that are made in another chat as well. */
const isToldIn = (chatId: number): SQL =>
  sql`EXISTS (SELECT 1 FROM outbox AS twin WHERE twin.kind = 'announcement' AND twin.chat_id = ${chatId}
    AND twin.notice NOT IN ('mismatch', 'marked') AND twin.charge_id = ${outbox.chargeId} AND twin.notice = ${outbox.notice})`;

/**
 * Who hears of a charge when the chat that asked cannot: whoever charged, then the owners, one after the other; nobody who no
 * longer works there.
 */
function nextToTell(tx: Db, row: OutboxRow): number | undefined {
  const charge =
    row.chargeId === null ? undefined : tx.select().from(charges).where(eq(charges.id, row.chargeId)).get();
  if (charge === undefined) return undefined;
  const { merchantId, userId } = charge;
  const owners = ownersOf(tx, merchantId).map((owner) => owner.userId);
  const works = memberAt(tx, merchantId, userId) !== undefined;
  const order = works ? [userId, ...owners.filter((id) => id !== userId)] : owners;
  // One that is not among them is the chat that asked, or of somebody who was removed since.
  return order[order.indexOf(row.chatId) + 1];
}

/** What was said is not kept, except that a notice went out, when, and as which message. */
function settle(
  tx: Db,
  row: OutboxRow,
  end: { readonly settledAt: number; readonly messageId?: number | null; readonly failure?: string },
): void {
  tx.update(outbox)
    .set({ ...end, dueAt: null, payload: null })
    .where(eq(outbox.id, row.id))
    .run();
}
