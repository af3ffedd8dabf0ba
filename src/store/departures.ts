import { and, eq, gt, isNull, lt, or, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { askToKeep, type Gone } from './chat-questions.ts';
import type { Db } from './engines/sqlite/database.ts';
import { addEvent } from './merchant-events.ts';
import { isOwnerOf } from './membership-queries.ts';
import { announcements, chats, type Announcement, type LinkedChat, type Member } from './schema.ts';
import { endAnnouncements, linkOf, takeAway } from './unlinking.ts';

/**
 * Ends what somebody has set up in a shop that they leave, within the transaction in which they do, and asks its owners whether
 * to keep it. What nobody knows who set up may be theirs, if they were an owner: it ends as well, since who was put out must
 * hear nothing, and is kept with one press. Called once they are gone, and whoever comes in their place is there.
 */
export function endChatsOf(tx: Db, { merchantId, userId, name, role }: Member, at: number): void {
  const isTheirs = (column: SQLiteColumn): SQL | undefined =>
    role === 'owner' ? or(eq(column, userId), isNull(column)) : eq(column, userId);
  const linked = tx
    .select()
    .from(chats)
    .where(and(eq(chats.merchantId, merchantId), isTheirs(chats.linkedBy)))
    .all();
  for (const link of linked) endLink(tx, link, { userId, name }, at);
  const announced = tx
    .select()
    .from(announcements)
    .where(
      and(
        eq(announcements.merchantId, merchantId),
        // In private, an owner hears for themselves.
        lt(announcements.chatId, 0),
        isTheirs(announcements.setBy),
      ),
    )
    .all();
  for (const announcement of announced) endAnnouncing(tx, announcement, { userId, name }, at);
  for (const { chatId } of privateOnes(tx, merchantId, userId)) endAnnouncements(tx, merchantId, chatId);
}

const privateOnes = (tx: Db, merchantId: number, userId: number) =>
  tx
    .select()
    .from(announcements)
    .where(
      and(
        eq(announcements.merchantId, merchantId),
        gt(announcements.chatId, 0),
        // A private chat has its person's id.
        or(eq(announcements.chatId, userId), eq(announcements.setBy, userId)),
      ),
    )
    .all();

const announcementIn = (tx: Db, merchantId: number, chatId: number): Announcement | undefined =>
  tx
    .select()
    .from(announcements)
    .where(and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, chatId)))
    .get();

function endLink(tx: Db, { merchantId, chatId, title, linkedBy }: LinkedChat, gone: Gone, at: number): void {
  const announcement = announcementIn(tx, merchantId, chatId);
  takeAway(tx, merchantId, chatId, at);
  addEvent(tx, merchantId, at, 'tillbot', 'unlinked', { chatId, of: gone.userId });
  const person = linkedBy === null ? undefined : gone;
  askToKeep(tx, { merchantId, chatId, title, isLinked: true, announcement }, person, at);
}

function endAnnouncing(tx: Db, announcement: Announcement, gone: Gone, at: number): void {
  const { merchantId, chatId, setBy } = announcement;
  const title = linkOf(tx, chatId)?.title ?? null;
  endAnnouncements(tx, merchantId, chatId);
  addEvent(tx, merchantId, at, 'tillbot', 'announces-no-more', { chatId, of: gone.userId });
  const person = setBy === null ? undefined : gone;
  askToKeep(tx, { merchantId, chatId, title, isLinked: false, announcement }, person, at);
}

/**
 * Ends what is set up in a linked group by somebody who is no owner of the shop any more: they left before that was looked at.
 *
 * @returns whether the link has ended
 */
export function endOrphans(tx: Db, link: LinkedChat, at: number): boolean {
  const { merchantId, chatId, linkedBy } = link;
  const isGone = (userId: number | null): userId is number =>
    userId !== null && !isOwnerOf(tx, merchantId, userId);
  if (isGone(linkedBy)) {
    endLink(tx, link, { userId: linkedBy, name: null }, at);
    return true;
  }
  const announcement = announcementIn(tx, merchantId, chatId);
  if (announcement !== undefined && isGone(announcement.setBy))
    endAnnouncing(tx, announcement, { userId: announcement.setBy, name: null }, at);
  return false;
}
