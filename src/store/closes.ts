import { isState } from '../domain/charge-states.ts';
import { isMismatchOpen, type Charge } from '../domain/charge.ts';
import type { CloseReason } from '../domain/close-reason.ts';
import { isClosed, mayHaveCancelled } from '../domain/closed-charge.ts';
import { maySee } from '../domain/roles.ts';
import { requireCharge } from './charge-rows.ts';
import type { Engine } from './engine.ts';
import { ofCharge } from './locks.ts';
import { memberAt } from './membership-queries.ts';
import { commitMove } from './moves.ts';
import type { Close, CloseOutcome, CloseStore } from './port/closes.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { applyEffects } from './update-effects.ts';

/** Charges that a shop closes. */
export function closeStore(engine: Engine): CloseStore {
  return {
    async close(
      { chargeId, reason, userId, at, steadyAt }: Close,
      effects: UpdateEffects,
    ): Promise<CloseOutcome> {
      return await engine.write(async (tx) => {
        const before = await requireCharge(tx, chargeId);
        const member = await memberAt(tx, before.merchantId, userId);
        if (member === undefined || !maySee(member.role, userId, before))
          return { kind: 'forbidden', charge: before };
        if (!mayBeClosed(before, reason, steadyAt)) return { kind: 'stale', charge: before };
        await applyEffects(tx, effects);
        const charge = await commitMove(tx, before, {
          to: before.state === 'created' ? 'canceled' : before.state,
          at,
          actor: `user:${userId}`,
          detail: { name: member.name, closed: reason },
          set: { closedAt: at, closedBy: userId, closedByName: member.name, closeReason: reason },
        });
        return { kind: 'closed', charge };
      }, ofCharge(chargeId));
    },
  };
}

const mayBeClosed = (charge: Charge, reason: CloseReason, steadyAt: number): boolean =>
  isState(charge.state, 'open') &&
  !isClosed(charge) &&
  !isMismatchOpen(charge) &&
  (reason !== 'customer-cancelled' || mayHaveCancelled(charge, steadyAt));
