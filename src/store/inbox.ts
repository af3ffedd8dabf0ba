import { and, asc, count, eq, gt, isNotNull, isNull, lt, lte, min, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { SealError, type Keyring } from '../seal.ts';
import type { Db } from './database.ts';
import { isDue, LIMIT, notAmong, NOW } from './hot.ts';
import { applyReaction, writing, type Reaction } from './reaction.ts';
import {
  applicants,
  drafts,
  inbox,
  invites,
  isForgettable,
  members,
  outbox,
  strangers,
  type InboxRow,
} from './schema.ts';
import { isSealed, placeOfUpdate } from './sealed.ts';

/** An update as Telegram gave it. */
export interface ReceivedUpdate {
  readonly updateId: number;
  /** The chat it belongs to, or 0: updates of one chat are handled one after the other. */
  readonly chatId: number;
  /** Who sent it, where that is known. */
  readonly userId?: number | undefined;
  /** The hash of the one-time code that it bears, if it bears one. */
  readonly codeHash?: string | undefined;
  readonly payload: unknown;
}

export type Inbox = ReturnType<typeof inboxStore>;

/** @param keyring seals what waits: it may hold a gateway's key */
export function inboxStore(db: Db, keyring: Keyring | undefined) {
  const hot = hotQueries(db);
  const sealed = (updateId: number, payload: unknown): unknown =>
    keyring === undefined ? payload : keyring.seal(JSON.stringify(payload), placeOfUpdate(updateId));
  /** Whether somebody works at a shop, or is being let in. */
  const isKnown = (userId: number, codeHash: string | undefined, at: number): boolean =>
    hot.member.get({ userId }) !== undefined ||
    hot.applicant.get({ userId }) !== undefined ||
    (codeHash !== undefined && hot.invite.get({ codeHash, now: at }) !== undefined);
  const opened = ({ updateId, payload }: InboxRow): unknown => {
    if (keyring === undefined || !isSealed(payload)) return payload;
    try {
      return JSON.parse(keyring.open(payload, placeOfUpdate(updateId)));
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      // Somebody has changed it, so nobody knows what it said; the others must not wait for it.
      return { update_id: updateId };
    }
  };

  return {
    /**
     * Commits updates before they are confirmed to Telegram. One that is known already is not taken again. Of strangers only a
     * few wait at a time: any more are not kept at all, so that a flood of them keeps nobody waiting and fills no disk.
     */
    async receive(updates: readonly ReceivedUpdate[], at: number): Promise<void> {
      if (updates.length === 0) return;
      writing(db, (tx) => {
        for (const { updateId, chatId, userId, codeHash, payload } of updates) {
          const isStranger = userId !== undefined && !isKnown(userId, codeHash, at);
          if (isStranger && (hot.strangersWaiting.get()?.n ?? 0) >= STRANGERS_WAITING) continue;
          tx.insert(inbox)
            .values({
              updateId,
              chatId,
              isStranger,
              payload: sealed(updateId, payload),
              receivedAt: at,
              dueAt: 0,
            })
            .onConflictDoNothing({ target: inbox.updateId })
            .run();
        }
      });
    },

    /** The first waiting update of each chat, where it is due. `exceptChats`: those being handled at the moment. */
    async due(now: number, limit: number, exceptChats: readonly number[]): Promise<InboxRow[]> {
      if (!isDue(hot.nextDueAt.get(), now)) return [];
      return hot.due
        .all({ now, limit, except: JSON.stringify(exceptChats) })
        .map((row) => Object.assign(row, { payload: opened(row) }));
    },

    /** Commits what handling an update left behind; does nothing if that was committed before. */
    async finish(reaction: Reaction): Promise<void> {
      writing(db, (tx) => applyReaction(tx, reaction));
    },

    /** Handling it failed: it is tried again at `at` (steady time), and its chat waits for it. */
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
          .where(and(isForgettable, lt(outbox.settledAt, before)))
          .run();
        tx.delete(strangers).where(lt(strangers.toldAt, before)).run();
        tx.delete(drafts).where(lt(drafts.expiresAt, before)).run();
      });
    },
  };
}

/** The most updates of strangers that wait at once. */
export const STRANGERS_WAITING = 20;

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
      .orderBy(asc(inbox.seq))
      .limit(LIMIT)
      .prepare(),
    nextDueAt: db
      .select({ at: min(inbox.dueAt) })
      .from(inbox)
      .where(isNotNull(inbox.dueAt))
      .prepare(),
    waiting: db.select({ n: count() }).from(inbox).where(isNotNull(inbox.dueAt)).prepare(),
    strangersWaiting: db
      .select({ n: count() })
      .from(inbox)
      .where(and(isNotNull(inbox.dueAt), eq(inbox.isStranger, true)))
      .prepare(),
    member: db
      .select({ userId: members.userId })
      .from(members)
      .where(eq(members.userId, sql.placeholder('userId')))
      .limit(1)
      .prepare(),
    applicant: db
      .select({ userId: applicants.userId })
      .from(applicants)
      .where(eq(applicants.userId, sql.placeholder('userId')))
      .prepare(),
    invite: db
      .select({ codeHash: invites.codeHash })
      .from(invites)
      .where(
        and(
          eq(invites.codeHash, sql.placeholder('codeHash')),
          isNull(invites.usedAt),
          isNull(invites.revokedAt),
          gt(invites.expiresAt, NOW),
        ),
      )
      .prepare(),
  };
}
