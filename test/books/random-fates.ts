import type { Charge } from '../../src/domain/charge.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { Chance } from '../simulation/chance.ts';
import { randomSteps, soon, type Plan } from './random-steps.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** When a charge is told as not confirmed, and when its watch ends. */
const CONFIRM_MS = 3 * MINUTE_MS;
const WATCH_MS = 24 * 60 * MINUTE_MS;

type Fate = 'soon' | 'late' | 'expired' | 'unknown' | 'mismatched' | 'closed' | 'declined';
const FATES: readonly Fate[] = [
  ...Array.from({ length: 9 }, (): Fate => 'soon'),
  ...Array.from({ length: 4 }, (): Fate => 'late'),
  'expired',
  'expired',
  'unknown',
  'unknown',
  'mismatched',
  'mismatched',
  'closed',
  'declined',
];

/** Returns what plans the whole life of a charge: what the gateway says of it, and what people do with it. */
export function randomFates(
  store: Store,
  chance: Chance,
  plan: Plan,
): (charge: Charge, at: number) => Promise<void> {
  let receipts = 0;
  const nextReceipt = (): string => `UKO${String((receipts += 1)).padStart(7, '0')}`;

  return async (charge, askedAt) => {
    const { move, pay, mark, report, close } = randomSteps(charge, store, chance, plan, nextReceipt);
    const fate = chance.pick(FATES);
    const answeredAt = askedAt + SECOND_MS;
    await move(askedAt, 'created', 'pushing');
    if (fate === 'declined') return void (await move(answeredAt, 'pushing', 'declined'));
    if (fate === 'unknown') {
      await move(answeredAt, 'pushing', 'unknown');
      const decision = chance.random();
      if (decision < 0.6) plan(askedAt + soon(chance), (at) => mark(at, chance.is(0.7)));
      else if (decision < 0.8) plan(askedAt + soon(chance), close);
      return;
    }
    await move(answeredAt, 'pushing', 'pending', { transactionId: `T${charge.id}` });
    const enteredAt = answeredAt + chance.int(5 * SECOND_MS, 2 * MINUTE_MS);
    if (fate === 'soon') return plan(enteredAt, (at) => pay(at, 'pending'));
    if (fate === 'mismatched') plan(enteredAt, report);
    const unconfirmedAt = askedAt + CONFIRM_MS;
    plan(unconfirmedAt, async (at) => void (await move(at, 'pending', 'unconfirmed')));
    const paidAt = unconfirmedAt + chance.int(2 * MINUTE_MS, WATCH_MS - MINUTE_MS);
    if (fate === 'closed') plan(unconfirmedAt + MINUTE_MS, close);
    if (fate === 'late' || (fate === 'closed' && chance.is(0.5)))
      return plan(paidAt, (at) => pay(at, 'unconfirmed'));
    plan(unconfirmedAt + WATCH_MS, async (at) => {
      const isExpired = await move(at, 'unconfirmed', 'expired');
      if (isExpired && fate === 'expired' && chance.is(0.6))
        plan(at + soon(chance), (then) => mark(then, chance.is(0.7)));
    });
  };
}
