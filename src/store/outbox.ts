import { and, eq, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import type { Db } from './engines/sqlite/database.ts';
import { isDue } from './prepared.ts';
import { FEW, fairQueue, waitingRows } from './fair-queue.ts';
import { outboxQueries, type WaitingCard, type WaitingMessage } from './outbox-queries.ts';
import { nextToTell } from './notices.ts';
import { addToOutbox, writing, type OutgoingMessage } from './update-effects.ts';
import {
  charges,
  drafts,
  inbox,
  outbox,
  PRIORITIES,
  type Charge,
  type OutboxKind,
  type OutboxRow,
} from './schema.ts';
import { moveSetUp } from './chat-migration.ts';

/** Something to be said that is due: a row of the outbox, with its charge if it is about one. */
export interface DueMessage {
  readonly row: OutboxRow;
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

export function outboxStore(db: Db) {
  const prepared = outboxQueries(db);
  const lanes = Object.values(PRIORITIES).map((priority) => ({
    priority,
    turns: fairQueue<WaitingMessage>(),
    waiting: {
      tenantAfter: (after: number) => prepared.tenantAfter.get({ priority, after })?.tenant,
      chatAfter: (tenant: number, after: number) =>
        prepared.chatAfter.get({ priority, tenant, after })?.chatId,
      first: (chatId: number) => prepared.first.get({ priority, chatId }),
    },
  }));
  const cardTurns = fairQueue<WaitingCard>();
  const waitingCards = {
    tenantAfter: (after: number) => prepared.cardTenantAfter.get({ after })?.tenant,
    chatAfter: (tenant: number, after: number) => prepared.cardChatAfter.get({ tenant, after })?.chatId,
    first: (chatId: number, tenant: number) => prepared.firstCard.get({ chatId, tenant }),
  };

  return {
    /** To be said, though no update asked for it. */
    async say(says: readonly OutgoingMessage[], at: number): Promise<void> {
      writing(db, (tx) => addToOutbox(tx, says, at));
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
      if (!isDue(prepared.nextDueAt.get({ after: NEVER_YET }), now)) return [];
      const except = new Set(exceptChats);
      const isReady = (row: WaitingMessage): boolean => {
        if (except.has(row.chatId) || row.dueAt > now || freeAt(row) > now) return false;
        except.add(row.chatId);
        return true;
      };
      const all = prepared.few.all({ limit: FEW + 1 }).toSorted((a, b) => a.id - b.id);
      const found: WaitingMessage[] = [];
      for (const { priority, turns, waiting } of lanes) {
        if (found.length >= limit) break;
        const few = all.length > FEW ? undefined : all.filter((row) => PRIORITIES[row.kind] === priority);
        const lane = few === undefined ? waiting : waitingRows(few);
        found.push(...turns.take(lane, limit - found.length, isReady));
      }
      return found.flatMap(({ id }) => {
        const message = prepared.message.get({ id });
        return message === undefined ? [] : [{ row: message.row, charge: message.charge ?? undefined }];
      });
    },

    /** Telegram has it. `revision`: of the charge when a card was rendered, so that a later change is still shown. */
    async delivered(
      row: OutboxRow,
      messageId: number | undefined,
      at: number,
      revision?: number,
    ): Promise<void> {
      writing(db, (tx) => {
        settle(tx, row, { settledAt: at, messageId: messageId ?? null });
        if (messageId === undefined) return;
        if (row.draftToken !== null) {
          tx.update(drafts).set({ promptMessageId: messageId }).where(eq(drafts.token, row.draftToken)).run();
        }
        if (row.kind === 'card' && row.chargeId !== null) {
          tx.update(charges)
            .set({
              cardMessageId: messageId,
              cardDueAt: sql`CASE WHEN ${charges.revision} > ${revision ?? 0} THEN 0 ELSE NULL END`,
            })
            .where(eq(charges.id, row.chargeId))
            .run();
        }
      });
    },

    /** To be tried again at `at` (steady time); what is as urgent and waits behind it in the chat waits as long. */
    async later(row: OutboxRow, at: number): Promise<void> {
      writing(db, (tx) =>
        tx
          .update(outbox)
          .set({ attempts: row.attempts + 1, dueAt: sql`max(${outbox.dueAt}, ${at})` })
          .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt)))
          .run(),
      );
    },

    /** It can never arrive: kept, with the reason. */
    async undeliverable(row: OutboxRow, failure: string, at: number): Promise<void> {
      writing(db, (tx) => settle(tx, row, { settledAt: at, failure }));
    },

    /**
     * The chat of a notice is gone: it goes to the person who charged, in private, and if that is where it was to go, to an
     * owner. False if there is nobody left to tell: then it is parked, until one of them is heard of again (see parked.ts).
     */
    async elsewhere(row: OutboxRow, failure: string, at: number): Promise<boolean> {
      return writing(db, (tx) => {
        const charge = chargeOf(tx, row);
        const to = charge && nextToTell(tx, charge, row.chatId);
        const place = to === undefined ? { dueAt: null, parkedAt: at } : { chatId: to, dueAt: 0 };
        tx.update(outbox)
          .set({ ...place, attempts: 0, failure })
          .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt)))
          .run();
        return to !== undefined;
      });
    },

    /** When the next message is due, of those that are due after `after` if one is given; undefined when none waits. */
    async nextDueAt(after = NEVER_YET): Promise<number | undefined> {
      return prepared.nextDueAt.get({ after })?.at ?? undefined;
    },

    /** Charges whose card may show something outdated, one of each chat, in turns as messages are. */
    async dueCards(
      now: number,
      limit: number,
      exceptChats: readonly number[],
      freeAt: FreeAt = AT_ONCE,
    ): Promise<Charge[]> {
      if (!isDue(prepared.nextCardAt.get({ after: NEVER_YET }), now)) return [];
      const except = new Set(exceptChats);
      const all = prepared.fewCards.all({ limit: FEW + 1 });
      const waiting = all.length > FEW ? waitingCards : waitingRows(all);
      const found = cardTurns.take(waiting, limit, ({ chatId, tenant, dueAt }) => {
        if (except.has(chatId) || dueAt > now || freeAt({ chatId, tenant, kind: 'edit' }) > now) return false;
        except.add(chatId);
        return true;
      });
      return found.flatMap(({ id }) => prepared.charge.get({ id }) ?? []);
    },

    /** The card shows this revision of the charge. If the charge has moved on meanwhile, it shows something outdated. */
    async cardShown({ id, revision }: Charge): Promise<void> {
      writing(db, (tx) => {
        const shown = tx
          .update(charges)
          .set({ cardDueAt: null, cardAttempts: 0 })
          .where(and(eq(charges.id, id), eq(charges.revision, revision)))
          .run();
        if (shown.changes > 0) return;
        const card = and(eq(charges.id, id), isNotNull(charges.cardMessageId));
        tx.update(charges).set({ cardDueAt: 0 }).where(card).run();
      });
    },

    async cardLater(charge: Charge, at: number): Promise<void> {
      writing(db, (tx) =>
        tx
          .update(charges)
          .set({ cardDueAt: at, cardAttempts: charge.cardAttempts + 1 })
          .where(and(eq(charges.id, charge.id), isNotNull(charges.cardDueAt)))
          .run(),
      );
    },

    /** The card cannot be changed any more (deleted, or the chat is gone): it is no longer kept up to date. */
    async cardGone(charge: Charge): Promise<void> {
      writing(db, (tx) =>
        tx
          .update(charges)
          .set({ cardDueAt: null, cardMessageId: null })
          .where(eq(charges.id, charge.id))
          .run(),
      );
    },

    /** Whether everything that waits was looked at when this was asked last: what is due, and what cards. */
    async sawAll(): Promise<boolean> {
      return lanes.every(({ turns }) => turns.sawAll()) && cardTurns.sawAll();
    },

    async nextCardAt(after = NEVER_YET): Promise<number | undefined> {
      return prepared.nextCardAt.get({ after })?.at ?? undefined;
    },

    /** A group that became a supergroup has a new id, and its messages new ids: everything about it moves there. */
    async chatMoved(from: number, to: number, at: number): Promise<void> {
      // What was said there stays there.
      const toBeSaid = and(eq(outbox.chatId, from), isNull(outbox.settledAt));
      writing(db, (tx) => {
        // Both may have been announced to.
        tx.delete(outbox)
          .where(and(toBeSaid, eq(outbox.kind, 'announcement'), isToldIn(to)))
          .run();
        tx.update(outbox).set({ chatId: to }).where(toBeSaid).run();
        tx.update(inbox)
          .set({ chatId: to })
          .where(and(eq(inbox.chatId, from), isNotNull(inbox.dueAt)))
          .run();
        tx.update(charges)
          .set({ chatId: to, cardMessageId: null, cardDueAt: null, commandMessageId: null, threadId: null })
          .where(eq(charges.chatId, from))
          .run();
        tx.delete(drafts).where(eq(drafts.chatId, from)).run();
        moveSetUp(tx, from, to, at);
      });
    },
  };
}

/** Announcements that are made in another chat as well. */
const isToldIn = (chatId: number): SQL =>
  sql`EXISTS (SELECT 1 FROM outbox AS twin WHERE twin.kind = 'announcement' AND twin.chat_id = ${chatId}
    AND twin.notice NOT IN ('mismatch', 'marked') AND twin.charge_id = ${outbox.chargeId} AND twin.notice = ${outbox.notice})`;

const chargeOf = (tx: Db, { chargeId }: OutboxRow): Charge | undefined =>
  chargeId === null ? undefined : tx.select().from(charges).where(eq(charges.id, chargeId)).get();

/** What was said is not kept, except that a notice went out, when, and as which message. */
function settle(
  tx: Db,
  row: OutboxRow,
  end: { readonly settledAt: number; readonly messageId?: number | null; readonly failure?: string },
): void {
  tx.update(outbox)
    .set({ ...end, dueAt: null, payload: null })
    .where(eq(outbox.id, row.id))
    .run();
}
