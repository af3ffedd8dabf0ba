import { and, eq, isNotNull } from 'drizzle-orm';
import type { Db } from './engines/sqlite/database.ts';
import { drafts, inbox, outbox, type Draft } from './schema.ts';
import { merchantOf } from './merchant-of.ts';

/** A message to send, or one of ours to change, in the messenger's own terms. */
export interface OutgoingMessage {
  readonly kind: 'message' | 'edit' | 'delete';
  readonly chatId: number;
  readonly payload: unknown;
  /** The draft whose question this is. */
  readonly draftToken?: string;
}

export type NewDraft = Omit<Draft, 'id' | 'promptMessageId' | 'answers'> & {
  readonly promptMessageId?: number;
  readonly answers?: Draft['answers'];
};

/**
 * Everything that handling one update leaves behind. It is committed together with the update being settled, so that a
 * redelivery after a crash finds either nothing done or everything: an update counts once.
 */
export interface UpdateEffects {
  readonly updateId: number;
  readonly at: number;
  readonly says: readonly OutgoingMessage[];
  readonly draft:
    | { readonly kind: 'keep' }
    | { readonly kind: 'put'; readonly draft: NewDraft }
    | { readonly kind: 'drop'; readonly chatId: number; readonly userId: number };
}

/**
 * A transaction that may write: begun as one, because a read that turns into a write can fail at once.
 *
 * One whose ROLLBACK failed is still open. better-sqlite3 would take it for the next one's caller and only set a savepoint in
 * it: nothing would be committed from then on, and all of it undone by the next kill. So it is rolled back, here or at last
 * before the next.
 */
export function writing<T>(db: Db, work: (tx: Db) => T): T {
  rollBackOpen(db);
  try {
    return db.transaction((tx) => work(tx as unknown as Db), { behavior: 'immediate' });
  } catch (error) {
    rollBackOpen(db);
    throw error;
  }
}

function rollBackOpen(db: Db): void {
  if (db.$client.inTransaction) db.$client.exec('ROLLBACK');
}

/**
 * Commits a effects within a transaction.
 *
 * @returns false, and changes nothing, when the update was settled before
 */
export function applyEffects(tx: Db, effects: UpdateEffects): boolean {
  const settled = tx
    .update(inbox)
    .set({ settledAt: effects.at, dueAt: null, payload: null })
    .where(and(eq(inbox.updateId, effects.updateId), isNotNull(inbox.dueAt)))
    .run();
  if (settled.changes === 0) return false;

  const { draft } = effects;
  if (draft.kind === 'drop') {
    tx.delete(drafts)
      .where(and(eq(drafts.chatId, draft.chatId), eq(drafts.userId, draft.userId)))
      .run();
  }
  if (draft.kind === 'put') {
    const values = { promptMessageId: null, answers: null, ...draft.draft };
    tx.insert(drafts)
      .values(values)
      .onConflictDoUpdate({ target: [drafts.chatId, drafts.userId], set: values })
      .run();
  }
  addToOutbox(tx, effects.says, effects.at);
  return true;
}

/** What is to be said waits in the outbox, in this order. */
export function addToOutbox(tx: Db, says: readonly OutgoingMessage[], at: number): void {
  for (const { kind, chatId, payload, draftToken } of says) {
    tx.insert(outbox)
      .values({
        kind,
        chatId,
        // A private chat has its person's id.
        merchantId: merchantOf(chatId, chatId),
        payload,
        draftToken: draftToken ?? null,
        createdAt: at,
        dueAt: 0,
      })
      .run();
  }
}
