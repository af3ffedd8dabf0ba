import { and, eq, gt, isNull, lt, or, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Member } from '../domain/member.ts';
import type { Announcement, LinkedChat } from '../domain/merchant-chats.ts';
import { askToKeep, type FormerMember } from './chat-questions.ts';
import { first, type Tx } from './engine.ts';
import { isOwnerOf } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import { announcements, chats } from './schema.ts';
import { endSummariesOf } from './summary-ends.ts';
import { endAnnouncements, linkOf, removeLink } from './unlinking.ts';

/**
 * Ends what a member who leaves has set up in chats, within the transaction that removes them, and asks the owners whether to
 * keep it. For an owner, this includes what has no recorded author: it may be theirs, and somebody who was removed must hear
 * nothing. The caller has removed the member and added new owners before.
 */
export async function endChatsOf(tx: Tx, member: Member, at: number): Promise<void> {
  const { merchantId, userId, name, role } = member;
  await endSummariesOf(tx, member, at);
  const isTheirs = (column: SQLiteColumn): SQL | undefined =>
    role === 'owner' ? or(eq(column, userId), isNull(column)) : eq(column, userId);
  const linked = await tx
    .select()
    .from(chats)
    .where(and(eq(chats.merchantId, merchantId), isTheirs(chats.linkedBy)));
  for (const link of linked) await endLink(tx, link, { userId, name }, at);
  const announced = await tx
    .select()
    .from(announcements)
    .where(
      and(
        eq(announcements.merchantId, merchantId),
        // A private chat is its person's own: see below.
        lt(announcements.chatId, 0),
        isTheirs(announcements.setBy),
      ),
    );
  for (const announcement of announced) await endAnnouncing(tx, announcement, { userId, name }, at);
  for (const { chatId } of await privateOnes(tx, merchantId, userId))
    await endAnnouncements(tx, merchantId, chatId, at);
  // What waits to be announced to them alone, as to an owner.
  await endAnnouncements(tx, merchantId, userId, at);
}

const privateOnes = async (tx: Tx, merchantId: number, userId: number) =>
  await tx
    .select()
    .from(announcements)
    .where(
      and(
        eq(announcements.merchantId, merchantId),
        gt(announcements.chatId, 0),
        // A private chat has its person's id.
        or(eq(announcements.chatId, userId), eq(announcements.setBy, userId)),
      ),
    );

const announcementIn = async (
  tx: Tx,
  merchantId: number,
  chatId: number,
): Promise<Announcement | undefined> =>
  await first(
    tx
      .select()
      .from(announcements)
      .where(and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, chatId))),
  );

async function endLink(
  tx: Tx,
  { merchantId, chatId, title, linkedBy }: LinkedChat,
  gone: FormerMember,
  at: number,
): Promise<void> {
  const announcement = await announcementIn(tx, merchantId, chatId);
  await removeLink(tx, merchantId, chatId, at);
  await addEvent(tx, merchantId, at, 'tillbot', 'unlinked', { chatId, of: gone.userId });
  const person = linkedBy === null ? undefined : gone;
  await askToKeep(tx, { merchantId, chatId, title, isLinked: true, announcement }, person, at);
}

async function endAnnouncing(
  tx: Tx,
  announcement: Announcement,
  gone: FormerMember,
  at: number,
): Promise<void> {
  const { merchantId, chatId, setBy } = announcement;
  const title = (await linkOf(tx, chatId))?.title ?? null;
  await endAnnouncements(tx, merchantId, chatId, at);
  await addEvent(tx, merchantId, at, 'tillbot', 'announces-no-more', { chatId, of: gone.userId });
  const person = setBy === null ? undefined : gone;
  await askToKeep(tx, { merchantId, chatId, title, isLinked: false, announcement }, person, at);
}

/**
 * Ends what somebody set up in a linked group who is no longer an owner, because they left before this was done at once.
 *
 * @returns whether the link has ended
 */
export async function endSetUpOfFormerOwners(tx: Tx, link: LinkedChat, at: number): Promise<boolean> {
  const { merchantId, chatId, linkedBy } = link;
  const isGone = async (userId: number): Promise<boolean> => !(await isOwnerOf(tx, merchantId, userId));
  if (linkedBy !== null && (await isGone(linkedBy))) {
    await endLink(tx, link, { userId: linkedBy, name: null }, at);
    return true;
  }
  const announcement = await announcementIn(tx, merchantId, chatId);
  const setBy = announcement?.setBy ?? null;
  if (announcement !== undefined && setBy !== null && (await isGone(setBy)))
    await endAnnouncing(tx, announcement, { userId: setBy, name: null }, at);
  return false;
}
