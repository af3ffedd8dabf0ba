import { onTestFinished } from 'vitest';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import type { Charge } from '../../src/domain/charge.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { Gateway, PushOutcome, QueryOutcome } from '../../src/gateway/gateway.ts';
import type { Delivery, Messenger } from '../../src/payments/messenger.ts';
import { startPayments, type Payments, type PaymentsParts } from '../../src/payments/payments.ts';
import { recordedLog, type RecordedLog } from './log.ts';
import type { OpenGateway } from '../../src/payments/pusher.ts';
import { manualClock, type ManualClock } from './manual-clock.ts';
import { NO_LIMITS } from './no-limits.ts';
import { aCharge, effectsOf, tempStore } from './store.ts';

const evidence = { httpStatus: 200, raw: '{}' };

export const accepted = (transactionId: string): PushOutcome => ({
  kind: 'accepted',
  transactionId,
  evidence,
});
export const pending: QueryOutcome = { kind: 'pending', gatewayMessage: undefined, evidence };
export const reported = (
  report: Partial<{ id: string; amount: string; phone: string; receipt: string }>,
): QueryOutcome => ({
  kind: 'reported',
  report: {
    transactionIds: [report.id ?? 'T1'],
    amount: report.amount ?? '500',
    phone: report.phone,
    receipt: report.receipt ?? 'UKN1234567',
  },
  evidence,
});

/** A gateway whose answers a test decides. */
export interface ScriptedGateway extends Gateway {
  readonly pushes: { msisdn: string; amountKes: number }[];
  readonly queries: string[];
  onPush: (n: number) => PushOutcome | Promise<PushOutcome>;
  onQuery: (transactionId: string, n: number) => QueryOutcome | Promise<QueryOutcome>;
}

export function scriptedGateway(): ScriptedGateway {
  const gateway: ScriptedGateway = {
    pushes: [],
    queries: [],
    onPush: (n) => accepted(`T${n}`),
    onQuery: () => pending,
    async push({ msisdn, amountKes }) {
      gateway.pushes.push({ msisdn, amountKes });
      return await gateway.onPush(gateway.pushes.length);
    },
    async query({ transactionId }) {
      gateway.queries.push(transactionId);
      return await gateway.onQuery(transactionId, gateway.queries.length);
    },
    async close() {},
  };
  return gateway;
}

/** A messenger that records what it delivers. */
export interface RecordedMessenger extends Messenger {
  readonly said: string[];
  readonly cards: Map<number, string>;
  onSend: () => Delivery | Promise<Delivery>;
}

export function recordedMessenger(): RecordedMessenger {
  let messageId = 1_000;
  const messenger: RecordedMessenger = {
    said: [],
    cards: new Map(),
    onSend: () => ({ kind: 'delivered', messageId: ++messageId }),
    async send({ row, charge }) {
      const delivery = await messenger.onSend();
      if (delivery.kind !== 'delivered') return delivery;
      messenger.said.push(
        row.kind === 'notice' ? `${row.notice} #${row.chargeId}` : `${row.kind} ${row.chargeId ?? ''}`.trim(),
      );
      if (row.kind === 'card' && charge !== undefined) messenger.cards.set(charge.id, charge.state);
      return delivery;
    },
    async showCard(charge) {
      const delivery = await messenger.onSend();
      if (delivery.kind === 'delivered') messenger.cards.set(charge.id, charge.state);
      return delivery;
    },
  };
  return messenger;
}

/** Configures the first merchant's account as the settings do, and returns its id. An account of another name replaces it. */
export async function anAccount(store: Pick<Store, 'merchants'>, name = 'own'): Promise<number> {
  const account = { identities: [name], sealed: undefined } as const;
  return (await store.merchants.configureAccount(account, 0)).accountId;
}

/** Rules without velocity limits. */
export const NO_RULES = { velocityLimits: [] };

export interface PaymentsRig {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly gateway: ScriptedGateway;
  readonly messenger: RecordedMessenger;
  readonly log: RecordedLog;
  readonly payments: Payments;
  /** Creates a charge as a new command does, and runs the work that follows at once. */
  charge(over?: Parameters<typeof aCharge>[0]): Promise<Charge>;
  /** Returns the charge as it is now in the store. */
  now(chargeId: number): Promise<Charge>;
}

/** Starts the real payments on a real store. The test controls the gateway, the messenger and the clock. */
export async function paymentsRig(
  over: Partial<
    Pick<PaymentsRig, 'clock' | 'store' | 'gateway' | 'messenger'> &
      Pick<PaymentsParts, 'onAccountRefused' | 'retention' | 'clockAgrees' | 'limits' | 'mayBegin'> & {
        /** Accounts that the merchant had in earlier runs. */
        readonly previousGateways: readonly OpenGateway[];
        /** The account's name. */
        readonly account: string;
      }
  > = {},
): Promise<PaymentsRig> {
  const clock = over.clock ?? manualClock();
  const store = over.store ?? tempStore();
  const gateway = over.gateway ?? scriptedGateway();
  const messenger = over.messenger ?? recordedMessenger();
  const log = recordedLog();
  const payments = startPayments({
    store,
    messenger,
    limits: over.limits ?? NO_LIMITS,
    clock,
    log,
    random: () => 0.5,
    confirmMs: 180_000,
    watchMs: 24 * 3_600_000,
    rules: NO_RULES,
    clockAgrees: over.clockAgrees ?? (() => true),
    ...(over.mayBegin === undefined ? {} : { mayBegin: over.mayBegin }),
    onAccountRefused: over.onAccountRefused ?? (() => undefined),
    retention: over.retention,
  });
  payments.open(
    FIRST_MERCHANT,
    { accountId: await anAccount(store, over.account), gateway },
    over.previousGateways,
  );
  onTestFinished(async () => {
    const stopped = payments.stop(0);
    await clock.advance(1);
    await stopped;
  });
  let requests = 0;
  return {
    clock,
    store,
    gateway,
    messenger,
    log,
    payments,
    async charge(charge = {}) {
      const at = clock.now();
      const asked = aCharge({ idempotencyKey: `message:1:${++requests}:${at}`, requestedAt: at, ...charge });
      const result = await payments.createCharge(asked, { effects: await effectsOf(store, at) });
      if (!('charge' in result)) throw new Error(`not created: ${JSON.stringify(result)}`);
      await clock.settle();
      return result.charge;
    },
    async now(chargeId) {
      const charge = await store.chargeQueries.byId(chargeId);
      if (charge === undefined) throw new Error(`no charge ${chargeId}`);
      return charge;
    },
  };
}
