import { and, asc, count, eq, isNotNull, lt, lte, min, notExists, notInArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Db } from './database.ts';
import { isDue, LIMIT, notAmong, NOW } from './hot.ts';
import { applyReaction, writing, type Reaction } from './reaction.ts';
import { inbox, outbox, strangers, type InboxRow } from './schema.ts';

/** An update as Telegram gave it. */
export interface ReceivedUpdate {
  readonly updateId: number;
  /** The chat it belongs to, or 0: updates of one chat are handled one after the other. */
  readonly chatId: number;
  readonly payload: unknown;
}

export type Inbox = ReturnType<typeof inboxStore>;

export function inboxStore(db: Db) {
  const hot = hotQueries(db);
  return {
    /** Commits updates before they are confirmed to Telegram. One that is known already is not taken again. */
    async receive(updates: readonly ReceivedUpdate[], at: number): Promise<void> {
      if (updates.length === 0) return;
      writing(db, (tx) => {
        for (const update of updates) {
          tx.insert(inbox)
            .values({ ...update, receivedAt: at, dueAt: at })
            .onConflictDoNothing({ target: inbox.updateId })
            .run();
        }
      });
    },

    /** The first waiting update of each chat, where it is due. `exceptChats`: those being handled at the moment. */
    async due(now: number, limit: number, exceptChats: readonly number[]): Promise<InboxRow[]> {
      if (!isDue(hot.nextDueAt.get(), now)) return [];
      return hot.due.all({ now, limit, except: JSON.stringify(exceptChats) });
    },

    /** Commits what handling an update left behind; does nothing if that was committed before. */
    async finish(reaction: Reaction): Promise<void> {
      writing(db, (tx) => applyReaction(tx, reaction));
    },

    /** Handling it failed: it is tried again at `at`, and its chat waits for it. */
    async retryAt(row: InboxRow, failure: string, at: number): Promise<void> {
      writing(db, (tx) =>
        tx
          .update(inbox)
          .set({ dueAt: at, failure, attempts: row.attempts + 1 })
          .where(and(eq(inbox.seq, row.seq), isNotNull(inbox.dueAt)))
          .run(),
      );
    },

    async nextDueAt(): Promise<number | undefined> {
      return hot.nextDueAt.get()?.at ?? undefined;
    },

    /** How many updates wait: taking more is pointless while there are many. */
    async waiting(): Promise<number> {
      return hot.waiting.get()?.n ?? 0;
    },

    /**
     * Forgets what is only kept to know a redelivery, and everything else of no further use, from before `before`.
     * Notices stay: they are part of a charge's history.
     */
    async prune(before: number): Promise<void> {
      writing(db, (tx) => {
        tx.delete(inbox)
          .where(and(isNotNull(inbox.settledAt), lt(inbox.settledAt, before)))
          .run();
        tx.delete(outbox)
          .where(
            and(
              isNotNull(outbox.settledAt),
              lt(outbox.settledAt, before),
              notInArray(outbox.kind, ['notice']),
            ),
          )
          .run();
        tx.delete(strangers).where(lt(strangers.toldAt, before)).run();
      });
    },
  };
}

/** What a loop asks at every turn, prepared once. */
function hotQueries(db: Db) {
  const earlier = alias(inbox, 'earlier');
  const isFirst = notExists(
    db
      .select({ one: sql`1` })
      .from(earlier)
      .where(
        and(eq(earlier.chatId, inbox.chatId), isNotNull(earlier.dueAt), sql`${earlier.seq} < ${inbox.seq}`),
      ),
  );
  return {
    due: db
      .select()
      .from(inbox)
      .where(and(isNotNull(inbox.dueAt), lte(inbox.dueAt, NOW), notAmong(inbox.chatId), isFirst))
      .orderBy(asc(inbox.dueAt), asc(inbox.seq))
      .limit(LIMIT)
      .prepare(),
    nextDueAt: db
      .select({ at: min(inbox.dueAt) })
      .from(inbox)
      .where(isNotNull(inbox.dueAt))
      .prepare(),
    waiting: db.select({ n: count() }).from(inbox).where(isNotNull(inbox.dueAt)).prepare(),
  };
}
