import { and, eq } from 'drizzle-orm';
import type { Db } from './database.ts';
import { memberAt, ownersOf } from './roster.ts';
import {
  announcements,
  chats,
  members,
  merchants,
  outbox,
  type AnnouncementPlace,
  type Charge,
  type NoticeKind,
} from './schema.ts';

/** A message that rings in the chat that asked; a payment, in every other chat too that hears of the merchant's payments. */
export function addNotice(tx: Db, charge: Charge, notice: NoticeKind, at: number): void {
  const row = { chargeId: charge.id, merchantId: charge.merchantId, notice, createdAt: at, dueAt: 0 };
  const to = whereToTell(tx, charge);
  const place = to === undefined ? { chatId: charge.chatId, dueAt: null, parkedAt: at } : { chatId: to };
  tx.insert(outbox)
    .values({ ...row, kind: 'notice', ...place })
    .run();
  if (notice !== 'paid' && notice !== 'paid_late') return;
  const all = tx.select().from(announcements).where(eq(announcements.merchantId, charge.merchantId)).all();
  for (const { chatId, threadId, language } of all) {
    // In another topic of the same group it is heard by others.
    if (chatId === charge.chatId && threadId === charge.threadId) continue;
    const payload: AnnouncementPlace = { threadId, language, shop: nameFor(tx, charge.merchantId, chatId) };
    tx.insert(outbox)
      .values({ ...row, kind: 'announcement', chatId, payload })
      .run();
  }
}

/** The shop's name, for an owner of several. */
function nameFor(tx: Db, merchantId: number, chatId: number): string | null {
  const places = tx.select().from(members).where(eq(members.userId, chatId)).all();
  if (places.length < 2) return null;
  return tx.select().from(merchants).where(eq(merchants.id, merchantId)).get()?.name ?? null;
}

/** The chat that asked, while it is one of the shop's; else whoever charged, or an owner. Undefined if nobody of them is left. */
export function whereToTell(tx: Db, { merchantId, userId, chatId, chatKind }: Charge): number | undefined {
  const isLinked = (): boolean =>
    tx
      .select()
      .from(chats)
      .where(and(eq(chats.chatId, chatId), eq(chats.merchantId, merchantId)))
      .get() !== undefined;
  if (chatKind === 'group' && isLinked()) return chatId;
  if (memberAt(tx, merchantId, userId) !== undefined) return chatKind === 'group' ? userId : chatId;
  return ownersOf(tx, merchantId)[0]?.userId;
}

/**
 * Who hears of a charge when a chat of these cannot: whoever charged, then the owners, one after the other; nobody who no
 * longer works there. Undefined after the last of them.
 */
export function nextToTell(tx: Db, { merchantId, userId }: Charge, chatId: number): number | undefined {
  const owners = ownersOf(tx, merchantId).map((owner) => owner.userId);
  const works = memberAt(tx, merchantId, userId) !== undefined;
  const order = works ? [userId, ...owners.filter((id) => id !== userId)] : owners;
  // One that is not among them is the chat that asked, or of somebody who was removed since.
  return order[order.indexOf(chatId) + 1];
}
