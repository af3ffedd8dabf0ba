import { and, eq, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import { findCharge, toCharge, toCharges } from './charge-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { isDue } from './prepared.ts';
import { FEW, fairQueue, waitingRows } from './fair-queue.ts';
import { outboxQueries, type WaitingCard, type WaitingMessage } from './outbox-queries.ts';
import { nextToTell } from './notices.ts';
import { addToOutbox, type OutgoingMessage } from './update-effects.ts';
import { chargeMessages, drafts, inbox, outbox } from './schema.ts';
import { PRIORITIES, type OutboxKind, type QueuedMessage } from '../domain/messages.ts';
import type { Charge } from '../domain/charge.ts';
import { moveSetUp } from './chat-migration.ts';

/** Something to be said that is due: a row of the outbox, with its charge if it is about one. */
export interface DueMessage {
  readonly row: QueuedMessage;
  readonly charge: Charge | undefined;
}

/** Where something would be sent, whose turn it would take (0 for nobody's), and what it is: a card's change is an edit. */
export interface Destination {
  readonly chatId: number;
  readonly tenant: number;
  readonly kind: OutboxKind;
}

/** When something may be sent there, in steady time; not above the present for at once. */
export type FreeAt = (to: Destination) => number;
const AT_ONCE: FreeAt = () => 0;
/** Before every due time. */
const NEVER_YET = -1;

/** What is to be said: new messages in the order in which they were decided per chat, and cards to bring up to date. */
export type Outbox = ReturnType<typeof outboxStore>;

export function outboxStore(engine: Engine) {
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
    /** To be said, though no update asked for it. */
    async say(says: readonly OutgoingMessage[], at: number): Promise<void> {
      await engine.write(async (tx) => addToOutbox(tx, says, at));
    },

    /**
     * What is to be said first, one message of each chat, where it is due: by priority, and within one each merchant in turn, and
     * each of a merchant's chats. `exceptChats`: those being spoken to at the moment.
     */
    async due(
      now: number,
      limit: number,
      exceptChats: readonly number[],
      freeAt: FreeAt = AT_ONCE,
    ): Promise<DueMessage[]> {
      return engine.read(async () => {
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

    /** Telegram has it. `revision`: of the charge when a card was rendered, so that a later change is still shown. */
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

    /** To be tried again at `at` (steady time); what is as urgent and waits behind it in the chat waits as long. */
    async later(row: QueuedMessage, at: number): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .update(outbox)
            .set({ attempts: row.attempts + 1, dueAt: sql`max(${outbox.dueAt}, ${at})` })
            .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt))),
      );
    },

    /** It can never arrive: kept, with the reason. */
    async undeliverable(row: QueuedMessage, failure: string, at: number): Promise<void> {
      await engine.write(async (tx) => settle(tx, row, { settledAt: at, failure }));
    },

    /**
     * The chat of a notice is gone: it goes to the person who charged, in private, and if that is where it was to go, to an
     * owner. False if there is nobody left to tell: then it is parked, until one of them is heard of again (see parked.ts).
     */
    async elsewhere(row: QueuedMessage, failure: string, at: number): Promise<boolean> {
      return engine.write(async (tx) => {
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

    /** When the next message is due, of those that are due after `after` if one is given; undefined when none waits. */
    async nextDueAt(after = NEVER_YET): Promise<number | undefined> {
      return engine.read(async () => {
        return (await first(prepared.nextDueAt.execute({ after })))?.at ?? undefined;
      });
    },

    /** Charges whose card may show something outdated, one of each chat, in turns as messages are. */
    async dueCards(
      now: number,
      limit: number,
      exceptChats: readonly number[],
      freeAt: FreeAt = AT_ONCE,
    ): Promise<Charge[]> {
      return engine.read(async () => {
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

    /** The card shows this revision of the charge. If the charge has moved on meanwhile, it shows something outdated. */
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

    /** The card cannot be changed any more (deleted, or the chat is gone): it is no longer kept up to date. */
    async cardGone(charge: Charge): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .update(chargeMessages)
            .set({ cardDueAt: null, cardMessageId: null })
            .where(isIts(charge.id)),
      );
    },

    /** Whether everything that waits was looked at when this was asked last: what is due, and what cards. */
    async sawAll(): Promise<boolean> {
      return lanes.every(({ turns }) => turns.sawAll()) && cardTurns.sawAll();
    },

    async nextCardAt(after = NEVER_YET): Promise<number | undefined> {
      return engine.read(async () => {
        return (await first(prepared.nextCardAt.execute({ after })))?.at ?? undefined;
      });
    },

    /** A group that became a supergroup has a new id, and its messages new ids: everything about it moves there. */
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
