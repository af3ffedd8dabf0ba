import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Db } from './engines/sqlite/database.ts';
import { whereToTell } from './notices.ts';
import {
  announcements,
  charges,
  chatQuestions,
  chats,
  drafts,
  outbox,
  type LinkedChat,
  type OutboxKind,
} from './schema.ts';

/** A group's link, as it is within a transaction. */
export const linkOf = (tx: Db, chatId: number): LinkedChat | undefined =>
  tx.select().from(chats).where(eq(chats.chatId, chatId)).get();

/**
 * Takes a group from a merchant, within a transaction: its link, what is announced there, and what was begun there. What waits
 * to be said there of the merchant's charges is told where it would be told now; its cards stay as they are.
 */
export function takeAway(tx: Db, merchantId: number, chatId: number, at: number): void {
  tx.delete(chats)
    .where(and(eq(chats.chatId, chatId), eq(chats.merchantId, merchantId)))
    .run();
  endAnnouncements(tx, merchantId, chatId);
  tx.delete(drafts)
    .where(and(eq(drafts.chatId, chatId), eq(drafts.merchantId, merchantId)))
    .run();
  freezeCards(tx, merchantId, chatId);
  // Whether to keep it is no question any more.
  tx.update(chatQuestions)
    .set({ settledAt: at })
    .where(
      and(
        eq(chatQuestions.merchantId, merchantId),
        eq(chatQuestions.chatId, chatId),
        isNull(chatQuestions.settledAt),
      ),
    )
    .run();
  tellElsewhere(tx, merchantId, chatId);
}

/** Gives up the cards in a chat that wait to be shown as they are; any other is when it would change. */
export function freezeCards(tx: Db, merchantId: number, chatId: number): void {
  tx.update(charges)
    .set({ cardMessageId: null, cardDueAt: null })
    .where(and(isNotNull(charges.cardDueAt), eq(charges.merchantId, merchantId), eq(charges.chatId, chatId)))
    .run();
}

/** Announces a merchant's payments in a chat no more, not even those that wait to be. */
export function endAnnouncements(tx: Db, merchantId: number, chatId: number): void {
  tx.delete(announcements)
    .where(and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, chatId)))
    .run();
  dropWaiting(tx, waitingIn(tx, merchantId, chatId), 'announcement');
}

/** What waits to be said in a chat of a merchant's charges. */
const waitingIn = (tx: Db, merchantId: number, chatId: number) =>
  tx
    .select({ id: outbox.id, kind: outbox.kind, charge: charges })
    .from(outbox)
    .innerJoin(charges, eq(charges.id, outbox.chargeId))
    .where(and(eq(outbox.chatId, chatId), isNotNull(outbox.dueAt), eq(charges.merchantId, merchantId)))
    .all();

function dropWaiting(tx: Db, waiting: ReturnType<typeof waitingIn>, which: OutboxKind): void {
  for (const { id, kind } of waiting) if (kind === which) tx.delete(outbox).where(eq(outbox.id, id)).run();
}

/** Moves the notices that wait for a chat to where they would be told now, and drops cards that it has not seen yet. */
export function tellElsewhere(tx: Db, merchantId: number, chatId: number): void {
  const waiting = waitingIn(tx, merchantId, chatId);
  dropWaiting(tx, waiting, 'card');
  for (const { id, kind, charge } of waiting) {
    if (kind !== 'notice') continue;
    tx.update(outbox)
      .set({ chatId: whereToTell(tx, charge), attempts: 0, dueAt: 0 })
      .where(eq(outbox.id, id))
      .run();
  }
}
