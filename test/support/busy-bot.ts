import type { Charge } from '../../src/domain/charge.ts';
import { openStore } from '../../src/store/store.ts';
import { aCharge, hire, effectsOf } from './store.ts';

/**
 * A program that creates, pushes and pays charges on a database as fast as it can, until it is killed. It prints `busy` after
 * 20 charges.
 */
const [, , path = ''] = process.argv;
const store = openStore(path);
await hire(store);

for (let n = 1; ; n += 1) {
  const at = n;
  const asked = aCharge({ idempotencyKey: `busy:${n}` });
  const rule = {
    at,
    steadyAt: at,
    windowMs: 0,
    accepted: [],
    hasOwnReasons: false,
    velocityLimits: [],
  } as const;
  const outcome = await store.charges.create(asked, rule, await effectsOf(store, at));
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  const move = async (
    from: Charge['state'],
    to: Charge['state'],
    over: Partial<Parameters<typeof store.charges.move>[0]> = {},
  ) =>
    await store.charges.move({
      chargeId: outcome.charge.id,
      from,
      to,
      at,
      actor: 'tillbot',
      detail: {},
      ...over,
    });
  await move('created', 'pushing');
  await move('pushing', 'pending', { set: { transactionId: `T${n}` } });
  const receipt = `UKO${String(n).padStart(7, '0')}`;
  await move('pending', 'paid', { set: { receipt, paidAt: at }, notice: 'paid' });
  if (n === 20) process.stdout.write('busy\n');
}
