import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import {
  faults,
  startServer,
  type Answer,
  type Faults,
  type Outcome,
  type SimulatedServer,
} from '../http.ts';
import { checkpoints, type Checkpoints } from '../checkpoints.ts';
import { behaviourOf, type Behaviour } from './customers.ts';
import { receiptFor, transactionIdFor } from './receipts.ts';

export interface BosmiOptions {
  readonly port?: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly account: BosmiCredentials;
}

export interface BosmiCredentials {
  readonly apiKey: string;
  readonly username: string;
  readonly email: string;
}

/** A request, as the gateway received it, whatever became of it. */
export interface BosmiRequest {
  readonly endpoint: 'push' | 'query';
  readonly at: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A push that reached a phone. */
export interface Transaction {
  readonly id: string;
  /** `07XXXXXXXX`. */
  readonly phone: string;
  /** Whose push it was. */
  readonly email: string;
  readonly amount: number;
  readonly at: number;
  /** Whether the phone still shows it, and if not, why. */
  prompt: 'open' | 'answered' | 'canceled' | 'expired';
  /** Money that the customer really paid. The gateway tells of it from `reportedAt` on. */
  paid: { readonly amount: number; readonly receipt: string; readonly reportedAt: number } | undefined;
  /** Queries answered with garbage from now on. */
  garbled: number;
}

/** The BOSMI gateway, simulated, with the customers' phones behind it. */
export interface BosmiServer extends Omit<SimulatedServer, 'url'> {
  /** What `BOSMI_BASE_URL` must be. */
  readonly url: string;
  readonly requests: readonly BosmiRequest[];
  readonly transactions: ReadonlyMap<string, Transaction>;
  readonly faults: Faults<BosmiRequest>;
  /** Registers another merchant. */
  addAccount(account: BosmiCredentials): void;
  /** How a phone behaves from now on; `'everyone'` for those that have no behaviour of their own. */
  behave(phone: string, behaviour: Behaviour): void;
  /** What the gateway tells of payments from now on. */
  report(how: Reporting): void;
  /** Refuses every account on these endpoints from now on, as it refuses a wrong key. */
  refuse(on: readonly BosmiRequest['endpoint'][]): void;
  /** The customer enters the PIN. */
  pay(transactionId: string, over?: { readonly amount?: number; readonly receipt?: string }): void;
  /** The prompt leaves the phone unanswered. */
  dismiss(transactionId: string, why: 'canceled' | 'expired'): void;
  /** The latest push that reached a phone. */
  latest(phone: string): Transaction | undefined;
  /** A push reached a phone, or something became of its prompt. */
  onPrompt(listener: (transaction: Transaction) => void): () => void;
  /** Every request, when it has ended. */
  onRequest(listener: RequestListener): () => void;
  /** Every request's moments. */
  readonly onMoment: Checkpoints<BosmiRequest>['onMoment'];
}

/** `late`: a minute after it was made. */
export type Reporting = 'exactly' | 'another-amount' | 'late';

type RequestListener = (request: BosmiRequest, outcome: Outcome) => void;

const LATE_MS = 60_000;
/** How long a phone shows a prompt. */
const PROMPT_LIFE_MS = 60_000;
const anotherAmount = (amount: number): number => (amount === 1 ? 2 : Math.floor(amount / 2));

const BASE_PATH = '/bsmpay/stkpushquery/v3';
const credentials = { api_key: z.string(), username: z.string().optional(), email: z.string().optional() };
const pushBody = z.object({ ...credentials, phone: z.string(), amount: z.unknown() });
const queryBody = z.object({ ...credentials, transaction_id: z.string() });

const json = (body: object, status = 200): Answer => ({ status, body: JSON.stringify(body) });
const error = (message: string): Answer => json({ status: 'error', message });
const PUSH_FAILED = error('Failed to initiate payment, please retry and use correct MPESA number.');
const NOT_OURS = error('Invalid API credentials.');
const NOT_PAID = error('Transaction is being processed or failed.');
/** What a PHP program prints when it trips: a notice, then half of what it had to say. */
const GARBAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: '<br />\n<b>Notice</b>:  Undefined index: status in <b>/var/www/v3/process.php</b> on line <b>88</b><br />\n{"status":"0","transa',
};

