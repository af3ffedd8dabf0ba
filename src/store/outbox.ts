import type { Charge } from '../domain/charge.ts';
import type { Board } from '../domain/collection.ts';
import { PRIORITIES, type QueuedMessage, type OutgoingMessage } from '../domain/messages.ts';
import { cardOutbox } from './cards.ts';
import { toCharge } from './charge-rows.ts';
import { moveChat } from './chat-migration.ts';
import { collectionOfPayer, findCollection, readBoard } from './collection-rows.ts';
import { first, type Engine, type Tx, type WriteOptions } from './engine.ts';
import { NO_LOCKS, ofCharge, ofMerchant } from './locks.ts';
import { FEW, fairQueue, waitingRows } from './fair-queue.ts';
import { tellLastElsewhere } from './last-announcement.ts';
import { quietHoursOf } from './merchant-settings.ts';
import { moveNotice, recordBoard, recordDelivery, retryLater, settle } from './message-outcomes.ts';
import { messageQueries, type WaitingMessage } from './outbox-queries.ts';
import type { DueMessage, FreeAt, Outbox } from './port/outbox.ts';
import { AT_ONCE, NEVER_YET } from './prepared.ts';
import { endUnreachable } from './summary-ends.ts';
import { addToOutbox } from './update-effects.ts';

export function outboxStore(engine: Engine): Outbox {
  const prepared = messageQueries(engine.db);
  const queues = messageQueues(prepared);
  const { sawAllCards, ...cards } = cardOutbox(engine);
  return {
    async add(messages: readonly OutgoingMessage[], at: number): Promise<void> {
      await engine.write(async (tx) => addToOutbox(tx, messages, at), NO_LOCKS);
    },

    async due(
      now: number,
      limit: number,
      exceptChats: readonly number[],
      freeAt: FreeAt = AT_ONCE,
    ): Promise<DueMessage[]> {
      return await engine.read(async (db) => {
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
      engine.write((tx) => recordDelivery(tx, row, ...args), {
        durability: isRepeatable(row) ? 'delayed' : 'awaited',
        ...ofMessage(row),
      }),
    boardShown: (row, shown, ...args) =>
      engine.write((tx) => recordBoard(tx, row, shown, ...args), ofMerchant(shown.merchantId)),
    later: (...args) => engine.write((tx) => retryLater(tx, ...args), { durability: 'delayed', ...NO_LOCKS }),

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

/** What a message that was delivered changes: its charge's messages, or nothing but its own row and its draft. */
const ofMessage = ({ chargeId }: QueuedMessage): Pick<WriteOptions, 'locks'> =>
  chargeId === null ? NO_LOCKS : ofCharge(chargeId);

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
