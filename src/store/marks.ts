import { isAtLeast, maySee } from '../charge/roles.ts';
import type { ChargeState } from '../charge/states.ts';
import type { Db } from './database.ts';
import { commitMove, mustFind } from './moves.ts';
import { addMarkNotices } from './notices.ts';
import { applyReaction, writing, type Reaction } from './reaction.ts';
import { memberAt } from './roster.ts';
import type { Charge, Member } from './schema.ts';

/** A person's word on a charge. */
export interface Mark {
  readonly chargeId: number;
  readonly paid: boolean;
  readonly userId: number;
  readonly at: number;
}

export type MarkOutcome =
  | { readonly kind: 'marked'; readonly charge: Charge }
  /** The charge is past that; nothing changed. */
  | { readonly kind: 'stale'; readonly charge: Charge }
  /** Nothing changed: it is not this person's to say, or a mark that only a manager or an owner may undo. */
  | { readonly kind: 'forbidden'; readonly why: 'not-yours' | 'managers-only'; readonly charge: Charge };

/** What a word makes of a charge, and which charges it can be given on: those that the gateway could not settle, or marked ones. */
const PAID: WordMove = { to: 'settled_paid', from: ['unknown', 'expired', 'settled_unpaid'] };
const UNPAID: WordMove = { to: 'settled_unpaid', from: ['unknown', 'expired', 'settled_paid'] };
interface WordMove {
  readonly to: ChargeState;
  readonly from: readonly ChargeState[];
}

/** What people say of charges that the gateway could not settle. Every method is one transaction. */
export function markStore(db: Db) {
  return {
    /**
     * Records a person's word, with their name. Who may give it is decided here, in the transaction that records it: a cashier's
     * is for their own charges, and once it is given only a manager or an owner may say otherwise.
     */
    async mark({ chargeId, paid, userId, at }: Mark, reaction: Reaction): Promise<MarkOutcome> {
      return writing(db, (tx) => {
        const before = mustFind(tx, chargeId);
        const { to, from } = paid ? PAID : UNPAID;
        const member = memberAt(tx, before.merchantId, userId);
        if (member === undefined || !maySee(member.role, userId, before))
          return { kind: 'forbidden', why: 'not-yours', charge: before };
        if (!from.includes(before.state)) return { kind: 'stale', charge: before };
        const isChange = before.state === 'settled_paid' || before.state === 'settled_unpaid';
        if (isChange && !isAtLeast(member.role, 'manager'))
          return { kind: 'forbidden', why: 'managers-only', charge: before };
        applyReaction(tx, reaction);
        const charge = commitMark(tx, before, member, { to, at });
        addMarkNotices(tx, charge, member, isChange, at);
        return { kind: 'marked', charge };
      });
    },
  };
}

const commitMark = (
  tx: Db,
  before: Charge,
  { userId, name }: Member,
  { to, at }: { readonly to: ChargeState; readonly at: number },
): Charge =>
  commitMove(tx, before, {
    to,
    at,
    actor: `user:${userId}`,
    detail: { name },
    set: { paidAt: to === 'settled_paid' ? at : null, markedBy: userId, markedByName: name },
  });
