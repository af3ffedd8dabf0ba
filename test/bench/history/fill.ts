import Database from 'better-sqlite3';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import { newRef } from '../../../src/store/new-ref.ts';
import { putMigratedDatabase } from '../../support/migrated-database.ts';
import { addCustomers } from './customers.ts';
import { withoutIndexes } from './indexes.ts';
import { madeUpSales, type Sale, type SalesOptions } from './sales.ts';
import { CONFIRM_MS, noticesOf, refundedAt, stateOf, trailOf } from './trail.ts';

/** How many sales are made between two calls of `onSlice`. */
const SLICE = 10_000;
/** How long a charge that waits is watched before anything is told of it. */
const WAIT_MS = 86_400_000;

/**
 * Makes a database in which the first merchant has made-up charges, with everything that the bot leaves behind of them: where they were told,
 * notices, audit log, books, refunds and what customers have paid. A million takes about a minute. It has no members: who starts the bot names
 * the sellers as owners.
 *
 * @param path where the database is made; a database that is there must have no charges
 */
export function fillDatabase(
  path: string,
  options: SalesOptions,
  onSlice: (made: number) => void = () => undefined,
): void {
  putMigratedDatabase(path);
  const sqlite = new Database(path);
  try {
    // Nobody needs it after a power cut.
    sqlite.pragma('journal_mode = OFF');
    sqlite.pragma('synchronous = OFF');
    sqlite.pragma('cache_size = -262144');
    sqlite.pragma('foreign_keys = OFF');
    withoutIndexes(sqlite, () => {
      const add = saleInserter(sqlite, options.waitingDueAt ?? 0);
      sqlite.exec('BEGIN');
      for (const sale of madeUpSales(options)) {
        add(sale);
        if (sale.number % SLICE === 0) onSlice(sale.number);
      }
      addCustomers(sqlite, FIRST_MERCHANT);
      const last = options.count + (options.waiting ?? 0);
      sqlite.prepare('UPDATE merchants SET next_number = ? WHERE id = ?').run(last + 1, FIRST_MERCHANT);
      sqlite.exec('COMMIT');
    });
  } finally {
    sqlite.close();
  }
}

/** Returns what inserts a sale with all its rows. Statements are prepared once: there are nine million rows. */
function saleInserter(sqlite: Database.Database, waitingDueAt: number): (sale: Sale) => void {
  const insert = inserts(sqlite);
  let nextEntry = 1;
  let nextRefund = 1;
  return (sale) => {
    const { number, at, endedAt, amountKes, receipt, seller, refundKes } = sale;
    const { userId, chatId } = seller;
    const state = stateOf(sale);
    const isPaid = state === 'paid' || state === 'marked_paid';
    insert.charge.run({
      ...sale,
      ...seller,
      merchantId: FIRST_MERCHANT,
      ref: newRef(),
      idempotencyKey: `message:${chatId}:${number}`,
      state,
      // Nothing is told of what waits.
      confirmBy: state === 'pending' ? at + WAIT_MS : at + CONFIRM_MS,
      watchUntil: state === 'pending' ? at + 2 * WAIT_MS : Math.max(at + 2 * CONFIRM_MS, endedAt),
      watchDueAt: state === 'pending' ? waitingDueAt : null,
      paidAt: isPaid ? endedAt : null,
      markedBy: state === 'marked_paid' ? userId : null,
      markedByName: state === 'marked_paid' ? seller.name : null,
    });
    const notices = noticesOf(sale);
    // The command, the notices, and the card, which goes when the notice that says the same is there.
    const firstMessage = number * 4;
    insert.message.run({
      number,
      merchantId: FIRST_MERCHANT,
      chatId,
      chatKind: chatId < 0 ? 'group' : 'private',
      commandMessageId: firstMessage,
      userName: seller.name,
      cardMessageId: notices.length === 0 ? firstMessage + 1 : null,
      noticeMessageId: notices.length === 0 ? null : firstMessage + 1 + notices.length,
    });
    for (const [n, notice] of notices.entries())
      insert.notice.run(chatId, number, FIRST_MERCHANT, notice, endedAt, endedAt, firstMessage + 2 + n);
    const refundRef = refundKes === null ? '' : newRef();
    for (const { at: eventAt, from, to, actor, detail } of trailOf(sale, refundRef))
      insert.event.run(number, eventAt, from, to, actor, JSON.stringify(detail));
    if (!isPaid) return;
    const kind = receipt === null ? 'by_hand' : 'confirmed';
    insert.entry.run(nextEntry++, FIRST_MERCHANT, number, userId, endedAt, kind, amountKes, null);
    if (refundKes === null) return;
    const refundId = nextRefund++;
    const recordedAt = refundedAt(sale);
    insert.refund.run({
      refundId,
      refundRef,
      number,
      merchantId: FIRST_MERCHANT,
      refundKes,
      recordedAt,
      ...seller,
    });
    insert.entry.run(nextEntry++, FIRST_MERCHANT, number, userId, recordedAt, 'refund', -refundKes, refundId);
  };
}

const inserts = (sqlite: Database.Database) => ({
  charge: sqlite.prepare(
    `INSERT INTO charges (id, merchant_id, number, ref, idempotency_key, state, msisdn, amount_kes, note, user_id, requested_at, created_at,
       pushed_at, created_steady_at, pushed_steady_at, transaction_id, confirm_by, watch_until, watch_due_at, receipt, paid_at, marked_by,
       marked_by_name)
     VALUES (@number, @merchantId, @number, @ref, @idempotencyKey, @state, @msisdn, @amountKes, @note, @userId, @at, @at, @at, @at, @at,
       @transactionId, @confirmBy, @watchUntil, @watchDueAt, @receipt, @paidAt, @markedBy, @markedByName)`,
  ),
  message: sqlite.prepare(
    `INSERT INTO charge_messages (charge_id, merchant_id, chat_id, chat_kind, command_message_id, user_name, language, card_message_id,
       notice_message_id)
     VALUES (@number, @merchantId, @chatId, @chatKind, @commandMessageId, @userName, 'en', @cardMessageId, @noticeMessageId)`,
  ),
  notice: sqlite.prepare(
    `INSERT INTO outbox (chat_id, kind, charge_id, merchant_id, notice, created_at, settled_at, message_id)
     VALUES (?, 'notice', ?, ?, ?, ?, ?, ?)`,
  ),
  event: sqlite.prepare(
    `INSERT INTO charge_events (charge_id, at, "from", "to", actor, detail) VALUES (?, ?, ?, ?, ?, ?)`,
  ),
  entry: sqlite.prepare(
    `INSERT INTO book_entries (id, merchant_id, charge_id, user_id, at, kind, amount_kes, refund_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  refund: sqlite.prepare(
    `INSERT INTO refunds (id, ref, charge_id, merchant_id, amount_kes, reason, idempotency_key, recorded_at, recorded_by, recorded_by_name)
     VALUES (@refundId, @refundRef, @number, @merchantId, @refundKes, 'goods brought back', 'question:' || @refundRef, @recordedAt, @userId,
       @name)`,
  ),
});
