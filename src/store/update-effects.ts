import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Tx } from './engine.ts';
import { merchantOf } from './merchant-of.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import type { OutgoingMessage } from '../domain/messages.ts';
import { CHAT, preparedOnce, USER } from './prepared.ts';
import { drafts, inbox, outbox } from './schema.ts';

const settleUpdate = preparedOnce((tx) =>
  tx
    .update(inbox)
    .set({ settledAt: sql`${sql.placeholder('at')}`, dueAt: null, payload: null })
    .where(and(eq(inbox.updateId, sql.placeholder('updateId')), isNotNull(inbox.dueAt)))
    .returning({ seq: inbox.seq }),
);

const dropDraft = preparedOnce((tx) =>
  tx.delete(drafts).where(and(eq(drafts.chatId, CHAT), eq(drafts.userId, USER))),
);

const addMessage = preparedOnce((tx) =>
  tx.insert(outbox).values({
    kind: sql.placeholder('kind'),
    chatId: CHAT,
    // A private chat has its person's id.
    merchantId: merchantOf(CHAT, CHAT),
    payload: sql`${sql.placeholder('payload')}`,
    draftToken: sql.placeholder('draftToken'),
    chargeId: sql.placeholder('chargeId'),
    createdAt: sql.placeholder('at'),
    dueAt: 0,
  }),
);

/**
 * Commits what handling an update leaves behind, within a transaction.
 *
 * @returns false, and changes nothing, when the update was settled before
 */
export async function applyEffects(tx: Tx, effects: UpdateEffects): Promise<boolean> {
  const { updateId, at } = effects;
  const settled = await settleUpdate(tx).execute({ updateId, at });
  if (settled.length === 0) return false;

  const { draft } = effects;
  if (draft.kind === 'drop') {
    await dropDraft(tx).execute({ chatId: draft.chatId, userId: draft.userId });
  }
  if (draft.kind === 'put') {
    const values = {
      promptMessageId: null,
      answers: null,
      basket: null,
      contactName: null,
      commandWord: null,
      about: null,
      payers: null,
      ...draft.draft,
    };
    // A question that stays open keeps its message, which may have become known since the draft was read.
    const { token, promptMessageId } = values;
    const prompt = sql`CASE WHEN ${drafts.token} = ${token} THEN coalesce(${promptMessageId}, ${drafts.promptMessageId})
      ELSE ${promptMessageId} END`;
    await tx
      .insert(drafts)
      .values(values)
      .onConflictDoUpdate({
        target: [drafts.chatId, drafts.userId],
        set: { ...values, promptMessageId: prompt },
      });
  }
  await addToOutbox(tx, effects.messages, effects.at);
  return true;
}

/** Adds messages to the outbox, in this order. */
export async function addToOutbox(tx: Tx, messages: readonly OutgoingMessage[], at: number): Promise<void> {
  for (const { kind, chatId, payload, draftToken = null, chargeId = null } of messages) {
    const stored = payload === null ? null : outbox.payload.mapToDriverValue(payload);
    await addMessage(tx).execute({ kind, chatId, payload: stored, draftToken, chargeId, at });
  }
}
