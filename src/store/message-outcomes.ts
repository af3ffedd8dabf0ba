import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Charge } from '../domain/charge.ts';
import { replacesCard } from '../domain/closed-charge.ts';
import type { Collection } from '../domain/collection.ts';
import type { QueuedMessage } from '../domain/messages.ts';
import { findCharge } from './charge-rows.ts';
import { requireCollection } from './collection-rows.ts';
import type { Tx } from './engine.ts';
import { greaterOf } from './extremes.ts';
import { CHARGE, CHAT, ID } from './prepared.ts';
import { preparedUpdate } from './prepared-writes.ts';
import { nextRecipient } from './recipients.ts';
import { chargeMessages, collections, drafts, isOnBoard, outbox } from './schema.ts';

// What becomes of a message of the outbox: it is delivered, tried again, told elsewhere, or given up. See `Outbox`.

export async function recordBoard(
  tx: Tx,
  row: QueuedMessage,
  shown: Collection,
  messageId: number | undefined,
  at: number,
): Promise<void> {
  if (messageId !== undefined)
    await tx
      .update(collections)
      .set({ boardMessageId: messageId })
      // If its group became a supergroup meanwhile, that one has other messages.
      .where(and(eq(collections.id, shown.id), eq(collections.chatId, row.chatId)));
  const now = await requireCollection(tx, shown.id);
  if (now.revision !== shown.revision) {
    // The row of the board itself stays, and is due again.
    if (row.kind === 'notice') await settle(tx, row, { settledAt: at });
    return;
  }
  await tx
    .update(outbox)
    .set({ settledAt: at, dueAt: null, payload: null })
    .where(and(eq(outbox.collectionId, shown.id), isOnBoard, eq(outbox.chatId, row.chatId)));
}

export async function retryLater(tx: Tx, row: QueuedMessage, at: number): Promise<void> {
  await tx
    .update(outbox)
    .set({ attempts: row.attempts + 1, dueAt: greaterOf(outbox.dueAt, at) })
    .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt)));
}

export async function recordDelivery(
  tx: Tx,
  row: QueuedMessage,
  messageId: number | undefined,
  at: number,
  card?: { readonly revision: number; readonly changesAt: number | undefined },
): Promise<void> {
  await settle(tx, row, { settledAt: at, messageId: messageId ?? null });
  if (messageId === undefined) return;
  if (row.draftToken !== null) {
    await tx.update(drafts).set({ promptMessageId: messageId }).where(eq(drafts.token, row.draftToken));
  }
  if (row.kind === 'card' && row.chargeId !== null) {
    const { chargeId } = row;
    const shows = { revision: card?.revision ?? 0, changesAt: card?.changesAt ?? null };
    await cardCame(tx, { chargeId, ...shows }, { cardMessageId: messageId });
  }
  if (row.kind === 'notice' && row.chargeId !== null && replacesCard(row.notice))
    await replaceCard(tx, { chargeId: row.chargeId, chatId: row.chatId, messageId, at });
}

const cardCame = preparedUpdate(chargeMessages, eq(chargeMessages.chargeId, CHARGE), {
  cardDueAt: sql`CASE WHEN ${chargeMessages.revision} > ${sql.placeholder('revision')} THEN 0 ELSE ${sql.placeholder('changesAt')} END`,
});

/** Lets a charge's card make way for its notice in the same chat. A card that Telegram does not have yet is given up. */
async function replaceCard(
  tx: Tx,
  notice: {
    readonly chargeId: number;
    readonly chatId: number;
    readonly messageId: number;
    readonly at: number;
  },
): Promise<void> {
  const { chargeId, chatId, messageId, at } = notice;
  await noticeCame(tx, { chargeId, chatId }, { noticeMessageId: messageId });
  const failure = 'its notice came first';
  await giveUpCard(tx, { chargeId, chatId }, { settledAt: at, dueAt: null, payload: null, failure });
}

const noticeCame = preparedUpdate(
  chargeMessages,
  and(eq(chargeMessages.chargeId, CHARGE), eq(chargeMessages.chatId, CHAT)),
  { cardDueAt: sql`CASE WHEN ${chargeMessages.cardMessageId} IS NULL THEN NULL ELSE 0 END` },
);
const giveUpCard = preparedUpdate(
  outbox,
  and(
    eq(outbox.chargeId, CHARGE),
    // Written out, so that SQLite uses the partial index.
    sql`${outbox.kind} = 'card'`,
    eq(outbox.chatId, CHAT),
    isNotNull(outbox.dueAt),
  ),
);

export async function moveNotice(tx: Tx, row: QueuedMessage, failure: string, at: number): Promise<boolean> {
  const charge = await chargeOf(tx, row);
  const to = charge && (await nextRecipient(tx, charge, row.chatId));
  const place = to === undefined ? { dueAt: null, parkedAt: at } : { chatId: to, dueAt: 0 };
  await tx
    .update(outbox)
    .set({ ...place, attempts: 0, failure })
    .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt)));
  return to !== undefined;
}

const chargeOf = async (tx: Tx, { chargeId }: QueuedMessage): Promise<Charge | undefined> =>
  chargeId === null ? undefined : await findCharge(tx, chargeId);

/** What was said is not kept, except that a notice went out, when, and as which message. */
export async function settle(
  tx: Tx,
  row: QueuedMessage,
  end: { readonly settledAt: number; readonly messageId?: number | null; readonly failure?: string },
): Promise<void> {
  await changeMessage(tx, { id: row.id }, { ...end, dueAt: null, payload: null });
}

const changeMessage = preparedUpdate(outbox, eq(outbox.id, ID));
