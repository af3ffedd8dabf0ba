import { chargeMessageOf } from '../support/store.ts';
import type { DueMessage } from '../../src/store/port/outbox.ts';
import type { NoticeKind } from '../../src/domain/messages.ts';
import type { Charge } from '../../src/domain/charge.ts';
import type { Delivery, Messenger } from '../../src/payments/messenger.ts';
import { boards as newBoards, type Boards } from './boards.ts';
import type { AnswerPayload } from './updates-api.ts';
import type { World } from './world.ts';

/** A notice that a chat received, with the charge as it was told. */
export interface Received {
  /** Which database it came from: a restored copy does not know the receipts of the lost database. */
  readonly database: number;
  readonly chatId: number;
  /** It is an announcement, in a chat that is told of every payment. */
  readonly isAnnouncement: boolean;
  readonly notice: NoticeKind;
  readonly chargeId: number;
  readonly merchantId: number;
  readonly idempotencyKey: string;
  readonly transactionId: string | null;
  readonly receipt: string | null;
  readonly amountKes: number;
}

/** A message that is neither a notice nor a card: an answer to an update. */
export interface Answer {
  readonly chatId: number;
  readonly payload: unknown;
}

/** The simulated Telegram behind the messenger, and what the chats really received. */
export interface FakeTelegram extends Messenger {
  readonly notices: readonly Received[];
  readonly answers: readonly Answer[];
  /** The state that each card shows, by its message. */
  readonly cards: ReadonlyMap<number, { readonly chargeId: number; readonly chatId: number; state: string }>;
  /** Chats that cannot be written to. */
  readonly gone: Set<number>;
  /** Groups that became supergroups. */
  readonly moved: Map<number, number>;
  /** Returns whether a chat cannot be written to, by its former id or its present one. */
  isGone(chatId: number): boolean;
  /** Chats that were gone for a while. */
  readonly wereGone: Set<number>;
  /** Returns whether two ids belong to one chat, now or formerly. */
  isSame(one: number, other: number): boolean;
  /** Cards that were deleted by a person. */
  readonly deleted: Set<number>;
  /** Outbox rows in the order in which each chat first got them, of each priority; those of another database, and those after a power cut, are other rows. */
  readonly order: ReadonlyMap<string, readonly number[]>;
  /** What chats saw of collections. */
  readonly boards: Boards;
  /** The program has another database from now on. */
  newDatabase(): void;
  /** The power was cut. New rows may have the ids of rows that were not on the disk. */
  powerCut(): void;
}

/** The key of a charge of a collection counts its payers and rounds: in a restored copy, the same key may be another charge's. */
export const keyIn = (idempotencyKey: string, database: number): string =>
  idempotencyKey.startsWith('collect:') ? `${idempotencyKey} of database ${database}` : idempotencyKey;

