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
}

/** Runs a query that both databases understand. Whole numbers are numbers. */
export type RunQuery = (query: string) => Promise<readonly unknown[]>;

const WAITING: readonly string[] = [
  'inbox WHERE due_at IS NOT NULL',
  'outbox WHERE due_at IS NOT NULL',
  'charge_messages WHERE card_due_at IS NOT NULL',
  'collections WHERE due_at IS NOT NULL',
  "charges WHERE state IN ('created', 'pushing', 'pending')",
];

export async function readRecords(run: RunQuery): Promise<Records> {
  const rows = async <Row>(query: string): Promise<readonly Row[]> => (await run(query)) as readonly Row[];
  const counts = WAITING.map((which) => `(SELECT count(*) FROM ${which})`).join(' + ');
  const [waiting] = await rows<{ readonly n: number }>(`SELECT ${counts} AS n`);
  return {
    charges: await rows<ChargeRow>(
      `SELECT id, charges.merchant_id AS "merchantId", state, msisdn, amount_kes AS amount, chat_id AS "chatId",
          command_message_id AS "commandMessageId", card_message_id AS "cardMessageId", transaction_id AS "transactionId", receipt, mismatch
        FROM charges LEFT JOIN charge_messages ON charge_id = id ORDER BY id`,
    ),
    events: await rows<EventRow>(
      'SELECT charge_id AS "chargeId", "from", "to" FROM charge_events ORDER BY charge_id, id',
    ),
    waiting: waiting?.n ?? 0,
  };
}
