import { and, eq } from 'drizzle-orm';
import { isPaid, type Charge } from '../domain/charge.ts';
import { replacesCard } from '../domain/closed-charge.ts';
import type { Member } from '../domain/member.ts';
import type { AnnouncementPlace, MismatchReport, NoticeKind } from '../domain/messages.ts';
import { chargesOfPayers, collectionOfPayer, haveAllPaid } from './collection-rows.ts';
import { first, type Tx } from './engine.ts';
import { memberAt, ownersOf } from './membership-queries.ts';
import { settingsOf } from './merchant-settings.ts';
import { merchantById } from './merchant-rows.ts';
import { preferenceOf } from './users.ts';
import { CHAT, MERCHANT, preparedOnce, USER } from './prepared.ts';
import { queueMessage } from './queued-messages.ts';
import { announcements, chats, members, type outbox } from './schema.ts';

/**
 * Adds the messages about a mismatched payment: to the chat that asked for the charge, and to the owners if a cashier asked for
 * it, because they can decide.
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
  if (home !== undefined) await queueMessage(tx, { ...row, ...home, kind: 'notice', payload: report });
  const by = await memberAt(tx, merchantId, userId);
  if (by !== undefined && by.role !== 'cashier') return;
  for (const [chatId, place] of await ownersChats(tx, merchantId)) {
    if (chatId === home?.chatId) continue;
    const payload: AnnouncementPlace = { ...place, report };
    await queueMessage(tx, { ...row, kind: 'announcement', chatId, payload });
  }
}

/**
 * Returns the collection on whose board a notice is told; undefined if it is a message of its own. A board tells what would take the place
 * of a card, while its collection is open. What a person must decide on is a message, and so is the payment after which all have paid: it rings.
 */
async function boardFor(
  tx: Tx,
  charge: Charge,
  notice: NoticeKind,
  chatId: number,
  wasPaid: boolean,
): Promise<number | undefined> {
  if (charge.collectionPayerId === null || !replacesCard(notice)) return undefined;
  const collection = await collectionOfPayer(tx, charge.collectionPayerId);
  if (collection === undefined || collection.closedAt !== null || collection.chatId !== chatId)
    return undefined;
  const isPayment = notice === 'paid' || notice === 'paid_late';
  if (isPayment && !wasPaid && !(await hadPaid(tx, charge)) && (await haveAllPaid(tx, collection.id)))
    return undefined;
  return collection.id;
}

/** Whether the payer of a charge had paid on another charge before. */
async function hadPaid(tx: Tx, { id, collectionPayerId }: Charge): Promise<boolean> {
  if (collectionPayerId === null) return false;
  const theirs = (await chargesOfPayers(tx, [collectionPayerId])).get(collectionPayerId) ?? [];
  return theirs.some((other) => other.id !== id && isPaid(other));
}

/** Returns where a charge's notice goes. It is parked if nobody is left to hear it (see parked.ts). */
async function placeOf(tx: Tx, charge: Charge, home: number, at: number) {
  const chatId = await chatForNotice(tx, charge);
  return chatId === undefined
    ? { chatId: home, dueAt: null, parkedAt: at }
    : { chatId, dueAt: 0, parkedAt: null };
}

/**
 * Adds a notice in the chat that asked for the charge. A payment is also announced in every other chat that hears of the
 * merchant's payments.
 *
 * @param wasPaid whether a person had marked the charge as paid before
 */
export async function addNotice(
  tx: Tx,
  charge: Charge,
  notice: NoticeKind,
  at: number,
  wasPaid: boolean,
): Promise<void> {
  const { merchantId, message } = charge;
  const row = { chargeId: charge.id, merchantId, notice, createdAt: at, dueAt: 0 };
  const isPayment = notice === 'paid' || notice === 'paid_late';
  const announced = isPayment ? await announcedIn(tx, merchantId) : [];
  if (message !== null) {
    const place = await placeOf(tx, charge, message.chatId, at);
    const collectionId = await boardFor(tx, charge, notice, place.chatId, wasPaid);
    await queueMessage(tx, { ...row, ...place, kind: 'notice', collectionId });
  } else if (announced.length === 0) {
    // The charge was asked for outside of a chat, and no chat hears of payments.
    const owners = await ownersChats(tx, merchantId);
    for (const [chatId, payload] of owners)
      await queueMessage(tx, { ...row, kind: 'announcement', chatId, payload });
    if (owners.length === 0) await parkForAnybody(tx, row, at);
  }
  for (const { chatId, threadId, language } of announced) {
    // Another topic of the same group has other readers.
    if (chatId === message?.chatId && threadId === message.threadId) continue;
    const payload: AnnouncementPlace = {
      threadId,
      language,
      shop: await nameFor(tx, merchantId, chatId),
    };
    await queueMessage(tx, { ...row, kind: 'announcement', chatId, payload });
  }
}

/** The chat of what can be told to nobody yet: it is told where one of the merchant's people is heard of. */
const NO_CHAT = 0;

/** Parks an announcement of a charge that no chat asked for, of a merchant who has no owner and announces nowhere. */
async function parkForAnybody(
  tx: Tx,
  row: Pick<typeof outbox.$inferInsert, 'chargeId' | 'merchantId' | 'notice' | 'createdAt'>,
  at: number,
): Promise<void> {
  const payload: AnnouncementPlace = { threadId: null, language: 'en', shop: null };
  const parked = { kind: 'announcement', chatId: NO_CHAT, payload, dueAt: null, parkedAt: at } as const;
  await queueMessage(tx, { ...row, ...parked });
}

