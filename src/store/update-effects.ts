import { and, eq, isNotNull } from 'drizzle-orm';
import type { Tx } from './engine.ts';
import { drafts, inbox, outbox } from './schema.ts';
import type { Draft } from '../domain/draft.ts';
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
 * Commits what handling an update leaves behind, within a transaction.
 *
 * @returns false, and changes nothing, when the update was settled before
 */
export async function applyEffects(tx: Tx, effects: UpdateEffects): Promise<boolean> {
  const settled = await tx
    .update(inbox)
    .set({ settledAt: effects.at, dueAt: null, payload: null })
    .where(and(eq(inbox.updateId, effects.updateId), isNotNull(inbox.dueAt)))
    .returning({ seq: inbox.seq });
  if (settled.length === 0) return false;

  const { draft } = effects;
  if (draft.kind === 'drop') {
    await tx.delete(drafts).where(and(eq(drafts.chatId, draft.chatId), eq(drafts.userId, draft.userId)));
  }
  if (draft.kind === 'put') {
    const values = { promptMessageId: null, answers: null, ...draft.draft };
    await tx
      .insert(drafts)
      .values(values)
      .onConflictDoUpdate({ target: [drafts.chatId, drafts.userId], set: values });
  }
  await addToOutbox(tx, effects.says, effects.at);
  return true;
}

/** What is to be said waits in the outbox, in this order. */
export async function addToOutbox(tx: Tx, says: readonly OutgoingMessage[], at: number): Promise<void> {
  for (const { kind, chatId, payload, draftToken } of says) {
    await tx.insert(outbox).values({
      kind,
      chatId,
      // A private chat has its person's id.
      merchantId: merchantOf(chatId, chatId),
      payload,
      draftToken: draftToken ?? null,
      createdAt: at,
      dueAt: 0,
    });
  }
}
