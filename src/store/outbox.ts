import type { DueMessage } from './port/outbox.ts';
import type { FreeAt } from './port/outbox.ts';
import type { Outbox } from './port/outbox.ts';
import { and, eq, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import { findCharge, toCharge, toCharges } from './charge-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { isDue } from './prepared.ts';
import { FEW, fairQueue, waitingRows } from './fair-queue.ts';
import { outboxQueries, type WaitingCard, type WaitingMessage } from './outbox-queries.ts';
import { tellLastElsewhere } from './last-announcement.ts';
import { nextToTell } from './notices.ts';
import { addToOutbox } from './update-effects.ts';
import type { OutgoingMessage } from './port/update-effects.ts';
import { chargeMessages, drafts, inbox, outbox } from './schema.ts';
import { PRIORITIES, type QueuedMessage } from '../domain/messages.ts';
import type { Charge } from '../domain/charge.ts';
import { moveSetUp } from './chat-migration.ts';
const AT_ONCE: FreeAt = () => 0;
/** Before every due time. */
const NEVER_YET = -1;

export function outboxStore(engine: Engine): Outbox {
  const prepared = outboxQueries(engine.db);
  const lanes = Object.values(PRIORITIES).map((priority) => ({
    priority,
    turns: fairQueue<WaitingMessage>(),
    waiting: {
      tenantAfter: async (after: number) =>
        (await first(prepared.tenantAfter.execute({ priority, after })))?.tenant,
      chatAfter: async (tenant: number, after: number) =>
        (await first(prepared.chatAfter.execute({ priority, tenant, after })))?.chatId,
      first: async (chatId: number) => await first(prepared.first.execute({ priority, chatId })),
    },
  }));
  const cardTurns = fairQueue<WaitingCard>();
  const waitingCards = {
    tenantAfter: async (after: number) => (await first(prepared.cardTenantAfter.execute({ after })))?.tenant,
    chatAfter: async (tenant: number, after: number) =>
      (await first(prepared.cardChatAfter.execute({ tenant, after })))?.chatId,
    first: async (chatId: number, tenant: number) =>
      await first(prepared.firstCard.execute({ chatId, tenant })),
  };

  return {
    async say(says: readonly OutgoingMessage[], at: number): Promise<void> {
      await engine.write(async (tx) => addToOutbox(tx, says, at));
    },

    async due(
      now: number,
      limit: number,
      exceptChats: readonly number[],
      freeAt: FreeAt = AT_ONCE,
    ): Promise<DueMessage[]> {
      return await engine.read(async () => {
        if (!isDue(await first(prepared.nextDueAt.execute({ after: NEVER_YET })), now)) return [];
        const except = new Set(exceptChats);
        const isReady = (row: WaitingMessage): boolean => {
          if (except.has(row.chatId) || row.dueAt > now || freeAt(row) > now) return false;
          except.add(row.chatId);
          return true;
        };
        const all = (await prepared.few.execute({ limit: FEW + 1 })).toSorted((a, b) => a.id - b.id);
        const found: WaitingMessage[] = [];
        for (const { priority, turns, waiting } of lanes) {
          if (found.length >= limit) break;
          const few = all.length > FEW ? undefined : all.filter((row) => PRIORITIES[row.kind] === priority);
          const lane = few === undefined ? waiting : waitingRows(few);
          found.push(...(await turns.take(lane, limit - found.length, isReady)));
        }
        const messages: DueMessage[] = [];
        for (const { id } of found)
          for (const { row, charge, message } of await prepared.message.execute({ id }))
            messages.push({ row, charge: charge === null ? undefined : toCharge({ charge, message }) });
        return messages;
      });
    },

    async delivered(
      row: QueuedMessage,
      messageId: number | undefined,
      at: number,
      revision?: number,
    ): Promise<void> {
      await engine.write(async (tx) => {
        await settle(tx, row, { settledAt: at, messageId: messageId ?? null });
        if (messageId === undefined) return;
        if (row.draftToken !== null) {
          await tx.update(drafts).set({ promptMessageId: messageId }).where(eq(drafts.token, row.draftToken));
        }
        if (row.kind === 'card' && row.chargeId !== null) {
          await tx
            .update(chargeMessages)
            .set({
              cardMessageId: messageId,
              cardDueAt: sql`CASE WHEN ${chargeMessages.revision} > ${revision ?? 0} THEN 0 ELSE NULL END`,
            })
            .where(eq(chargeMessages.chargeId, row.chargeId));
        }
      });
    },

    async later(row: QueuedMessage, at: number): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .update(outbox)
            .set({ attempts: row.attempts + 1, dueAt: sql`max(${outbox.dueAt}, ${at})` })
            .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt))),
      );
    },

    async undeliverable(row: QueuedMessage, failure: string, at: number): Promise<void> {
      await engine.write(async (tx) => {
        if (await tellLastElsewhere(tx, row, { at, after: row.chatId, failure })) return;
        await settle(tx, row, { settledAt: at, failure });
      });
    },

    async elsewhere(row: QueuedMessage, failure: string, at: number): Promise<boolean> {
      return await engine.write(async (tx) => {
        const charge = await chargeOf(tx, row);
        const to = charge && (await nextToTell(tx, charge, row.chatId));
        const place = to === undefined ? { dueAt: null, parkedAt: at } : { chatId: to, dueAt: 0 };
        await tx
          .update(outbox)
          .set({ ...place, attempts: 0, failure })
          .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt)));
        return to !== undefined;
      });
    },

    async nextDueAt(after = NEVER_YET): Promise<number | undefined> {
      return await engine.read(async () => {
        return (await first(prepared.nextDueAt.execute({ after })))?.at ?? undefined;
      });
    },

    async dueCards(
      now: number,
      limit: number,
      exceptChats: readonly number[],
      freeAt: FreeAt = AT_ONCE,
    ): Promise<Charge[]> {
      return await engine.read(async () => {
        if (!isDue(await first(prepared.nextCardAt.execute({ after: NEVER_YET })), now)) return [];
        const except = new Set(exceptChats);
        const all = await prepared.fewCards.execute({ limit: FEW + 1 });
        const waiting = all.length > FEW ? waitingCards : waitingRows(all);
        const found = await cardTurns.take(waiting, limit, ({ chatId, tenant, dueAt }) => {
          if (except.has(chatId) || dueAt > now || freeAt({ chatId, tenant, kind: 'edit' }) > now)
            return false;
          except.add(chatId);
          return true;
        });
        const cards: Charge[] = [];
        for (const { id } of found) cards.push(...(await toCharges(prepared.charge.execute({ id }))));
        return cards;
      });
    },

    async cardShown({ id, message }: Charge): Promise<void> {
      await engine.write(async (tx) => {
        const shown = await tx
          .update(chargeMessages)
          .set({ cardDueAt: null, cardAttempts: 0 })
          .where(and(isIts(id), eq(chargeMessages.revision, message?.revision ?? 0)))
          .returning({ id: chargeMessages.chargeId });
        if (shown.length > 0) return;
        const card = and(isIts(id), isNotNull(chargeMessages.cardMessageId));
        await tx.update(chargeMessages).set({ cardDueAt: 0 }).where(card);
      });
    },

    async cardLater({ id, message }: Charge, at: number): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .update(chargeMessages)
            .set({ cardDueAt: at, cardAttempts: (message?.cardAttempts ?? 0) + 1 })
            .where(and(isIts(id), isNotNull(chargeMessages.cardDueAt))),
      );
    },

    async cardGone(charge: Charge): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .update(chargeMessages)
            .set({ cardDueAt: null, cardMessageId: null })
            .where(isIts(charge.id)),
      );
    },

    async sawAll(): Promise<boolean> {
      return lanes.every(({ turns }) => turns.sawAll()) && cardTurns.sawAll();
    },

    async nextCardAt(after = NEVER_YET): Promise<number | undefined> {
      return await engine.read(async () => {
        return (await first(prepared.nextCardAt.execute({ after })))?.at ?? undefined;
      });
    },

    async chatMoved(from: number, to: number, at: number): Promise<void> {
      // What was said there stays there.
      const toBeSaid = and(eq(outbox.chatId, from), isNull(outbox.settledAt));
      await engine.write(async (tx) => {
        // Both may have been announced to.
        await tx.delete(outbox).where(and(toBeSaid, eq(outbox.kind, 'announcement'), isToldIn(to)));
        await tx.update(outbox).set({ chatId: to }).where(toBeSaid);
        await tx
          .update(inbox)
          .set({ chatId: to })
          .where(and(eq(inbox.chatId, from), isNotNull(inbox.dueAt)));
        await tx
          .update(chargeMessages)
          .set({ chatId: to, cardMessageId: null, cardDueAt: null, commandMessageId: null, threadId: null })
          .where(eq(chargeMessages.chatId, from));
        await tx.delete(drafts).where(eq(drafts.chatId, from));
        await moveSetUp(tx, from, to, at);
      });
    },
  };
}

const isIts = (chargeId: number): SQL => eq(chargeMessages.chargeId, chargeId);

/** Announcements that are made in another chat as well. */
const isToldIn = (chatId: number): SQL =>
  sql`EXISTS (SELECT 1 FROM outbox AS twin WHERE twin.kind = 'announcement' AND twin.chat_id = ${chatId}
    AND twin.notice NOT IN ('mismatch', 'marked') AND twin.charge_id = ${outbox.chargeId} AND twin.notice = ${outbox.notice})`;

const chargeOf = async (tx: Tx, { chargeId }: QueuedMessage): Promise<Charge | undefined> =>
  chargeId === null ? undefined : await findCharge(tx, chargeId);

/** What was said is not kept, except that a notice went out, when, and as which message. */
async function settle(
  tx: Tx,
  row: QueuedMessage,
  end: { readonly settledAt: number; readonly messageId?: number | null; readonly failure?: string },
): Promise<void> {
  await tx
    .update(outbox)
    .set({ ...end, dueAt: null, payload: null })
    .where(eq(outbox.id, row.id));
}
