import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Charge } from '../domain/charge.ts';
import type { Board, Collection } from '../domain/collection.ts';
import { replacesCard } from '../domain/closed-charge.ts';
import { PRIORITIES, type QueuedMessage } from '../domain/messages.ts';
import { cardOutbox } from './cards.ts';
import { findCharge, toCharge } from './charge-rows.ts';
import { moveChat } from './chat-migration.ts';
import { collectionOfPayer, findCollection, readBoard, requireCollection } from './collection-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { FEW, fairQueue, waitingRows } from './fair-queue.ts';
import { tellLastElsewhere } from './last-announcement.ts';
import { quietHoursOf } from './merchant-settings.ts';
import { nextRecipient } from './notices.ts';
import { messageQueries, type WaitingMessage } from './outbox-queries.ts';
import type { DueMessage, FreeAt, Outbox } from './port/outbox.ts';
import type { OutgoingMessage } from './port/update-effects.ts';
import { AT_ONCE, CHARGE, CHAT, ID, isDue, NEVER_YET } from './prepared.ts';
import { preparedUpdate } from './prepared-writes.ts';
import { chargeMessages, collections, drafts, isOnBoard, outbox } from './schema.ts';
import { endUnreachable } from './summary-ends.ts';
import { addToOutbox } from './update-effects.ts';

export function outboxStore(engine: Engine): Outbox {
  const prepared = messageQueries(engine.db);
  const queues = messageQueues(prepared);
  const { sawAllCards, ...cards } = cardOutbox(engine);
  return {
    async add(messages: readonly OutgoingMessage[], at: number): Promise<void> {
      await engine.write(async (tx) => addToOutbox(tx, messages, at));
    },

    async due(
      now: number,
      limit: number,
      exceptChats: readonly number[],
      freeAt: FreeAt = AT_ONCE,
    ): Promise<DueMessage[]> {
      return await engine.read(async (db) => {
        if (!isDue(await first(prepared.nextDueAt.execute({ after: NEVER_YET })), now)) return [];
        const found = await queues.take(now, limit, new Set(exceptChats), freeAt);
        const messages: DueMessage[] = [];
        for (const { id } of found)
          for (const { row, charge, settings, role, ...told } of await prepared.message.execute({ id }))
            messages.push({
              row,
              charge: charge === null ? undefined : toCharge({ charge, ...told }),
              board: await boardOf(db, row, charge),
              quietHours: settings === null ? null : quietHoursOf(settings),
              mayMarkPaid: role !== 'cashier' || settings?.cashiersMarkPaid !== false,
            });
        return messages;
      });
    },

    delivered: (row, ...args) =>
      engine.write((tx) => recordDelivery(tx, row, ...args), isRepeatable(row) ? 'delayed' : 'awaited'),
    boardShown: (...args) => engine.write((tx) => recordBoard(tx, ...args)),
    later: (...args) => engine.write((tx) => retryLater(tx, ...args), 'delayed'),

    async undeliverable(row: QueuedMessage, failure: string, at: number): Promise<void> {
      await engine.write(async (tx) => {
        if (await tellLastElsewhere(tx, row, { at, after: row.chatId, failure })) return;
        await settle(tx, row, { settledAt: at, failure });
        await endUnreachable(tx, row, at);
      });
    },

    elsewhere: (...args) => engine.write((tx) => moveNotice(tx, ...args)),

    async nextDueAt(after = NEVER_YET): Promise<number | undefined> {
      return await engine.read(async () => {
        return (await first(prepared.nextDueAt.execute({ after })))?.at ?? undefined;
      });
    },

    async sawAll(): Promise<boolean> {
      return queues.sawAll() && sawAllCards();
    },

    chatMoved: (...args) => engine.write((tx) => moveChat(tx, ...args)),

    ...cards,
  };
}

/** Whether a second delivery of a message changes nothing in the chat. */
const isRepeatable = ({ kind }: QueuedMessage): boolean => kind === 'edit' || kind === 'delete';

