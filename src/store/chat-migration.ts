import { and, eq, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import type { Tx } from './engine.ts';
import { addEvent } from './merchant-events.ts';
import { tellOwners } from './news.ts';
import {
  announcements,
  chargeMessages,
  chatQuestions,
  chats,
  collections,
  drafts,
  inbox,
  linkRequests,
  outbox,
} from './schema.ts';
import { moveSummaries } from './summary-ends.ts';
import { linkOf, removeLink } from './unlinking.ts';

const FORMER_GROUP = 'it was in the former group';

/**
 * Moves everything about a group to the supergroup that it became, within a transaction. Messages that were sent stay where they
 * are, and their ids are dropped: the supergroup has others.
 */
export async function moveChat(tx: Tx, from: number, to: number, at: number): Promise<void> {
  const waiting = and(eq(outbox.chatId, from), isNull(outbox.settledAt));
  // The same announcement may wait in both chats.
  await tx.delete(outbox).where(and(waiting, eq(outbox.kind, 'announcement'), isToldIn(to)));
  // A deletion names a message of the former group. In this one, its id may be another message's.
  await tx
    .update(outbox)
    .set({ dueAt: null, settledAt: at, payload: null, failure: FORMER_GROUP })
    .where(and(waiting, eq(outbox.kind, 'delete')));
  await tx.update(outbox).set({ chatId: to }).where(waiting);
  await tx
    .update(inbox)
    .set({ chatId: to })
    .where(and(eq(inbox.chatId, from), isNotNull(inbox.dueAt)));
  await tx
    .update(chargeMessages)
    .set({
      chatId: to,
      cardMessageId: null,
      cardDueAt: null,
      noticeMessageId: null,
      commandMessageId: null,
      commandWord: null,
      threadId: null,
    })
    .where(eq(chargeMessages.chatId, from));
  await tx
    .update(collections)
    .set({ chatId: to, boardMessageId: null, commandMessageId: null, commandWord: null, threadId: null })
    .where(eq(collections.chatId, from));
  await tx.delete(drafts).where(eq(drafts.chatId, from));
  await moveSettings(tx, from, to, at);
}

/** Announcements that wait in another chat as well. */
const isToldIn = (chatId: number): SQL =>
  sql`EXISTS (SELECT 1 FROM outbox AS twin WHERE twin.kind = 'announcement' AND twin.chat_id = ${chatId}
    AND twin.notice NOT IN ('mismatch', 'marked') AND twin.charge_id = ${outbox.chargeId} AND twin.notice = ${outbox.notice})`;

/**
 * Moves the link, announcements, summaries, questions and requests of a group. A link of another merchant that was made in the supergroup
 * meanwhile is removed: the group is the same, and the merchant that it was linked to keeps it.
 */
async function moveSettings(tx: Tx, from: number, to: number, at: number): Promise<void> {
  const link = await linkOf(tx, from);
  const there = await linkOf(tx, to);
  if (link !== undefined) {
    if (there !== undefined && there.merchantId !== link.merchantId) {
      await removeLink(tx, there.merchantId, to, at);
      await addEvent(tx, there.merchantId, at, 'tillbot', 'unlinked', { chatId: to, movedFrom: from });
      await tellOwners(tx, there.merchantId, { kind: 'chat-lost', title: there.title }, at);
    }
    await tx.delete(chats).where(eq(chats.chatId, to));
    await tx
      .update(chats)
      .set({ chatId: to, checkDueAt: 0, botMayDelete: false })
      .where(eq(chats.chatId, from));
  }
  for (const { merchantId } of await tx.select().from(announcements).where(eq(announcements.chatId, from))) {
    const here = (chatId: number) =>
      sql`${announcements.merchantId} = ${merchantId} AND ${announcements.chatId} = ${chatId}`;
    await tx.delete(announcements).where(here(to));
    await tx.update(announcements).set({ chatId: to, threadId: null }).where(here(from));
  }
  await moveSummaries(tx, from, to);
  await tx.update(chatQuestions).set({ chatId: to }).where(eq(chatQuestions.chatId, from));
  // Of requests by the same person in both chats, the later one counts.
  await tx.delete(linkRequests).where(
    sql`${linkRequests.chatId} = ${from} AND EXISTS (SELECT 1 FROM link_requests AS later
        WHERE later.chat_id = ${to} AND later.user_id = ${linkRequests.userId})`,
  );
  await tx
    .update(linkRequests)
    .set({ chatId: to, threadId: null, commandMessageId: null, commandWord: null, dueAt: 0 })
    .where(eq(linkRequests.chatId, from));
}
