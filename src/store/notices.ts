import { and, eq } from 'drizzle-orm';
import { first, type Tx } from './engine.ts';
import { memberAt, ownersOf } from './membership-queries.ts';
import { announcements, chats, members, merchants, outbox, preferences } from './schema.ts';
import type { AnnouncementPlace, MismatchReport, NoticeKind } from '../domain/messages.ts';
import type { Member } from '../domain/member.ts';
import type { Charge } from '../domain/charge.ts';

/**
 * Tells that a payment was reported which does not fit: where the charge was asked for, and, where a cashier did, the owners, who
 * can say what it is.
 */
export async function addMismatchNotices(
  tx: Tx,
  charge: Charge,
  report: MismatchReport,
  at: number,
): Promise<void> {
  const { id: chargeId, merchantId, userId, message } = charge;
  const row = { chargeId, merchantId, notice: 'mismatch', createdAt: at, dueAt: 0 } as const;
  const home = message === null ? undefined : await placeOf(tx, charge, message.chatId, at);
  if (home !== undefined)
    await tx.insert(outbox).values({ ...row, ...home, kind: 'notice', payload: report });
  const by = await memberAt(tx, merchantId, userId);
  if (by !== undefined && by.role !== 'cashier') return;
  for (const [chatId, place] of await ownersChats(tx, merchantId)) {
    if (chatId === home?.chatId) continue;
    const payload: AnnouncementPlace = { ...place, report };
    await tx.insert(outbox).values({ ...row, kind: 'announcement', chatId, payload });
  }
}

/** Where a charge is told: parked while nobody is left to hear it (see parked.ts). */
async function placeOf(tx: Tx, charge: Charge, home: number, at: number) {
  const chatId = await chatForNotice(tx, charge);
  return chatId === undefined
    ? { chatId: home, dueAt: null, parkedAt: at }
    : { chatId, dueAt: 0, parkedAt: null };
}

/** A message that rings in the chat that asked; a payment, in every other chat too that hears of the merchant's payments. */
export async function addNotice(tx: Tx, charge: Charge, notice: NoticeKind, at: number): Promise<void> {
  const { merchantId, message } = charge;
  const row = { chargeId: charge.id, merchantId, notice, createdAt: at, dueAt: 0 };
  const isPayment = notice === 'paid' || notice === 'paid_late';
  const announced = isPayment ? await announcedIn(tx, merchantId) : [];
  if (message !== null) {
    const place = await placeOf(tx, charge, message.chatId, at);
    await tx.insert(outbox).values({ ...row, ...place, kind: 'notice' });
  } else if (announced.length === 0) {
    // Asked for in no chat, and told in none.
    for (const [chatId, payload] of await ownersChats(tx, merchantId))
      await tx.insert(outbox).values({ ...row, kind: 'announcement', chatId, payload });
  }
  for (const { chatId, threadId, language } of announced) {
    // In another topic of the same group it is heard by others.
    if (chatId === message?.chatId && threadId === message.threadId) continue;
    const payload: AnnouncementPlace = {
      threadId,
      language,
      shop: await nameFor(tx, merchantId, chatId),
    };
    await tx.insert(outbox).values({ ...row, kind: 'announcement', chatId, payload });
  }
}

/**
 * A person's word on a charge, told as what it is. A cashier's, and whatever changes a mark that stands, is told to the owners and
 * where payments are announced; whoever charged hears what somebody else has said of it.
 *
 * @param isChange another mark stood before
 */
export async function addMarkNotices(
  tx: Tx,
  charge: Charge,
  by: Member,
  isChange: boolean,
  at: number,
): Promise<void> {
  const { merchantId, message } = charge;
  const places = new Map<number, AnnouncementPlace>();
  const tell = (chatId: number, place: AnnouncementPlace): void => {
    if (!places.has(chatId)) places.set(chatId, place);
  };
  if (charge.userId !== by.userId && message !== null) {
    const chatId = await chatForNotice(tx, charge);
    const { language, shop, threadId } = message;
    // With nobody left to hear it, the audit trail has it.
    if (chatId !== undefined)
      tell(chatId, { threadId: chatId === message.chatId ? threadId : null, language, shop });
  }
  if (by.role === 'cashier' || isChange) {
    for (const { chatId, threadId, language } of await announcedIn(tx, merchantId))
      tell(chatId, { threadId, language, shop: await nameFor(tx, merchantId, chatId) });
    for (const place of await ownersChats(tx, merchantId)) tell(...place);
  }
  // Who has just said it need not be told.
  places.delete(by.userId);
  for (const [chatId, payload] of places)
    await tx.insert(outbox).values({
      kind: 'announcement',
      chatId,
      chargeId: charge.id,
      merchantId,
      notice: 'marked',
      payload,
      createdAt: at,
      dueAt: 0,
    });
}

const announcedIn = async (tx: Tx, merchantId: number) =>
  await tx.select().from(announcements).where(eq(announcements.merchantId, merchantId));

/** A merchant's owners' private chats, which have their ids. */
async function ownersChats(
  tx: Tx,
  merchantId: number,
): Promise<readonly (readonly [number, AnnouncementPlace])[]> {
  const chatsOfOwners: (readonly [number, AnnouncementPlace])[] = [];
  for (const { userId } of await ownersOf(tx, merchantId)) {
    const preference = await first(tx.select().from(preferences).where(eq(preferences.userId, userId)));
    const shop = await nameFor(tx, merchantId, userId);
    chatsOfOwners.push([userId, { threadId: null, language: preference?.language ?? 'en', shop }]);
  }
  return chatsOfOwners;
}

/** The shop's name, for an owner of several. */
async function nameFor(tx: Tx, merchantId: number, chatId: number): Promise<string | null> {
  const places = await tx.select().from(members).where(eq(members.userId, chatId));
  if (places.length < 2) return null;
  return (await first(tx.select().from(merchants).where(eq(merchants.id, merchantId))))?.name ?? null;
}

/** The chat that asked, while it is one of the shop's; else whoever charged, or an owner. Undefined if nobody of them is left. */
export async function chatForNotice(
  tx: Tx,
  { merchantId, userId, message }: Charge,
): Promise<number | undefined> {
  const isLinked = async (chatId: number): Promise<boolean> =>
    (await first(
      tx
        .select()
        .from(chats)
        .where(and(eq(chats.chatId, chatId), eq(chats.merchantId, merchantId))),
    )) !== undefined;
  const isGroup = message?.chatKind === 'group';
  if (isGroup && (await isLinked(message.chatId))) return message.chatId;
  const member = await memberAt(tx, merchantId, userId);
  if (member !== undefined) return isGroup ? member.userId : (message?.chatId ?? member.userId);
  return (await ownersOf(tx, merchantId))[0]?.userId;
}

/**
 * Who hears of a charge when a chat of these cannot: whoever charged, then the owners, one after the other; nobody who no
 * longer works there. Undefined after the last of them.
 */
export async function nextRecipient(
  tx: Tx,
  { merchantId, userId }: Charge,
  chatId: number,
): Promise<number | undefined> {
  const owners = (await ownersOf(tx, merchantId)).map((owner) => owner.userId);
  const asked = (await memberAt(tx, merchantId, userId))?.userId;
  const order = asked === undefined ? owners : [asked, ...owners.filter((id) => id !== asked)];
  // One that is not among them is the chat that asked, or of somebody who was removed since.
  return order[order.indexOf(chatId) + 1];
}
