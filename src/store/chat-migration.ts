import { eq, sql } from 'drizzle-orm';
import type { Tx } from './engine.ts';
import { addEvent } from './merchant-events.ts';
import { tellOwners } from './news.ts';
import { announcements, chatQuestions, chats, linkRequests } from './schema.ts';
import { linkOf, takeAway } from './unlinking.ts';

/**
 * Moves what is set up in a group to the supergroup that it became, within a transaction. A link that somebody else has made
 * there meanwhile gives way: the group is the same people's, and whose it was counts.
 */
export async function moveSetUp(tx: Tx, from: number, to: number, at: number): Promise<void> {
  const link = await linkOf(tx, from);
  const there = await linkOf(tx, to);
  if (link !== undefined) {
    if (there !== undefined && there.merchantId !== link.merchantId) {
      await takeAway(tx, there.merchantId, to, at);
      await addEvent(tx, there.merchantId, at, 'tillbot', 'unlinked', { chatId: to, movedFrom: from });
      await tellOwners(tx, there.merchantId, { kind: 'chat-lost', title: there.title }, at);
    }
    await tx.delete(chats).where(eq(chats.chatId, to));
    await tx.update(chats).set({ chatId: to, checkDueAt: 0 }).where(eq(chats.chatId, from));
  }
  for (const { merchantId } of await tx.select().from(announcements).where(eq(announcements.chatId, from))) {
    const here = (chatId: number) =>
      sql`${announcements.merchantId} = ${merchantId} AND ${announcements.chatId} = ${chatId}`;
    await tx.delete(announcements).where(here(to));
    await tx.update(announcements).set({ chatId: to, threadId: null }).where(here(from));
  }
  await tx.update(chatQuestions).set({ chatId: to }).where(eq(chatQuestions.chatId, from));
  // Asked in both, the later counts.
  await tx.delete(linkRequests).where(
    sql`${linkRequests.chatId} = ${from} AND EXISTS (SELECT 1 FROM link_requests AS later
        WHERE later.chat_id = ${to} AND later.user_id = ${linkRequests.userId})`,
  );
  await tx
    .update(linkRequests)
    .set({ chatId: to, threadId: null, commandMessageId: null, dueAt: 0 })
    .where(eq(linkRequests.chatId, from));
}
