import { isPaid, type Charge } from '../domain/charge.ts';
import { replacesCard } from '../domain/closed-charge.ts';
import type { Member } from '../domain/member.ts';
import type { AnnouncementPlace, MismatchReport, NoticeKind } from '../domain/messages.ts';
import { chargesOfPayers, collectionOfPayer, haveAllPaid } from './collection-rows.ts';
import type { Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import { queueMessage } from './queued-messages.ts';
import { announcedIn, chatForNotice, hearersOf, nameFor, ownersChats } from './recipients.ts';
import type { outbox } from './schema.ts';

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