/** The fair queues of waiting messages, one for each priority. */
function messageQueues(prepared: ReturnType<typeof messageQueries>) {
  const queues = Object.values(PRIORITIES).map((priority) => ({
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
  return {
    /** Takes messages that are due, the most urgent first, and adds their chats to `exceptChats`. */
    async take(
      now: number,
      limit: number,
      exceptChats: Set<number>,
      freeAt: FreeAt,
    ): Promise<readonly WaitingMessage[]> {
      const isReady = (row: WaitingMessage): boolean => {
        if (exceptChats.has(row.chatId) || row.dueAt > now || freeAt(row) > now) return false;
        exceptChats.add(row.chatId);
        return true;
      };
      const all = (await prepared.few.execute({ limit: FEW + 1 })).toSorted((a, b) => a.id - b.id);
      const found: WaitingMessage[] = [];
      for (const { priority, turns, waiting } of queues) {
        if (found.length >= limit) break;
        const few = all.length > FEW ? undefined : all.filter((row) => PRIORITIES[row.kind] === priority);
        const work = few === undefined ? waiting : waitingRows(few);
        found.push(...(await turns.take(work, limit - found.length, isReady)));
      }
      return found;
    },
    /** Whether the last look considered everything that waits. */
    sawAll: (): boolean => queues.every(({ turns }) => turns.sawAll()),
  };
}

/** Returns the board that a message is or is told on, or that shows its charge. */
async function boardOf(
  db: Tx,
  { collectionId }: QueuedMessage,
  charge: Pick<Charge, 'collectionPayerId'> | null,
): Promise<Board | undefined> {
  const payerId = charge?.collectionPayerId ?? null;
  if (collectionId === null && payerId === null) return undefined;
  const collection =
    collectionId === null
      ? await collectionOfPayer(db, payerId ?? 0)
      : await findCollection(db, collectionId);
  return collection === undefined ? undefined : await readBoard(db, collection);
}

async function recordBoard(
  tx: Tx,
  row: QueuedMessage,
  shown: Collection,
  messageId: number | undefined,
  at: number,
): Promise<void> {
  if (messageId !== undefined)
    await tx
      .update(collections)
      .set({ boardMessageId: messageId })
      // If its group became a supergroup meanwhile, that one has other messages.
      .where(and(eq(collections.id, shown.id), eq(collections.chatId, row.chatId)));
  const now = await requireCollection(tx, shown.id);
  if (now.revision !== shown.revision) {
    // The row of the board itself stays, and is due again.
    if (row.kind === 'notice') await settle(tx, row, { settledAt: at });
    return;
  }
  await tx
    .update(outbox)
    .set({ settledAt: at, dueAt: null, payload: null })
    .where(and(eq(outbox.collectionId, shown.id), isOnBoard, eq(outbox.chatId, row.chatId)));
}

async function retryLater(tx: Tx, row: QueuedMessage, at: number): Promise<void> {
  await tx
    .update(outbox)
    .set({ attempts: row.attempts + 1, dueAt: sql`max(${outbox.dueAt}, ${at})` })
    .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt)));
}

async function recordDelivery(
  tx: Tx,
  row: QueuedMessage,
  messageId: number | undefined,
  at: number,
  card?: { readonly revision: number; readonly changesAt: number | undefined },
): Promise<void> {
  await settle(tx, row, { settledAt: at, messageId: messageId ?? null });
  if (messageId === undefined) return;
  if (row.draftToken !== null) {
    await tx.update(drafts).set({ promptMessageId: messageId }).where(eq(drafts.token, row.draftToken));
  }
  if (row.kind === 'card' && row.chargeId !== null) {
    const { chargeId } = row;
    const shows = { revision: card?.revision ?? 0, changesAt: card?.changesAt ?? null };
    await cardCame(tx, { chargeId, ...shows }, { cardMessageId: messageId });
  }
  if (row.kind === 'notice' && row.chargeId !== null && replacesCard(row.notice))
    await replaceCard(tx, { chargeId: row.chargeId, chatId: row.chatId, messageId, at });
}

const cardCame = preparedUpdate(chargeMessages, eq(chargeMessages.chargeId, CHARGE), {
  cardDueAt: sql`CASE WHEN ${chargeMessages.revision} > ${sql.placeholder('revision')} THEN 0 ELSE ${sql.placeholder('changesAt')} END`,
});

/** Lets a charge's card make way for its notice in the same chat. A card that Telegram does not have yet is given up. */
async function replaceCard(
  tx: Tx,
  notice: {
    readonly chargeId: number;
    readonly chatId: number;
    readonly messageId: number;
    readonly at: number;
  },
): Promise<void> {
  const { chargeId, chatId, messageId, at } = notice;
  await noticeCame(tx, { chargeId, chatId }, { noticeMessageId: messageId });
  const failure = 'its notice came first';
  await giveUpCard(tx, { chargeId, chatId }, { settledAt: at, dueAt: null, payload: null, failure });
}

const noticeCame = preparedUpdate(
  chargeMessages,
  and(eq(chargeMessages.chargeId, CHARGE), eq(chargeMessages.chatId, CHAT)),
  { cardDueAt: sql`CASE WHEN ${chargeMessages.cardMessageId} IS NULL THEN NULL ELSE 0 END` },
);
const giveUpCard = preparedUpdate(
  outbox,
  and(
    eq(outbox.chargeId, CHARGE),
    // Written out, so that SQLite uses the partial index.
    sql`${outbox.kind} = 'card'`,
    eq(outbox.chatId, CHAT),
    isNotNull(outbox.dueAt),
  ),
);

async function moveNotice(tx: Tx, row: QueuedMessage, failure: string, at: number): Promise<boolean> {
  const charge = await chargeOf(tx, row);
  const to = charge && (await nextRecipient(tx, charge, row.chatId));
  const place = to === undefined ? { dueAt: null, parkedAt: at } : { chatId: to, dueAt: 0 };
  await tx
    .update(outbox)
    .set({ ...place, attempts: 0, failure })
    .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt)));
  return to !== undefined;
}

const chargeOf = async (tx: Tx, { chargeId }: QueuedMessage): Promise<Charge | undefined> =>
  chargeId === null ? undefined : await findCharge(tx, chargeId);

/** What was said is not kept, except that a notice went out, when, and as which message. */
async function settle(
  tx: Tx,
  row: QueuedMessage,
  end: { readonly settledAt: number; readonly messageId?: number | null; readonly failure?: string },
): Promise<void> {
  await changeMessage(tx, { id: row.id }, { ...end, dueAt: null, payload: null });
}

const changeMessage = preparedUpdate(outbox, eq(outbox.id, ID));
