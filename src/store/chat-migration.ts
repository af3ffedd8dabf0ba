import { eq, sql } from 'drizzle-orm';
import type { Db } from './engines/sqlite/database.ts';
import { addEvent } from './merchant-events.ts';
import { tellOwners } from './news.ts';
import { announcements, chatQuestions, chats, linkRequests } from './schema.ts';
import { linkOf, takeAway } from './unlinking.ts';

/**
 * Moves what is set up in a group to the supergroup that it became, within a transaction. A link that somebody else has made
 * there meanwhile gives way: the group is the same people's, and whose it was counts.
 */
export function moveSetUp(tx: Db, from: number, to: number, at: number): void {
  const link = linkOf(tx, from);
  const there = linkOf(tx, to);
  if (link !== undefined) {
    if (there !== undefined && there.merchantId !== link.merchantId) {
      takeAway(tx, there.merchantId, to, at);
      addEvent(tx, there.merchantId, at, 'tillbot', 'unlinked', { chatId: to, movedFrom: from });
      tellOwners(tx, there.merchantId, { kind: 'chat-lost', title: there.title }, at);
    }
    tx.delete(chats).where(eq(chats.chatId, to)).run();
    tx.update(chats).set({ chatId: to, checkDueAt: 0 }).where(eq(chats.chatId, from)).run();
  }
  for (const { merchantId } of tx.select().from(announcements).where(eq(announcements.chatId, from)).all()) {
    const here = (chatId: number) =>
      sql`${announcements.merchantId} = ${merchantId} AND ${announcements.chatId} = ${chatId}`;
    tx.delete(announcements).where(here(to)).run();
    tx.update(announcements).set({ chatId: to, threadId: null }).where(here(from)).run();
  }
  tx.update(chatQuestions).set({ chatId: to }).where(eq(chatQuestions.chatId, from)).run();
  // Asked in both, the later counts.
  tx.delete(linkRequests)
    .where(
      sql`${linkRequests.chatId} = ${from} AND EXISTS (SELECT 1 FROM link_requests AS later
        WHERE later.chat_id = ${to} AND later.user_id = ${linkRequests.userId})`,
    )
    .run();
  tx.update(linkRequests)
    .set({ chatId: to, threadId: null, commandMessageId: null, dueAt: 0 })
    .where(eq(linkRequests.chatId, from))
    .run();
}