/**
 * Adds the messages about a mark. A cashier's mark, and any change of a mark, is told to the owners and where payments are
 * announced. The person who charged is told if somebody else marked it.
 *
 * @param isChange whether the charge was marked before
 */
export async function addMarkNotices(
  tx: Tx,
  charge: Charge,
  by: Member,
  isChange: boolean,
  at: number,
): Promise<void> {
  const { id: chargeId, merchantId } = charge;
  const places = await hearersOf(tx, charge, by, by.role === 'cashier' || isChange);
  const row = {
    kind: 'announcement',
    chargeId,
    merchantId,
    notice: 'marked',
    createdAt: at,
    dueAt: 0,
  } as const;
  for (const [chatId, payload] of places) await queueMessage(tx, { ...row, chatId, payload });
}

/**
 * Returns the chats that hear what a person of the shop decided about a charge: the one of who charged, and with `isForOwners` those
 * of the owners and where payments are announced. The person who decided is not told.
 */
export async function hearersOf(
  tx: Tx,
  charge: Charge,
  by: Member,
  isForOwners: boolean,
): Promise<ReadonlyMap<number, AnnouncementPlace>> {
  const { merchantId, message } = charge;
  const places = new Map<number, AnnouncementPlace>();
  const tell = (chatId: number, place: AnnouncementPlace): void => {
    if (!places.has(chatId)) places.set(chatId, place);
  };
  if (charge.userId !== by.userId && message !== null) {
    const chatId = await chatForNotice(tx, charge);
    const { language, shop, threadId } = message;
    // If nobody is left to hear it, the audit log has it.
    if (chatId !== undefined)
      tell(chatId, { threadId: chatId === message.chatId ? threadId : null, language, shop });
  }
  if (isForOwners) {
    for (const { chatId, threadId, language } of await announcedIn(tx, merchantId))
      tell(chatId, { threadId, language, shop: await nameFor(tx, merchantId, chatId) });
    for (const place of await ownersChats(tx, merchantId)) tell(...place);
  }
  places.delete(by.userId);
  return places;
}

const announcedAt = preparedOnce((tx) =>
  tx.select().from(announcements).where(eq(announcements.merchantId, MERCHANT)),
);

/** Returns where a merchant's payments are announced. Groups hear them in the shop's language, if it has one. */
async function announcedIn(tx: Tx, merchantId: number) {
  const places = await announcedAt(tx).execute({ merchantId });
  if (places.every(({ chatId }) => chatId > 0)) return places;
  const { language } = await settingsOf(tx, merchantId);
  if (language === null) return places;
  return places.map(({ chatId, threadId, ...place }) => ({
    chatId,
    threadId,
    language: chatId > 0 ? place.language : language,
  }));
}

/** Returns the private chats of a merchant's owners. A private chat has its person's id. */
export async function ownersChats(
  tx: Tx,
  merchantId: number,
): Promise<readonly (readonly [number, AnnouncementPlace])[]> {
  const chatsOfOwners: (readonly [number, AnnouncementPlace])[] = [];
  for (const { userId } of await ownersOf(tx, merchantId)) {
    const preference = await first(preferenceOf(tx).execute({ userId }));
    const shop = await nameFor(tx, merchantId, userId);
    chatsOfOwners.push([userId, { threadId: null, language: preference?.language ?? 'en', shop }]);
  }
  return chatsOfOwners;
}

const membershipsOf = preparedOnce((tx) => tx.select().from(members).where(eq(members.userId, USER)));

/** Returns the shop's name if the chat is the private chat of somebody who works at several; else null. */
export async function nameFor(tx: Tx, merchantId: number, chatId: number): Promise<string | null> {
  const places = await membershipsOf(tx).execute({ userId: chatId });
  if (places.length < 2) return null;
  return (await merchantById(tx, merchantId))?.name ?? null;
}

const linkTo = preparedOnce((tx) =>
  tx
    .select()
    .from(chats)
    .where(and(eq(chats.chatId, CHAT), eq(chats.merchantId, MERCHANT))),
);

/**
 * Returns the chat for a charge's notice: the one that asked while it is the merchant's, else the person who charged, else an
 * owner. Undefined if none is left.
 */
export async function chatForNotice(
  tx: Tx,
  { merchantId, userId, message }: Charge,
): Promise<number | undefined> {
  const isLinked = async (chatId: number): Promise<boolean> =>
    (await first(linkTo(tx).execute({ chatId, merchantId }))) !== undefined;
  const isGroup = message?.chatKind === 'group';
  if (isGroup && (await isLinked(message.chatId))) return message.chatId;
  const member = await memberAt(tx, merchantId, userId);
  if (member !== undefined) return isGroup ? member.userId : (message?.chatId ?? member.userId);
  return (await ownersOf(tx, merchantId))[0]?.userId;
}

/**
 * Returns who is told of a charge after `chatId` could not be: the person who charged, then each owner. Former members are left
 * out. Undefined after the last one.
 */
export async function nextRecipient(
  tx: Tx,
  { merchantId, userId }: Charge,
  chatId: number,
): Promise<number | undefined> {
  const owners = (await ownersOf(tx, merchantId)).map((owner) => owner.userId);
  const asked = (await memberAt(tx, merchantId, userId))?.userId;
  const order = asked === undefined ? owners : [asked, ...owners.filter((id) => id !== asked)];
  // If `chatId` is not among them, it is the chat that asked, or a former member's: the first one follows.
  return order[order.indexOf(chatId) + 1];
}
