import { isState, statesWhere, type ChargeState } from '../domain/charge-states.ts';
import type { Charge, ReportedPayment } from '../domain/charge.ts';
import type { Member } from '../domain/member.ts';
import { isAtLeast, maySee } from '../domain/roles.ts';
import { requireCharge } from './charge-rows.ts';
import type { Engine, Tx } from './engine.ts';
import { ofCharge } from './locks.ts';
import { memberAt } from './membership-queries.ts';
import { settingsOf } from './merchant-settings.ts';
import { reportOf } from './mismatches.ts';
import { commitMove } from './moves.ts';
import { addMarkNotices } from './notices.ts';
import type { Mark, MarkStore } from './port/marks.ts';
import type { MarkOutcome } from './port/moves.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { applyEffects } from './update-effects.ts';

/** A mark: the state it leads to, and the states in which it can be made. */
const PAID: WordMove = { to: 'marked_paid', from: statesWhere('markablePaid') };
const UNPAID: WordMove = { to: 'marked_unpaid', from: statesWhere('markableUnpaid') };
/** That a mismatched payment is this charge's. It can also be made while the charge is watched. */
const OURS: WordMove = { to: 'marked_paid', from: statesWhere('reportDecidable') };
interface WordMove {
  readonly to: ChargeState;
  readonly from: readonly ChargeState[];
}

/** Marks on charges that the gateway could not settle. */
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
        if (to === 'marked_paid' && !(await mayMarkPaid(tx, member)))
          return { kind: 'forbidden', why: 'managers-only', charge: before };
        if (!from.includes(before.state) || reported === undefined) return { kind: 'stale', charge: before };
        await applyEffects(tx, effects);
        const charge = await commitMark(tx, before, member, { to, at, reported });
        await addMarkNotices(tx, charge, member, isChange, at);
        return { kind: 'marked', charge };
      }, ofCharge(chargeId));
    },
  };
}

/** The owner decides whether cashiers may mark charges as paid. */
const mayMarkPaid = async (tx: Tx, { merchantId, role }: Member): Promise<boolean> =>
  isAtLeast(role, 'manager') || (await settingsOf(tx, merchantId)).cashiersMarkPaid;

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
    // The mark decides an open mismatch. A running watch goes on: the gateway may still confirm the payment.
    set: {
      paidAt: to === 'marked_paid' ? at : null,
      markedBy: userId,
      markedByName: name,
      mismatch: null,
      reported,
    },
  });
