import { and, eq, isNotNull, or, type SQL } from 'drizzle-orm';
import { isSummaryPayload, type QueuedMessage } from '../domain/messages.ts';
import type { Member } from '../domain/member.ts';
import type { SummaryPlace } from '../domain/summary.ts';
import { first, type Tx } from './engine.ts';
import { addEvent } from './merchant-events.ts';
import { tellOwners } from './news.ts';
import { chats, outbox, summaries } from './schema.ts';

type Ended = Pick<typeof summaries.$inferSelect, 'merchantId' | 'chatId' | 'topic'>;

/**
 * Ends the summaries of a merchant in a chat, or in one topic of it, within a transaction. Those that wait to be sent there are
 * deleted: somebody who may hear no more must not hear the last one either.
 *
 * @returns whether there were any
 */
export async function endSummariesIn(
  tx: Tx,
  { merchantId, chatId, topic }: Pick<Ended, 'merchantId' | 'chatId'> & Partial<Pick<Ended, 'topic'>>,
): Promise<boolean> {
  const ended = await deleteSummaries(
    tx,
    and(
      eq(summaries.merchantId, merchantId),
      eq(summaries.chatId, chatId),
      topic === undefined ? undefined : eq(summaries.topic, topic),
    ),
  );
  return ended.length > 0;
}

/**
 * Ends the summaries that a member who leaves has set, and those in their private chat, within the transaction that removes them.
 * The owners are told which groups hear none any more.
 */
export async function endSummariesOf(
  tx: Tx,
  { merchantId, userId, name }: Member,
  at: number,
): Promise<void> {
  const ended = await deleteSummaries(
    tx,
    and(
      eq(summaries.merchantId, merchantId),
      // A private chat has its person's id.
      or(eq(summaries.setBy, userId), eq(summaries.chatId, userId)),
    ),
  );
  for (const chatId of new Set(ended.map((place) => place.chatId))) {
    await addEvent(tx, merchantId, at, 'tillbot', 'summary-ended', { chatId, of: userId });
    if (chatId < 0)
      await tellOwners(
        tx,
        merchantId,
        { kind: 'summary-ended', title: await titleOf(tx, chatId), person: name },
        at,
      );
  }
}

/** Ends the summaries of a chat that one of them cannot reach, within the transaction that gives it up. The owners are told. */
export async function endUnreachable(
  tx: Tx,
  { merchantId, chatId, payload }: Pick<QueuedMessage, 'merchantId' | 'chatId' | 'payload'>,
  at: number,
): Promise<void> {
  if (merchantId === null || !isSummaryPayload(payload)) return;
  if (!(await endSummariesIn(tx, { merchantId, chatId, topic: payload.threadId ?? 0 }))) return;
  await addEvent(tx, merchantId, at, 'tillbot', 'summary-ended', { chatId });
  if (chatId < 0)
    await tellOwners(
      tx,
      merchantId,
      { kind: 'summary-ended', title: await titleOf(tx, chatId), person: null },
      at,
    );
}

/** Moves the summaries of a group to the supergroup that it became. What was set in the supergroup meanwhile is replaced. */
export async function moveSummaries(tx: Tx, from: number, to: number): Promise<void> {
  for (const { id, merchantId, topic, period } of await tx
    .select()
    .from(summaries)
    .where(eq(summaries.chatId, from))) {
    const isThere = and(
      eq(summaries.merchantId, merchantId),
      eq(summaries.chatId, to),
      eq(summaries.topic, topic),
      eq(summaries.period, period),
    );
    await tx.delete(summaries).where(isThere);
    await tx.update(summaries).set({ chatId: to }).where(eq(summaries.id, id));
  }
}

async function deleteSummaries(tx: Tx, which: SQL | undefined): Promise<readonly Ended[]> {
  const ended = await tx.delete(summaries).where(which).returning();
  for (const place of ended) await deleteWaiting(tx, place);
  return ended;
}

/** Deletes the summaries of a place that wait to be sent. */
async function deleteWaiting(tx: Tx, { merchantId, chatId, topic }: Ended): Promise<void> {
  const waiting = await tx
    .select({ id: outbox.id, payload: outbox.payload })
    .from(outbox)
    .where(
      and(
        eq(outbox.chatId, chatId),
        isNotNull(outbox.dueAt),
        eq(outbox.kind, 'message'),
        eq(outbox.merchantId, merchantId),
      ),
    );
  for (const { id, payload } of waiting)
    if (isSummaryPayload(payload) && (payload.threadId ?? 0) === topic)
      await tx.delete(outbox).where(eq(outbox.id, id));
}

/** A group's title; null if it is not known. */
const titleOf = async (tx: Tx, chatId: number): Promise<string | null> =>
  (await first(tx.select({ title: chats.title }).from(chats).where(eq(chats.chatId, chatId))))?.title ?? null;

/** How a place is stored. */
export const topicOf = ({ threadId }: Pick<SummaryPlace, 'threadId'>): number => threadId ?? 0;
