import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { LinkedChat } from '../domain/merchant-chats.ts';
import { chargeRow, isItsCustomer, isItsMessage, toCharge } from './charge-rows.ts';
import { first, type Tx } from './engine.ts';
import { tellLastElsewhere } from './last-announcement.ts';
import { chatForNotice } from './recipients.ts';
import { CHAT, equalsUnindexed, preparedOnce } from './prepared.ts';
import {
  announcements,
  chargeMessages,
  charges,
  customers,
  chatQuestions,
  chats,
  collections,
  drafts,
  isOnBoard,
  isOpenCollection,
  members,
  outbox,
} from './schema.ts';
import { endSummariesIn } from './summary-ends.ts';

/** Returns a group's link within a transaction. */
export const linkOf = async (tx: Tx, chatId: number): Promise<LinkedChat | undefined> =>
  await first(link(tx).execute({ chatId }));

const link = preparedOnce((tx) => tx.select().from(chats).where(eq(chats.chatId, CHAT)));

/**
 * Removes a group from a merchant within a transaction: its link, announcements, summaries, drafts and open questions. Waiting notices of
 * the merchant's charges go where they would be told now. Its cards are no longer updated.
 */
export async function removeLink(tx: Tx, merchantId: number, chatId: number, at: number): Promise<void> {
  await tx.delete(chats).where(and(eq(chats.chatId, chatId), eq(chats.merchantId, merchantId)));
  await endAnnouncements(tx, merchantId, chatId, at);
  await endSummariesIn(tx, { merchantId, chatId });
  await tx.delete(drafts).where(and(eq(drafts.chatId, chatId), eq(drafts.merchantId, merchantId)));
  await abandonCards(tx, merchantId, chatId);
  // Open questions about it are settled.
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
  await moveBoards(tx, merchantId, chatId);
  await moveNotices(tx, merchantId, chatId);
}

/**
 * Moves the boards of open collections from a group to the private chats of who began them, as long as they work for the merchant: somebody
 * must see them and be able to close them. They are shown there with the next change.
 */
async function moveBoards(tx: Tx, merchantId: number, chatId: number): Promise<void> {
  const theirs = tx.select({ id: members.userId }).from(members).where(eq(members.merchantId, merchantId));
  await tx
    .update(collections)
    .set({
      // A private chat has its person's id.
      chatId: sql`${collections.userId}`,
      chatKind: 'private',
      threadId: null,
      commandMessageId: null,
      commandWord: null,
      boardMessageId: null,
    })
    .where(
      and(
        eq(collections.merchantId, merchantId),
        isOpenCollection,
        equalsUnindexed(collections.chatId, chatId),
        inArray(collections.userId, theirs),
      ),
    );
}

/** Stops updating the cards and boards in a chat that are due. Others are abandoned when they would become due (see `outdateCard`). */
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
  await tx
    .delete(outbox)
    .where(
      and(eq(outbox.chatId, chatId), isOnBoard, eq(outbox.merchantId, merchantId), eq(outbox.kind, 'card')),
    );
}

/** Stops announcing a merchant's payments in a chat, and deletes announcements that wait. */
export async function endAnnouncements(
  tx: Tx,
  merchantId: number,
  chatId: number,
  at: number,
): Promise<void> {
  await tx
    .delete(announcements)
    .where(and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, chatId)));
  for (const row of await waitingIn(tx, merchantId, chatId)) {
    if (row.kind !== 'announcement' || (await tellLastElsewhere(tx, row, { at }))) continue;
    await tx.delete(outbox).where(eq(outbox.id, row.id));
  }
}

/** Returns the waiting messages about a merchant's charges in a chat. */
const waitingIn = async (tx: Tx, merchantId: number, chatId: number) =>
  await tx
    .select({
      id: outbox.id,
      kind: outbox.kind,
      chargeId: outbox.chargeId,
      notice: outbox.notice,
      payload: outbox.payload,
      ...chargeRow,
    })
    .from(outbox)
    .innerJoin(charges, eq(charges.id, outbox.chargeId))
    .leftJoin(customers, isItsCustomer)
    .leftJoin(chargeMessages, isItsMessage)
    .where(and(eq(outbox.chatId, chatId), isNotNull(outbox.dueAt), eq(charges.merchantId, merchantId)));

/** Moves waiting notices from a chat to where they would be told now, and deletes cards that were not sent yet. */
export async function moveNotices(tx: Tx, merchantId: number, chatId: number): Promise<void> {
  const waiting = await waitingIn(tx, merchantId, chatId);
  for (const { id, kind, ...row } of waiting) {
    if (kind === 'card') await tx.delete(outbox).where(eq(outbox.id, id));
    if (kind !== 'notice') continue;
    const charge = toCharge(row);
    await tx
      .update(outbox)
      .set({ chatId: await chatForNotice(tx, charge), attempts: 0, dueAt: 0 })
      .where(eq(outbox.id, id));
  }
}