/** @param onAnswer called when a person reads an answer, for the first time or again */
export function fakeTelegram(world: World, onAnswer: (answer: Answer) => void): FakeTelegram {
  const { chance, clock } = world;
  const notices: Received[] = [];
  const answers: Answer[] = [];
  const cards: Map<number, { chargeId: number; chatId: number; state: string }> = new Map();
  const gone = new Set<number>();
  const moved = new Map<number, number>();
  const deleted = new Set<number>();
  const order = new Map<string, number[]>();
  let messageId = 1_000;
  let database = 1;
  let cuts = 0;
  /** After how many power cuts a message was sent: it may arrive after the next one. */
  const sentAfter = new WeakMap<object, number>();

  /** Returns why a message does not reach its chat, or undefined if it does. */
  const obstacle = async (chatId: number): Promise<Delivery | undefined> => {
    await clock.sleep(chance.int(1, 400));
    if (world.isAway('telegram') || world.fault('a message is lost on its way', 0.08)) {
      await clock.sleep(chance.int(0, 15_000));
      return { kind: 'later', afterMs: undefined, why: 'cut off' };
    }
    if (world.fault('a message is one too many', 0.05)) {
      return { kind: 'later', afterMs: chance.int(1, 60) * 1_000, why: 'limited' };
    }
    if (gone.has(chatId)) return { kind: 'impossible', why: 'blocked' };
    const to = moved.get(chatId);
    return to === undefined ? undefined : { kind: 'moved', toChatId: to };
  };
  const answered = (delivery: Delivery): Delivery =>
    world.fault('the answer to a message is lost', 0.05)
      ? { kind: 'later', afterMs: undefined, why: 'cut off' }
      : delivery;

  const hear = ({ row, charge }: DueMessage): number => {
    messageId += 1;
    const idempotencyKey =
      charge?.idempotencyKey ?? (row.payload as Partial<AnswerPayload> | null)?.asked?.idempotencyKey;
    // Messages to a group before its move have a queue of their own until the bot hears of the move.
    if (idempotencyKey?.includes(`message:${row.chatId}:`) === true) {
      const place = `${database}.${sentAfter.get(row) ?? cuts}:${row.chatId}:${row.priority}`;
      const heard = order.get(place) ?? [];
      if (!heard.includes(row.id)) heard.push(row.id);
      order.set(place, heard);
    }
    if (row.kind === 'message') {
      const answer = { chatId: row.chatId, payload: row.payload };
      answers.push(answer);
      onAnswer(answer);
    }
    if (charge !== undefined && row.kind === 'card') {
      cards.set(messageId, { chargeId: charge.id, chatId: row.chatId, state: charge.state });
    }
    if (charge !== undefined && row.notice !== null) {
      const { id: chargeId, merchantId, transactionId, receipt, amountKes } = charge;
      const { chatId, notice } = row;
      const key = keyIn(charge.idempotencyKey, database);
      const told = { chargeId, merchantId, idempotencyKey: key, transactionId, receipt, amountKes };
      notices.push({ database, chatId, isAnnouncement: row.kind === 'announcement', notice, ...told });
      world.note(`chat ${row.chatId}: ${row.notice} #${chargeId} ${receipt ?? ''}`);
    }
    return messageId;
  };

  const boards = newBoards({
    world,
    obstacle,
    // A board is no notice, whatever made it due.
    arrived: (message, isBoard) => (isBoard ? (messageId += 1) : hear(message)),
    database: () => database,
  });

  return {
    boards,
    notices,
    answers,
    cards,
    gone,
    wereGone: new Set(),
    moved,
    deleted,
    order,
    isGone: (chatId) => gone.has(moved.get(chatId) ?? chatId),
    isSame: (one, other) => (moved.get(one) ?? one) === (moved.get(other) ?? other),
    newDatabase() {
      database += 1;
    },
    powerCut() {
      cuts += 1;
    },
    async send(message) {
      sentAfter.set(message.row, cuts);
      if (message.board !== undefined && message.row.kind !== 'announcement')
        return await boards.send(message, message.board);
      const delivery = await obstacle(message.row.chatId);
      return delivery ?? answered({ kind: 'delivered', messageId: hear(message) });
    },
    async showCard(charge: Charge) {
      const delivery = await obstacle(chargeMessageOf(charge).chatId);
      if (delivery !== undefined) return delivery;
      const { cardMessageId, noticeMessageId } = chargeMessageOf(charge);
      const card = cards.get(cardMessageId ?? 0);
      if (noticeMessageId !== null && world.chance.is(0.9)) {
        // A card that is gone already counts as deleted.
        deleted.add(cardMessageId ?? 0);
        const gone = answered({ kind: 'delivered', messageId: undefined });
        return gone.kind === 'delivered' ? { kind: 'gone' } : gone;
      }
      if (card === undefined || deleted.has(chargeMessageOf(charge).cardMessageId ?? 0)) {
        return { kind: 'impossible', why: 'message to edit not found' };
      }
      card.state = charge.state;
      return answered({ kind: 'delivered', messageId: undefined });
    },
  };
}
