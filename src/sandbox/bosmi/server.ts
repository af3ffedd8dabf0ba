import type { Clock } from '../../runtime/clock.ts';
import { checkpoints, type Checkpoints } from '../checkpoints.ts';
import { faults, type Faults } from '../faults.ts';
import { startServer, type Outcome, type SimulatedServer } from '../http.ts';
import { bosmiAccounts, type BosmiAccounts, type BosmiCredentials } from './accounts.ts';
import { ACCOUNT_REFUSED, bosmiAnswers } from './answers.ts';
import { magicBehaviourOf, type Behaviour } from './customers.ts';
import { newTransactions, type Transaction, type Transactions } from './transactions.ts';

export interface BosmiOptions {
  readonly port?: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly account: BosmiCredentials;
}

/** A request as the gateway received it, whatever its outcome. */
export interface BosmiRequest {
  readonly endpoint: 'push' | 'query';
  readonly at: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The BOSMI gateway, simulated, with the customers' phones behind it. */
export interface BosmiServer
  extends Omit<SimulatedServer, 'url'>, Pick<Transactions, 'pay' | 'dismiss' | 'report' | 'onPrompt'> {
  /** What `BOSMI_BASE_URL` must be. */
  readonly url: string;
  readonly requests: readonly BosmiRequest[];
  readonly transactions: Transactions['all'];
  readonly faults: Faults<BosmiRequest>;
  /** Registers another merchant. */
  readonly addAccount: BosmiAccounts['add'];
  /** How a phone behaves from now on. `'everyone'` stands for all phones that have no behaviour of their own. */
  behave(phone: string, behaviour: Behaviour): void;
  /** Refuses every account on these endpoints from now on, as it refuses a wrong key. */
  refuse(on: readonly BosmiRequest['endpoint'][]): void;
  /** The latest push that reached a phone. */
  latest(phone: string): Transaction | undefined;
  /** Every request, when it has ended. */
  onRequest(listener: RequestListener): () => void;
  /** Every request at each of its checkpoints. */
  readonly onCheckpoint: Checkpoints<BosmiRequest>['onCheckpoint'];
}

type RequestListener = (request: BosmiRequest, outcome: Outcome) => void;

const BASE_PATH = '/bsmpay/stkpushquery/v3';
const ENDPOINTS: Readonly<Record<string, BosmiRequest['endpoint']>> = {
  [`${BASE_PATH}/processrequest`]: 'push',
  [`${BASE_PATH}/query`]: 'query',
};

export async function startBosmi({ port = 0, clock, random, account }: BosmiOptions): Promise<BosmiServer> {
  const requests: BosmiRequest[] = [];
  const behaviours = new Map<string, Behaviour>();
  const requestListeners = new Set<RequestListener>();
  const planned = faults<BosmiRequest>();
  const { reached, onCheckpoint } = checkpoints<BosmiRequest>();
  const ending = new AbortController();
  const accounts = bosmiAccounts(account);
  const transactions = newTransactions(clock);
  const answers = bosmiAnswers({
    clock,
    random,
    accounts,
    transactions,
    behaviourOf: (phone) => behaviours.get(phone) ?? behaviours.get('everyone') ?? magicBehaviourOf(phone),
    ending: ending.signal,
  });
  let refusing: readonly BosmiRequest['endpoint'][] = [];

  const server = await startServer<BosmiRequest>(port, {
    read(path, text) {
      const endpoint = ENDPOINTS[path];
      if (endpoint === undefined) return { answer: { status: 404, body: 'Not Found' } };
      const request = { endpoint, at: clock.now(), body: jsonOf(text) };
      requests.push(request);
      return { request };
    },
    fault: (request) => planned.next(request),
    reached,
    ended(request, outcome) {
      for (const listener of requestListeners) listener(request, outcome);
    },
    async answer({ endpoint, body }, gone) {
      if (refusing.includes(endpoint)) return ACCOUNT_REFUSED;
      return endpoint === 'push' ? await answers.push(body, gone) : answers.query(body);
    },
  });

  return {
    ...server,
    url: server.url + BASE_PATH,
    requests,
    faults: planned,
    addAccount: accounts.add,
    behave: (phone, behaviour) => void behaviours.set(phone, behaviour),
    refuse(on) {
      refusing = on;
    },
    transactions: transactions.all,
    pay: transactions.pay,
    dismiss: transactions.dismiss,
    report: transactions.report,
    onPrompt: transactions.onPrompt,
    latest: (phone) => [...transactions.all.values()].findLast((transaction) => transaction.phone === phone),
    onRequest(listener) {
      requestListeners.add(listener);
      return () => requestListeners.delete(listener);
    },
    onCheckpoint,
    async close() {
      ending.abort();
      await server.close();
    },
  };
}

/** Returns the body as JSON; an empty object if it is not JSON. */
function jsonOf(text: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text.toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