export async function startBosmi({ port = 0, clock, random, account }: BosmiOptions): Promise<BosmiServer> {
  const accounts: BosmiCredentials[] = [account];
  const requests: BosmiRequest[] = [];
  const transactions = new Map<string, Transaction>();
  const behaviours = new Map<string, Behaviour>();
  const promptListeners = new Set<(transaction: Transaction) => void>();
  const requestListeners = new Set<RequestListener>();
  const planned = faults<BosmiRequest>();
  const { reached, onMoment } = checkpoints<BosmiRequest>();
  const ending = new AbortController();
  let receipts = 0;
  let reporting: Reporting = 'exactly';
  let refusing: readonly BosmiRequest['endpoint'][] = [];
  const tell = (transaction: Transaction): void => {
    for (const listener of promptListeners) listener(transaction);
  };

  const pay: BosmiServer['pay'] = (id, over = {}) => {
    const transaction = transactions.get(id);
    if (transaction === undefined || transaction.paid !== undefined) return;
    const at = clock.now();
    const exact = reporting === 'another-amount' ? anotherAmount(transaction.amount) : transaction.amount;
    transaction.paid = {
      amount: over.amount ?? exact,
      receipt: over.receipt ?? receiptFor(at, ++receipts),
      reportedAt: reporting === 'late' ? at + LATE_MS : at,
    };
    transaction.prompt = 'answered';
    tell(transaction);
  };

  const dismiss: BosmiServer['dismiss'] = (id, why) => {
    const transaction = transactions.get(id);
    if (transaction?.prompt !== 'open') return;
    transaction.prompt = why;
    tell(transaction);
  };

  const payAfter = async (
    id: string,
    [least, most]: readonly [number, number],
    over?: { amount: number },
  ): Promise<void> => {
    await clock.sleep(least + random() * (most - least), ending.signal);
    if (!ending.signal.aborted) pay(id, over);
  };

  const dismissAfter = async (id: string, ms: number, why: 'canceled' | 'expired'): Promise<void> => {
    await clock.sleep(ms, ending.signal);
    if (!ending.signal.aborted) dismiss(id, why);
  };

  /** The customer's side of a prompt, and how the gateway answers the push. */
  const prompt = (transaction: Transaction, behaviour: Behaviour): Answer | 'hang' => {
    const { id, amount } = transaction;
    const soon = [4_000, 8_000] as const;
    const taken = json({
      status: '0',
      transaction_id: id,
      Phone_Num: `254${transaction.phone.slice(1)}`,
      message: 'Transaction initiated successfully.',
    });
    switch (behaviour.kind) {
      case 'pays':
        void payAfter(id, behaviour.afterMs);
        return taken;
      case 'other-amount':
        void payAfter(id, soon, { amount: anotherAmount(amount) });
        return taken;
      case 'garbled-queries':
        transaction.garbled = 2;
        void payAfter(id, soon);
        return taken;
      case 'hangs':
        void payAfter(id, soon);
        return 'hang';
      case 'garbage':
        void payAfter(id, soon);
        return GARBAGE;
      case 'cancels':
        void dismissAfter(id, 3_000, 'canceled');
        return taken;
      case 'never':
      case 'by-hand':
        return taken;
      case 'refused':
        return PUSH_FAILED;
    }
  };

  const isOurs = (body: {
    api_key: string;
    username?: string | undefined;
    email?: string | undefined;
  }): boolean =>
    accounts.some(
      ({ apiKey, email, username }) =>
        body.api_key === apiKey && (body.email === email || body.username === username),
    );

  /** The account that a key is one of: its keys may be renewed. */
  const emailOf = (body: { api_key: string }): string =>
    accounts.find(({ apiKey }) => apiKey === body.api_key)?.email ?? '';

  const answerPush = async (body: unknown, signal: AbortSignal): Promise<Answer> => {
    const push = pushBody.safeParse(body);
    if (!push.success || !isOurs(push.data)) return NOT_OURS;
    const { phone, amount } = push.data;
    const isAmount =
      typeof amount === 'number' && Number.isInteger(amount) && amount >= 1 && amount <= 250_000;
    const behaviour = behaviours.get(phone) ?? behaviours.get('everyone') ?? behaviourOf(phone);
    if (!/^0[17]\d{8}$/.test(phone) || !isAmount || behaviour.kind === 'refused') return PUSH_FAILED;
    const at = clock.now();
    const id = transactionIdFor(at, transactions.size + 1);
    const transaction: Transaction = {
      id,
      email: emailOf(push.data),
      phone,
      amount,
      at,
      prompt: 'open',
      paid: undefined,
      garbled: 0,
    };
    transactions.set(id, transaction);
    tell(transaction);
    void dismissAfter(id, PROMPT_LIFE_MS, 'expired');
    const answer = prompt(transaction, behaviour);
    if (answer !== 'hang') return answer;
    await clock.sleep(600_000, AbortSignal.any([signal, ending.signal]));
    return GARBAGE;
  };

  const answerQuery = (body: unknown): Answer => {
    const query = queryBody.safeParse(body);
    if (!query.success || !isOurs(query.data)) return NOT_OURS;
    const transaction = transactions.get(query.data.transaction_id);
    // Nobody learns of another merchant's customers.
    if (transaction?.email !== emailOf(query.data)) return NOT_PAID;
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
  };

  const server = await startServer<BosmiRequest>(port, {
    read(path, text) {
      const endpoint =
        path === `${BASE_PATH}/processrequest` ? 'push' : path === `${BASE_PATH}/query` ? 'query' : undefined;
      if (endpoint === undefined) return { answer: { status: 404, body: 'Not Found' } };
      let body: unknown;
      try {
        body = JSON.parse(text.toString('utf8'));
      } catch {
        body = {};
      }
      const request = { endpoint, at: clock.now(), body: body as Record<string, unknown> } as const;
      requests.push(request);
      return { request };
    },
    fault: (request) => planned.next(request),
    reached,
    ended(request, outcome) {
      for (const listener of requestListeners) listener(request, outcome);
    },
    async answer({ endpoint, body }, signal) {
      if (refusing.includes(endpoint)) return NOT_OURS;
      return endpoint === 'push' ? await answerPush(body, signal) : answerQuery(body);
    },
  });

  return {
    ...server,
    url: server.url + BASE_PATH,
    requests,
    transactions,
    faults: planned,
    addAccount: (another) => void accounts.push(another),
    behave: (phone, behaviour) => void behaviours.set(phone, behaviour),
    report(how) {
      reporting = how;
    },
    refuse(on) {
      refusing = on;
    },
    pay,
    dismiss,
    latest: (phone) => [...transactions.values()].findLast((transaction) => transaction.phone === phone),
    onPrompt(listener) {
      promptListeners.add(listener);
      return () => promptListeners.delete(listener);
    },
    onRequest(listener) {
      requestListeners.add(listener);
      return () => requestListeners.delete(listener);
    },
    onMoment,
    async close() {
      ending.abort();
      await server.close();
    },
  };
}
