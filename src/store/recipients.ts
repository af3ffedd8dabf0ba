import { and, eq } from 'drizzle-orm';
import type { Charge } from '../domain/charge.ts';
import type { Member } from '../domain/member.ts';
import type { AnnouncementPlace } from '../domain/messages.ts';
import { first, type Tx } from './engine.ts';
import { memberAt, ownersOf } from './membership-queries.ts';
import { settingsOf } from './merchant-settings.ts';
import { merchantById } from './merchant-rows.ts';
import { CHAT, MERCHANT, preparedOnce, USER } from './prepared.ts';
import { announcements, chats, members } from './schema.ts';
import { preferenceOf } from './users.ts';

// Who is told of a charge, and where.

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
export async function announcedIn(tx: Tx, merchantId: number) {
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

/** Returns the shop's name if the chat is the private chat of somebody who works at several, and null otherwise. */
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
 * Returns the chat for a charge's notice: the one that asked while it is the merchant's, otherwise the person who charged, otherwise
 * an owner. Undefined if none is left.
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
