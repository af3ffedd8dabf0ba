import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AmountKes } from '../../domain/amount.ts';
import type { ChatKind } from '../../domain/charge.ts';
import {
  PAYER_STATES,
  type PauseReason,
  type PayerRefusal,
  type PayerState,
} from '../../domain/collection.ts';
import type { Language } from '../../domain/language.ts';
import type { ErasedPhone, Msisdn } from '../../domain/msisdn.ts';
import { merchants } from './merchants.ts';

/** Collections that nobody has closed. */
export const isOpenCollection = sql`closed_at IS NULL`;
/** Payers whose number is not erased. */
export const hasWholePayerNumber = sql`substr(msisdn, 1, 7) <> 'erased:'`;

/** Many payers who are asked together, and the board that shows who has paid. */
export const collections = sqliteTable(
  'collections',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    /** Names the collection in a button. Random. */
    ref: text().notNull(),
    /** Names the press that began it; a second delivery of it finds the first collection. */
    idempotencyKey: text('idempotency_key').notNull(),
    userId: integer('user_id').notNull(),
    /** What each pays who has no amount of their own. */
    amountKes: integer('amount_kes').$type<AmountKes>().notNull(),
    note: text(),
    createdAt: integer('created_at').notNull(),
    chatId: integer('chat_id').notNull(),
    chatKind: text('chat_kind').$type<ChatKind>().notNull(),
    threadId: integer('thread_id'),
    commandMessageId: integer('command_message_id'),
    /** What a reply to that message quotes of it in a group; null if nothing may be quoted. */
    commandWord: text('command_word'),
    language: text().$type<Language>().notNull(),
    /** The shop's name, if the person works at several; null otherwise. */
    shop: text(),
    /** The id of the board's message; null until Telegram has it. */
    boardMessageId: integer('board_message_id'),
    boardPage: integer('board_page').notNull().default(1),
    /** Grows by one with every change of what the board says. */
    revision: integer().notNull().default(1),
    /** When its next charge is created: in steady time, and by the machine's clock. Null if nobody waits, or while it is paused. */
    dueAt: integer('due_at'),
    dueWallAt: integer('due_wall_at'),
    pause: text().$type<PauseReason>(),
    closedAt: integer('closed_at'),
    closedBy: integer('closed_by'),
    closedByName: text('closed_by_name'),
  },
  (table) => [
    uniqueIndex('collections_ref').on(table.ref),
    uniqueIndex('collections_idempotency_key').on(table.idempotencyKey),
    index('collections_due')
      .on(table.dueAt)
      .where(sql`due_at IS NOT NULL`),
    index('collections_open').on(table.merchantId, table.id).where(isOpenCollection),
    index('collections_by_chat').on(table.chatId),
    index('collections_by_time').on(table.createdAt),
  ],
);

/** One who is asked to pay in a collection. Their charges name them. */
export const collectionPayers = sqliteTable(
  'collection_payers',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    collectionId: integer('collection_id')
      .notNull()
      .references(() => collections.id),
    /** Whole until it is erased. */
    msisdn: text().$type<Msisdn | ErasedPhone>().notNull(),
    /** The name that was written beside the number, until the first charge gives it to the customer; null if there was none. */
    name: text(),
    amountKes: integer('amount_kes').$type<AmountKes>().notNull(),
    state: text().$type<PayerState>().notNull(),
    refusal: text().$type<PayerRefusal>(),
    /** Who asked for the charge that is created next, and their name. */
    askedBy: integer('asked_by').notNull(),
    askedByName: text('asked_by_name').notNull(),
    /** How many charges were created for them. */
    round: integer().notNull().default(0),
    /** When the next charge is created, in steady time; null unless `waiting`. */
    dueAt: integer('due_at'),
  },
  (table) => [
    uniqueIndex('collection_payers_once').on(table.collectionId, table.msisdn),
    index('collection_payers_waiting')
      .on(table.collectionId, table.dueAt, table.id)
      .where(sql`due_at IS NOT NULL`),
    index('collection_payers_by_phone').on(table.msisdn),
    // It holds all that erasing by age reads, so that SQLite does not prefer an index of all rows.
    index('collection_payers_whole').on(table.collectionId, table.msisdn).where(hasWholePayerNumber),
    check(
      'collection_payers_state',
      sql.raw(`state IN (${PAYER_STATES.map((state) => `'${state}'`).join(', ')})`),
    ),
    check('collection_payers_amount', sql`amount_kes BETWEEN 1 AND 250000`),
  ],
);
