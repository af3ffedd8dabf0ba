import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Answer } from '../faults.ts';
import type { BosmiAccounts } from './accounts.ts';
import type { Behaviour } from './customers.ts';
import { anotherAmount, type Transaction, type Transactions } from './transactions.ts';

/** How long a phone shows a prompt. */
const PROMPT_LIFE_MS = 60_000;
/** How long a push that hangs goes unanswered. */
const HANG_MS = 600_000;

const credentials = { api_key: z.string(), username: z.string().optional(), email: z.string().optional() };
const pushBody = z.object({ ...credentials, phone: z.string(), amount: z.unknown() });
const queryBody = z.object({ ...credentials, transaction_id: z.string() });

const json = (body: object, status = 200): Answer => ({ status, body: JSON.stringify(body) });
const error = (message: string): Answer => json({ status: 'error', message });
const PUSH_FAILED = error('Failed to initiate payment, please retry and use correct MPESA number.');
export const ACCOUNT_REFUSED = error('Invalid API credentials.');
const NOT_PAID = error('Transaction is being processed or failed.');
/** What a PHP program prints when it fails half-way: a notice, then the beginning of its answer. */
const GARBAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: '<br />\n<b>Notice</b>:  Undefined index: status in <b>/var/www/v3/process.php</b> on line <b>88</b><br />\n{"status":"0","transa',
};

export interface AnswersParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly accounts: BosmiAccounts;
  readonly transactions: Transactions;
  readonly behaviourOf: (phone: string) => Behaviour;
  /** Aborts when the server closes. */
  readonly ending: AbortSignal;
}

export interface Answers {
  /** Reads a push, puts its prompt on the phone and lets the customer act. `gone` aborts when the client leaves. */
  push(body: unknown, gone: AbortSignal): Promise<Answer>;
  query(body: unknown): Answer;
}

/** What the gateway answers to readable requests, in the words of its document. */
export function bosmiAnswers(parts: AnswersParts): Answers {
  const { clock, accounts, transactions, behaviourOf, ending } = parts;
  return {
    async push(body, gone) {
      const push = pushBody.safeParse(body);
      if (!push.success || !accounts.accepts(push.data)) return ACCOUNT_REFUSED;
      const { phone, amount } = push.data;
      const behaviour = behaviourOf(phone);
      if (!/^0[17]\d{8}$/.test(phone) || !isAmount(amount) || behaviour.kind === 'refused')
        return PUSH_FAILED;
      const transaction = transactions.open({ phone, amount, email: accounts.emailOf(push.data) });
      const answer = act(transaction, behaviour, parts);
      if (answer !== 'hang') return answer;
      await clock.sleep(HANG_MS, AbortSignal.any([gone, ending]));
      return GARBAGE;
    },
    query(body) {
      const query = queryBody.safeParse(body);
      if (!query.success || !accounts.accepts(query.data)) return ACCOUNT_REFUSED;
      const transaction = transactions.all.get(query.data.transaction_id);
      // A merchant learns nothing about the customers of another one.
      if (transaction?.email !== accounts.emailOf(query.data)) return NOT_PAID;
      if (transaction.paid === undefined || transaction.paid.reportedAt > clock.now()) return NOT_PAID;
      if (transaction.garbled > 0) {
        transaction.garbled -= 1;
        return GARBAGE;
      }
      return json({
        status: 0,
        B0smi_Id: transaction.id,
        amount: transaction.paid.amount,
        phone: Number(`254${transaction.phone.slice(1)}`),
        mpesa_receipt: transaction.paid.receipt,
        message: 'Transaction completed successfully.',
      });
    },
  };
}

const isAmount = (amount: unknown): amount is number =>
  typeof amount === 'number' && Number.isInteger(amount) && amount >= 1 && amount <= 250_000;

/** Starts what the customer does with a prompt. Returns how the gateway answers the push. */
function act(
  transaction: Transaction,
  behaviour: Exclude<Behaviour, { kind: 'refused' }>,
  { clock, random, transactions, ending }: AnswersParts,
): Answer | 'hang' {
  const { id, phone, amount } = transaction;
  const later = async (ms: number, then: () => void): Promise<void> => {
    await clock.sleep(ms, ending);
    if (!ending.aborted) then();
  };
  const payWithin = ([least, most]: readonly [number, number], over?: { readonly amount: number }): void =>
    void later(least + random() * (most - least), () => transactions.pay(id, over));

  void later(PROMPT_LIFE_MS, () => transactions.dismiss(id, 'expired'));
  const soon = [4_000, 8_000] as const;
  const accepted = json({
    status: '0',
    transaction_id: id,
    Phone_Num: `254${phone.slice(1)}`,
    message: 'Transaction initiated successfully.',
  });
  switch (behaviour.kind) {
    case 'pays':
      payWithin(behaviour.afterMs);
      return accepted;
    case 'other-amount':
      payWithin(soon, { amount: anotherAmount(amount) });
      return accepted;
    case 'garbled-queries':
      transaction.garbled = 2;
      payWithin(soon);
      return accepted;
    case 'hangs':
      payWithin(soon);
      return 'hang';
    case 'garbage':
      payWithin(soon);
      return GARBAGE;
    case 'cancels':
      void later(3_000, () => transactions.dismiss(id, 'canceled'));
      return accepted;
    case 'never':
    case 'by-hand':
      return accepted;
  }
}
