import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { chargeRow, isItsMessage, toCharge } from './charge-rows.ts';
import { first, type Tx } from './engine.ts';
import { chatForNotice } from './notices.ts';
import { announcements, chargeMessages, charges, chatQuestions, chats, drafts, outbox } from './schema.ts';
import type { OutboxKind } from '../domain/messages.ts';
import type { LinkedChat } from '../domain/merchant-chats.ts';

/** A group's link, as it is within a transaction. */
export const linkOf = async (tx: Tx, chatId: number): Promise<LinkedChat | undefined> =>
  await first(tx.select().from(chats).where(eq(chats.chatId, chatId)));

/**
 * Takes a group from a merchant, within a transaction: its link, what is announced there, and what was begun there. What waits
 * to be said there of the merchant's charges is told where it would be told now; its cards stay as they are.
 */
export async function removeLink(tx: Tx, merchantId: number, chatId: number, at: number): Promise<void> {
  await tx.delete(chats).where(and(eq(chats.chatId, chatId), eq(chats.merchantId, merchantId)));
  await endAnnouncements(tx, merchantId, chatId);
  await tx.delete(drafts).where(and(eq(drafts.chatId, chatId), eq(drafts.merchantId, merchantId)));
  await abandonCards(tx, merchantId, chatId);
  // Whether to keep it is no question any more.
  await tx
    .update(chatQuestions)
    .set({ settledAt: at })
    .where(
      and(
        eq(chatQuestions.merchantId, merchantId),
        eq(chatQuestions.chatId, chatId),
        isNull(chatQuestions.settledAt),
      ),
    );
  await moveNotices(tx, merchantId, chatId);
}

/** Gives up the cards in a chat that wait to be shown as they are; any other is when it would change. */
export async function abandonCards(tx: Tx, merchantId: number, chatId: number): Promise<void> {
  await tx
    .update(chargeMessages)
    .set({ cardMessageId: null, cardDueAt: null })
    .where(
      and(
        isNotNull(chargeMessages.cardDueAt),
        eq(chargeMessages.merchantId, merchantId),
        eq(chargeMessages.chatId, chatId),
      ),
    );
}

/** Announces a merchant's payments in a chat no more, not even those that wait to be. */
export async function endAnnouncements(tx: Tx, merchantId: number, chatId: number): Promise<void> {
  await tx
    .delete(announcements)
    .where(and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, chatId)));
  await deleteWaiting(tx, await waitingIn(tx, merchantId, chatId), 'announcement');
}

/** What waits to be said in a chat of a merchant's charges. */
const waitingIn = async (tx: Tx, merchantId: number, chatId: number) =>
  await tx
    .select({ id: outbox.id, kind: outbox.kind, ...chargeRow })
    .from(outbox)
    .innerJoin(charges, eq(charges.id, outbox.chargeId))
    .leftJoin(chargeMessages, isItsMessage)
    .where(and(eq(outbox.chatId, chatId), isNotNull(outbox.dueAt), eq(charges.merchantId, merchantId)));

async function deleteWaiting(
  tx: Tx,
  waiting: Awaited<ReturnType<typeof waitingIn>>,
  which: OutboxKind,
): Promise<void> {
  for (const { id, kind } of waiting) if (kind === which) await tx.delete(outbox).where(eq(outbox.id, id));
}

/** Moves the notices that wait for a chat to where they would be told now, and drops cards that it has not seen yet. */
export async function moveNotices(tx: Tx, merchantId: number, chatId: number): Promise<void> {
  const waiting = await waitingIn(tx, merchantId, chatId);
  await deleteWaiting(tx, waiting, 'card');
  for (const { id, kind, ...row } of waiting) {
    if (kind !== 'notice') continue;
    const charge = toCharge(row);
    await tx
      .update(outbox)
      .set({ chatId: await chatForNotice(tx, charge), attempts: 0, dueAt: 0 })
      .where(eq(outbox.id, id));
  }
}
