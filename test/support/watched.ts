import type { Store } from '../../src/store/port/store.ts';
import { aCharge, effectsOf, phone } from './store.ts';

const HOUR = 3_600_000;

/** Makes a charge that was pushed at a moment (epoch and steady milliseconds alike) and is watched for two hours. Returns its id. */
export async function watchedSince(store: Store, at: number, local: string): Promise<number> {
  const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  const asked = aCharge({ idempotencyKey: local, msisdn: phone(local) });
  const outcome = await store.charges.create(asked, rule, await effectsOf(store, at));
  if (!('charge' in outcome)) throw new Error('not created');
  const move = { chargeId: outcome.charge.id, at, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  const set = { pushedSteadyAt: at, confirmBy: at + HOUR, watchUntil: at + 2 * HOUR, watchDueAt: at + 5_000 };
  await store.charges.move({
    ...move,
    from: 'pushing',
    to: 'pending',
    set: { ...set, transactionId: local },
  });
  return outcome.charge.id;
}
