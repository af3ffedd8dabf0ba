import type { Evidence, Gateway, NoAnswer, PushOutcome, QueryOutcome } from '../../src/gateway/gateway.ts';
import type { Charge } from '../../src/domain/charge.ts';
import type { Shop } from './shops.ts';
import type { World } from './world.ts';

/** A push that took effect: a prompt on a phone. */
export interface SimTransaction {
  readonly id: string;
  /** The idempotency key of its charge: a charge's number can be lost with a database, this key cannot. */
  readonly idempotencyKey: string;
  readonly amountKes: number;
  readonly msisdn: string;
  /** When the prompt came, in elapsed time. The push was answered then or later. */
  readonly promptedAt: number;
  /** When the gateway begins to report the payment, in elapsed time; undefined if the customer never pays. */
  readonly visibleAt: number | undefined;
  readonly receipt: string;
  /** What the customer really paid. */
  readonly paidKes: number;
}

/** The arguments of a push. */
export type Push = Parameters<Gateway['push']>[0];

/** A merchant's account at the simulated gateway, its customers, and the truth about their payments. */
export interface FakeGateway extends Gateway {
  /** How many pushes arrived, by idempotency key. */
  readonly pushes: ReadonlyMap<string, number>;
  readonly transactions: ReadonlyMap<string, SimTransaction>;
  /** Every well-formed success that was reported: `<id> <receipt> <amount>`. */
  readonly confirmed: ReadonlySet<string>;
  /** When the gateway last answered for a transaction, in elapsed time. */
  readonly answeredAt: ReadonlyMap<string, number>;
  /** Receipts that were reported for more than one transaction. */
  readonly reused: ReadonlySet<string>;
}

/** As long as real evidence: storing it on a full disk needs room. */
const EVIDENCE: Evidence = { httpStatus: 200, raw: 'x'.repeat(1_000) };
const NO_ANSWERS: readonly NoAnswer[] = [
  'timed-out',
  'cut-off',
  'http-error',
  'redirect',
  'unreadable',
  'too-large',
];

/**
 * @param name the account's name: a shop may have several accounts
 * @param chargeBehind returns the charge that a push is for: a gateway is told only a phone and an amount
 */
