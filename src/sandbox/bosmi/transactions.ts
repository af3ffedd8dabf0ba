import type { Clock } from '../../runtime/clock.ts';
import { receiptFor, transactionIdFor } from './receipts.ts';

/** A push that reached a phone. */
export interface Transaction {
  readonly id: string;
  /** `07XXXXXXXX`. */
  readonly phone: string;
  /** The account that sent the push. */
  readonly email: string;
  readonly amount: number;
  readonly at: number;
  /** Whether the phone still shows the prompt, and if not, why. */
  prompt: 'open' | 'answered' | 'canceled' | 'expired';
  /** Money that the customer really paid. The gateway reports it from `reportedAt` on. */
  paid: { readonly amount: number; readonly receipt: string; readonly reportedAt: number } | undefined;
  /** How many of the next queries are answered with garbage. */
  garbled: number;
}

/** How the gateway reports payments. `late`: a minute after they were made. */
export type Reporting = 'exactly' | 'another-amount' | 'late';

export interface Transactions {
  readonly all: ReadonlyMap<string, Transaction>;
  /** Puts a prompt on a phone. */
  open(push: Pick<Transaction, 'phone' | 'email' | 'amount'>): Transaction;
  /** The customer enters the PIN. A second payment of one transaction changes nothing. */
  pay(id: string, over?: { readonly amount?: number; readonly receipt?: string }): void;
  /** The prompt leaves the phone unanswered. */
  dismiss(id: string, why: 'canceled' | 'expired'): void;
  /** How payments are reported from now on. */
  report(how: Reporting): void;
  onPrompt(listener: (transaction: Transaction) => void): () => void;
}

const LATE_MS = 60_000;

/** An amount that is not the one that was asked for. */
export const anotherAmount = (amount: number): number => (amount === 1 ? 2 : Math.floor(amount / 2));

export function newTransactions(clock: Clock): Transactions {
  const all = new Map<string, Transaction>();
  const listeners = new Set<(transaction: Transaction) => void>();
  let receipts = 0;
  let reporting: Reporting = 'exactly';
  const tell = (transaction: Transaction): void => {
    for (const listener of listeners) listener(transaction);
  };

  return {
    all,
    open(push) {
      const at = clock.now();
      const id = transactionIdFor(at, all.size + 1);
      const transaction: Transaction = { ...push, id, at, prompt: 'open', paid: undefined, garbled: 0 };
      all.set(id, transaction);
      tell(transaction);
      return transaction;
    },
    pay(id, over = {}) {
      const transaction = all.get(id);
      if (transaction === undefined || transaction.paid !== undefined) return;
      const at = clock.now();
      const { amount } = transaction;
      transaction.paid = {
        amount: over.amount ?? (reporting === 'another-amount' ? anotherAmount(amount) : amount),
        receipt: over.receipt ?? receiptFor(at, ++receipts),
        reportedAt: reporting === 'late' ? at + LATE_MS : at,
      };
      transaction.prompt = 'answered';
      tell(transaction);
    },
    dismiss(id, why) {
      const transaction = all.get(id);
      if (transaction?.prompt !== 'open') return;
      transaction.prompt = why;
      tell(transaction);
    },
    report(how) {
      reporting = how;
    },
    onPrompt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
