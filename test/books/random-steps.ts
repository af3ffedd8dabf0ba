import type { AmountKes } from '../../src/domain/amount.ts';
import type { ChargeState } from '../../src/domain/charge-states.ts';
import type { Charge } from '../../src/domain/charge.ts';
import type { Move } from '../../src/store/port/moves.ts';
import type { Store } from '../../src/store/port/store.ts';
import { effectsOf } from '../support/store.ts';
import type { Chance } from '../simulation/chance.ts';
import { shopOf } from '../simulation/shops.ts';

/** Plans something for later. */
export type Plan = (at: number, happening: (at: number) => Promise<void>) => void;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Minutes to days: many things happen on another day than what they follow. */
export const soon = (chance: Chance): number => chance.int(MINUTE_MS, chance.pick([1, 12, 48]) * HOUR_MS);

/** What may happen to a charge, as the gateway and people do it. What is not possible any more changes nothing. */
export interface RandomSteps {
  /** Returns whether the charge was where it was meant to be. */
  move(at: number, from: ChargeState, to: ChargeState, set?: Move['set']): Promise<boolean>;
  /** It is paid, and perhaps refunded later. */
  pay(at: number, from: ChargeState): Promise<void>;
  /** An owner marks it, and perhaps changes the mark, or the gateway confirms it later. */
  mark(at: number, paid: boolean, report?: number): Promise<void>;
  /** The gateway reports another amount, and perhaps somebody decides on it. */
  report(at: number): Promise<void>;
  /** An owner closes it. */
  close(at: number): Promise<void>;
}

/** @param nextReceipt returns a receipt that no other charge has */
export function randomSteps(
  { id: chargeId, merchantId, amountKes }: Charge,
  store: Store,
  chance: Chance,
  plan: Plan,
  nextReceipt: () => string,
): RandomSteps {
  const [userId = 0] = shopOf(merchantId).owners;
  const planRefund = (paidAt: number): void => {
    if (!chance.is(0.15)) return;
    plan(paidAt + soon(chance), async (at) => {
      const part = Math.ceil(amountKes / chance.pick([1, 2, 3])) as AmountKes;
      const refund = { chargeId, amountKes: part, reason: 'torn', userId, at };
      const effects = await effectsOf(store, at);
      const idempotencyKey = `question:${chargeId}:${at}`;
      const outcome = await store.refunds.record({ ...refund, idempotencyKey }, () => effects);
      if (outcome.kind !== 'recorded') return;
      planRefund(at);
      if (chance.is(0.3)) plan(at + soon(chance), (then) => takeBack(outcome.refund.id, then));
    });
  };
  const takeBack = async (refundId: number, at: number): Promise<void> => {
    const effects = await effectsOf(store, at);
    await store.refunds.takeBack({ refundId, reason: 'mistake', userId, at }, () => effects);
  };
  const steps: RandomSteps = {
    async move(at, from, to, set = {}) {
      const detail = 'receipt' in set ? { receipt: set.receipt } : {};
      const outcome = await store.charges.move({ chargeId, from, to, at, actor: 'gateway', detail, set });
      return outcome.kind === 'moved';
    },
    async pay(at, from) {
      if (await steps.move(at, from, 'paid', { receipt: nextReceipt(), paidAt: at })) planRefund(at);
    },
    async mark(at, paid, report) {
      const what = { chargeId, paid, userId, at, ...(report === undefined ? {} : { report }) };
      await store.charges.mark(what, await effectsOf(store, at));
      if (paid) planRefund(at);
      const then = at + soon(chance);
      if (chance.is(0.3)) plan(then, (later) => steps.mark(later, !paid));
      else if (chance.is(0.2))
        plan(then, (later) => steps.pay(later, paid ? 'marked_paid' : 'marked_unpaid'));
    },
    async report(at) {
      const payment = { amount: `${amountKes + 1}`, receipt: nextReceipt() };
      await store.charges.noteMismatch(chargeId, 'amount', payment, at, {});
      const decision = chance.random();
      if (decision < 0.4) plan(at + soon(chance), (then) => steps.mark(then, true, 1));
      else if (decision < 0.7)
        plan(at + soon(chance), async (then) => {
          const aside = { chargeId, report: 1, userId, at: then };
          await store.charges.putAside(aside, await effectsOf(store, then));
        });
    },
    async close(at) {
      const close = { chargeId, reason: 'took-cash', userId, at, steadyAt: at } as const;
      await store.charges.close(close, await effectsOf(store, at));
    },
  };
  return steps;
}
