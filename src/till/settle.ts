import type { Reaction } from '../store/reaction.ts';
import type { Charge } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

export interface SettleResult {
  readonly settled: boolean;
  readonly charge: Charge;
}

/**
 * Records a person's word on a charge that the gateway could not settle, or their correction of it. Not settled if the charge
 * is past that; nothing is committed then.
 */
export async function settleCharge(
  store: Store,
  chargeId: number,
  paid: boolean,
  userId: number,
  reaction: Reaction,
): Promise<SettleResult> {
  const outcome = await store.charges.move(
    {
      chargeId,
      from: ['unknown', 'expired', paid ? 'settled_unpaid' : 'settled_paid'],
      to: paid ? 'settled_paid' : 'settled_unpaid',
      at: reaction.at,
      actor: `user:${userId}`,
      detail: {},
      set: { paidAt: paid ? reaction.at : null },
    },
    reaction,
  );
  if (outcome.kind === 'taken' || outcome.kind === 'refused')
    throw new Error('a settlement names no receipt and pushes nothing');
  return { settled: outcome.kind === 'moved', charge: outcome.charge };
}
