import type { Mark } from './port/marks.ts';
import type { MarkStore } from './port/marks.ts';
import { isAtLeast, maySee } from '../domain/roles.ts';
import { isState, statesWhere, type ChargeState } from '../domain/charge-states.ts';
import type { Engine, Tx } from './engine.ts';
import { reportOf } from './mismatches.ts';
import { requireCharge } from './charge-rows.ts';
import { commitMove } from './moves.ts';
import type { MarkOutcome } from './port/moves.ts';
import { addMarkNotices } from './notices.ts';
import { applyEffects } from './update-effects.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { memberAt } from './membership-queries.ts';
import type { Member } from '../domain/member.ts';
import type { Charge, ReportedPayment } from '../domain/charge.ts';

/** What a word makes of a charge, and which charges it can be given on: those that the gateway could not settle, or marked ones. */
const PAID: WordMove = { to: 'marked_paid', from: [...statesWhere('markable'), 'marked_unpaid'] };
const UNPAID: WordMove = { to: 'marked_unpaid', from: [...statesWhere('markable'), 'marked_paid'] };
/** That a payment which was reported is this charge's: while it is still watched, too. */
const OURS: WordMove = { to: 'marked_paid', from: [...statesWhere('mismatchOpen'), 'marked_unpaid'] };
interface WordMove {
  readonly to: ChargeState;
  readonly from: readonly ChargeState[];
}

/** What people say of charges that the gateway could not settle. Every method is one transaction. */
export function markStore(engine: Engine): MarkStore {
  return {
    async mark({ chargeId, paid, report, userId, at }: Mark, effects: UpdateEffects): Promise<MarkOutcome> {
      return await engine.write(async (tx) => {
        const before = await requireCharge(tx, chargeId);
        const { to, from } = report !== undefined ? OURS : paid ? PAID : UNPAID;
        const member = await memberAt(tx, before.merchantId, userId);
        if (member === undefined || !maySee(member.role, userId, before))
          return { kind: 'forbidden', why: 'not-yours', charge: before };
        const isChange = isState(before.state, 'marked');
        const reported = report === undefined ? null : await reportOf(tx, chargeId, report);
        const isManagers = report !== undefined || (isChange && from.includes(before.state));
        if (isManagers && !isAtLeast(member.role, 'manager'))
          return { kind: 'forbidden', why: 'managers-only', charge: before };
        if (!from.includes(before.state) || reported === undefined) return { kind: 'stale', charge: before };
        await applyEffects(tx, effects);
        const charge = await commitMark(tx, before, member, { to, at, reported });
        await addMarkNotices(tx, charge, member, isChange, at);
        return { kind: 'marked', charge };
      });
    },
  };
}

const commitMark = async (
  tx: Tx,
  before: Charge,
  { userId, name }: Member,
  {
    to,
    at,
    reported,
  }: { readonly to: ChargeState; readonly at: number; readonly reported: ReportedPayment | null },
): Promise<Charge> =>
  commitMove(tx, before, {
    to,
    at,
    actor: `user:${userId}`,
    detail: reported === null ? { name } : { name, report: reported.number, receipt: reported.receipt },
    // Whatever was open is decided. The watch goes on while there is one: a confirmation may still come.
    set: {
      paidAt: to === 'marked_paid' ? at : null,
      markedBy: userId,
      markedByName: name,
      mismatch: null,
      reported,
    },
  });
