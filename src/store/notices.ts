import { and, eq } from 'drizzle-orm';
import type { Db } from './engines/sqlite/database.ts';
import { memberAt, ownersOf } from './membership-queries.ts';
import {
  announcements,
  chats,
  members,
  merchants,
  outbox,
  preferences,
  type AnnouncementPlace,
  type Charge,
  type Member,
  type MismatchReport,
  type NoticeKind,
} from './schema.ts';

/**
 * Tells that a payment was reported which does not fit: where the charge was asked for, and, where a cashier did, the owners, who
 * can say what it is.
 */
export function addMismatchNotices(tx: Db, charge: Charge, report: MismatchReport, at: number): void {
  const { id: chargeId, merchantId, userId } = charge;
  const row = { chargeId, merchantId, notice: 'mismatch', createdAt: at, dueAt: 0 } as const;
  const home = placeOf(tx, charge, at);
  tx.insert(outbox)
    .values({ ...row, ...home, kind: 'notice', payload: report })
    .run();
  const by = memberAt(tx, merchantId, userId);
  if (by !== undefined && by.role !== 'cashier') return;
  for (const [chatId, place] of ownersChats(tx, merchantId)) {
    if (chatId === home.chatId) continue;
    const payload: AnnouncementPlace = { ...place, report };
    tx.insert(outbox)
      .values({ ...row, kind: 'announcement', chatId, payload })
      .run();
  }
}

/** Where a charge is told: parked while nobody is left to hear it (see parked.ts). */
function placeOf(tx: Db, charge: Charge, at: number) {
  const chatId = whereToTell(tx, charge);
  return chatId === undefined
    ? { chatId: charge.chatId, dueAt: null, parkedAt: at }
    : { chatId, dueAt: 0, parkedAt: null };
}

/** A message that rings in the chat that asked; a payment, in every other chat too that hears of the merchant's payments. */
export function addNotice(tx: Db, charge: Charge, notice: NoticeKind, at: number): void {
  const row = { chargeId: charge.id, merchantId: charge.merchantId, notice, createdAt: at, dueAt: 0 };
  tx.insert(outbox)
    .values({ ...row, ...placeOf(tx, charge, at), kind: 'notice' })
    .run();
  if (notice !== 'paid' && notice !== 'paid_late') return;
  for (const { chatId, threadId, language } of announcedIn(tx, charge.merchantId)) {
    // In another topic of the same group it is heard by others.
    if (chatId === charge.chatId && threadId === charge.threadId) continue;
    const payload: AnnouncementPlace = { threadId, language, shop: nameFor(tx, charge.merchantId, chatId) };
    tx.insert(outbox)
      .values({ ...row, kind: 'announcement', chatId, payload })
      .run();
  }
}

/**
 * A person's word on a charge, told as what it is. A cashier's, and whatever changes a mark that stands, is told to the owners and
 * where payments are announced; whoever charged hears what somebody else has said of it.
 *
 * @param isChange another mark stood before
 */
export function addMarkNotices(tx: Db, charge: Charge, by: Member, isChange: boolean, at: number): void {
  const { merchantId } = charge;
  const places = new Map<number, AnnouncementPlace>();
  const tell = (chatId: number, place: AnnouncementPlace): void => {
    if (!places.has(chatId)) places.set(chatId, place);
  };
  if (charge.userId !== by.userId) {
    const chatId = whereToTell(tx, charge);
    const { language, shop } = charge;
    // With nobody left to hear it, the trail has it.
    if (chatId !== undefined)
      tell(chatId, { threadId: chatId === charge.chatId ? charge.threadId : null, language, shop });
  }
  if (by.role === 'cashier' || isChange) {
    for (const { chatId, threadId, language } of announcedIn(tx, merchantId))
      tell(chatId, { threadId, language, shop: nameFor(tx, merchantId, chatId) });
    for (const place of ownersChats(tx, merchantId)) tell(...place);
  }
  // Who has just said it need not be told.
  places.delete(by.userId);
  for (const [chatId, payload] of places)
    tx.insert(outbox)
      .values({
        kind: 'announcement',
        chatId,
        chargeId: charge.id,
        merchantId,
        notice: 'marked',
        payload,
        createdAt: at,
        dueAt: 0,
      })
      .run();
}

const announcedIn = (tx: Db, merchantId: number) =>
  tx.select().from(announcements).where(eq(announcements.merchantId, merchantId)).all();

/** A merchant's owners' private chats, which have their ids. */
const ownersChats = (tx: Db, merchantId: number): readonly (readonly [number, AnnouncementPlace])[] =>
  ownersOf(tx, merchantId).map(({ userId }) => {
    const language = tx.select().from(preferences).where(eq(preferences.userId, userId)).get()?.language;
    return [userId, { threadId: null, language: language ?? 'en', shop: nameFor(tx, merchantId, userId) }];
  });

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