export function fakeGateway(
  { merchantId, amounts }: Shop,
  name: string,
  world: World,
  watchMs: number,
  chargeBehind: (push: Push) => Charge,
): FakeGateway {
  const { chance, clock } = world;
  const pushes = new Map<string, number>();
  const transactions = new Map<string, SimTransaction>();
  const confirmed = new Set<string>();
  const reported = new Map<string, Set<string>>();
  const reused = new Set<string>();
  const prefix = `T${name}-`;
  const answeredAt = new Map<string, number>();
  let count = 0;

  /** Returns when the gateway begins to report that this customer paid: soon, late, hours late, or never. */
  const customer = (): number | undefined => {
    const now = clock.elapsed();
    const kind = chance.random();
    if (kind < 0.5) return now + chance.int(2_000, 60_000);
    if (kind < 0.65) return now + chance.int(60_000, 15 * 60_000);
    if (kind < 0.8) return now + chance.int(0, Math.floor(watchMs * 0.9));
    return undefined;
  };

  const prompt = (charge: Charge): SimTransaction => {
    count += 1;
    const { amountKes, msisdn, idempotencyKey } = charge;
    const transaction: SimTransaction = {
      id: `${prefix}${count}`,
      idempotencyKey,
      amountKes,
      msisdn,
      promptedAt: clock.elapsed(),
      visibleAt: customer(),
      receipt: `UKO${name.length}${merchantId}${String(count).padStart(5, '0')}`,
      paidKes: world.fault('another amount is paid', 0.05) ? amountKes + 1 : amountKes,
    };
    transactions.set(transaction.id, transaction);
    world.note(
      `gateway: prompt ${transaction.id} for #${charge.id}, visible at ${transaction.visibleAt ?? 'never'}`,
    );
    return transaction;
  };

  const report = (
    id: string,
    receipt: string,
    amountKes: number,
    phone: string | undefined,
  ): QueryOutcome => {
    answeredAt.set(id, clock.elapsed());
    confirmed.add(`${id} ${receipt} ${amountKes}`);
    const ids = reported.get(receipt) ?? new Set();
    ids.add(id);
    reported.set(receipt, ids);
    if (ids.size > 1) reused.add(receipt);
    return {
      kind: 'reported',
      report: { transactionIds: [id], amount: String(amountKes), phone, receipt },
      evidence: EVIDENCE,
    };
  };

  const noAnswer = (overloaded: boolean): QueryOutcome => ({
    kind: 'no-answer',
    why: chance.pick(NO_ANSWERS),
    overloaded,
    retryAfterMs: overloaded && chance.is(0.5) ? chance.int(1_000, 120_000) : undefined,
    evidence: EVIDENCE,
  });

  return {
    pushes,
    transactions,
    confirmed,
    reused,
    answeredAt,
    async push(asked): Promise<PushOutcome> {
      if (!amounts.includes(asked.amountKes))
        world.caught.push(`KES ${asked.amountKes} of another shop was pushed from the account ${name}`);
      const charge = chargeBehind(asked);
      pushes.set(charge.idempotencyKey, (pushes.get(charge.idempotencyKey) ?? 0) + 1);
      world.note(`gateway: push for #${charge.id}, ${charge.idempotencyKey}`);
      if (world.held) world.caught.push(`#${charge.id} was pushed from a copy before anybody said to go on`);
      await clock.sleep(chance.int(1, 3_000));
      if (world.isAway(merchantId) || world.fault('a push cannot connect', 0.06)) {
        return { kind: 'declined', cause: 'unreachable', gatewayMessage: undefined, evidence: EVIDENCE };
      }
      if (world.fault('a push is refused', 0.06)) {
        return { kind: 'declined', cause: 'refused', gatewayMessage: 'no', evidence: EVIDENCE };
      }
      if (world.isRefused(name) || world.fault('the account is refused', 0.02)) {
        return { kind: 'declined', cause: 'account', gatewayMessage: 'who are you', evidence: EVIDENCE };
      }
      if (world.fault('a push is lost on its way', 0.06)) {
        await clock.sleep(chance.int(0, 60_000));
        return { kind: 'unknown', why: chance.pick(NO_ANSWERS), evidence: EVIDENCE };
      }
      const { id } = prompt(charge);
      // By a proxy on the way: the customer is asked twice, and we are told of one.
      if (world.fault('a push arrives twice', 0.02)) prompt(charge);
      if (world.fault('the answer to a push is slow', 0.1)) await clock.sleep(chance.int(1_000, 60_000));
      if (world.fault('the answer to a push is lost', 0.08)) {
        return { kind: 'unknown', why: chance.pick(NO_ANSWERS), evidence: EVIDENCE };
      }
      const [other] = transactions.keys();
      if (other !== undefined && other !== id && world.fault('a push is answered with another id', 0.02)) {
        return { kind: 'accepted', transactionId: other, evidence: EVIDENCE };
      }
      return { kind: 'accepted', transactionId: id, evidence: EVIDENCE };
    },
    async query({ transactionId }): Promise<QueryOutcome> {
      if (!transactionId.startsWith(prefix))
        world.caught.push(`${transactionId} of another shop was asked about from the account ${name}`);
      await clock.sleep(chance.int(1, 800));
      if (world.isAway(merchantId) || world.fault('a query is not answered', 0.15)) return noAnswer(false);
      if (world.isRefused(name) || world.fault('a query is refused for its account', 0.02))
        return { kind: 'account', gatewayMessage: 'Invalid API key.', evidence: EVIDENCE };
      // This takes longer than the claim of the charge. Another worker queries meanwhile, and this answer comes late.
      if (world.fault('the answer to a query is minutes old', 0.01)) {
        const answer = await answerTo(transactionId);
        await clock.sleep(chance.int(60_000, 10 * 60_000));
        return answer;
      }
      return await answerTo(transactionId);
    },
    async close() {},
  };

  async function answerTo(transactionId: string): Promise<QueryOutcome> {
    if (world.fault('a query is one too many', 0.05)) return noAnswer(true);
    const transaction = transactions.get(transactionId);
    const others = [...transactions.values()].filter(({ id }) => id !== transactionId);
    if (others.length > 0 && world.fault('a success for another transaction', 0.02)) {
      const other = chance.pick(others);
      return report(other.id, other.receipt, other.amountKes, other.msisdn);
    }
    if (others.length > 0 && world.fault('the receipt of another transaction', 0.01)) {
      const other = chance.pick(others);
      const amount = transaction?.amountKes ?? 1;
      return report(transactionId, other.receipt, amount, transaction?.msisdn);
    }
    if (world.fault('a success with another phone', 0.01) && transaction !== undefined) {
      return report(transactionId, transaction.receipt, transaction.amountKes, '254799999999');
    }
    if (transaction?.visibleAt === undefined || transaction.visibleAt > clock.elapsed()) {
      answeredAt.set(transactionId, clock.elapsed());
      return {
        kind: 'pending',
        gatewayMessage: 'Transaction is being processed or failed.',
        evidence: EVIDENCE,
      };
    }
    const phone = chance.pick([
      transaction.msisdn,
      undefined,
      `${transaction.msisdn.slice(0, 6)}***${transaction.msisdn.slice(9)}`,
    ]);
    return report(transactionId, transaction.receipt, transaction.paidKes, phone);
  }
}
