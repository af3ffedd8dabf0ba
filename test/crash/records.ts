import Database from 'better-sqlite3';

/** A charge, as the database has it. */
export interface ChargeRow {
  readonly id: number;
  readonly merchantId: number;
  readonly state: string;
  readonly msisdn: string;
  readonly amount: number;
  readonly chatId: number;
  readonly commandMessageId: number | null;
  readonly cardMessageId: number | null;
  readonly transactionId: string | null;
  readonly receipt: string | null;
  readonly mismatch: string | null;
}

export interface EventRow {
  readonly chargeId: number;
  readonly from: string | null;
  readonly to: string;
}

/** The database, read from outside the program with separate SQL. */
export interface Records {
  readonly charges: readonly ChargeRow[];
  readonly events: readonly EventRow[];
  /** How many rows need work now: updates to handle, messages to send, pushes without an end. */
  readonly waiting: number;
  /** SQLite's report on the file. */
  readonly integrity: unknown;
}

export function readRecords(path: string, thoroughly: boolean): Records {
  const sqlite = new Database(path, { readonly: true, fileMustExist: true });
  const rows = <T>(sql: string): T[] => sqlite.prepare(sql).all() as T[];
  const count = (sql: string): number =>
    sqlite.prepare(`SELECT count(*) FROM ${sql}`).pluck().get() as number;
  try {
    return {
      charges: rows<ChargeRow>(
        `SELECT id, charges.merchant_id AS merchantId, state, msisdn, amount_kes AS amount, chat_id AS chatId,
          command_message_id AS commandMessageId, card_message_id AS cardMessageId, transaction_id AS transactionId, receipt, mismatch
        FROM charges LEFT JOIN charge_messages ON charge_id = id ORDER BY id`,
      ),
      events: rows<EventRow>(
        'SELECT charge_id AS chargeId, "from", "to" FROM charge_events ORDER BY charge_id, id',
      ),
      waiting:
        count('inbox WHERE due_at IS NOT NULL') +
        count('outbox WHERE due_at IS NOT NULL') +
        count('charge_messages WHERE card_due_at IS NOT NULL') +
        count('collections WHERE due_at IS NOT NULL') +
        count("charges WHERE state IN ('created', 'pushing', 'pending')"),
      integrity: thoroughly ? sqlite.pragma('integrity_check', { simple: true }) : undefined,
    };
  } finally {
    sqlite.close();
  }
}
