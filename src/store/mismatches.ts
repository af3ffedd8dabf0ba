import { and, asc, eq, sql } from 'drizzle-orm';
import type { Mismatch } from '../domain/verify-payment.ts';
import { isAtLeast } from '../domain/roles.ts';
import { MISMATCH_STATES, type ChargeState } from '../domain/charge-states.ts';
import type { Db } from './engines/sqlite/database.ts';
import { cardOutdated, mustFind, type MarkOutcome } from './moves.ts';
import { addMismatchNotices } from './notices.ts';
import { applyEffects, writing, type UpdateEffects } from './update-effects.ts';
import { memberAt } from './membership-queries.ts';
import {
  chargeEvents,
  charges,
  type Charge,
  type ChargeEvent,
  type EventDetail,
  type MismatchReport,
  type ReportedPayment,
} from './schema.ts';

/** The most payments that do not fit of which a charge keeps and tells: a gateway that invents new ones is not repeated for ever. */
export const MAX_REPORTS = 10;

/** Payments that were reported and do not fit their charge. Every method is one transaction. */
export function mismatchStore(db: Db) {
  return {
    /**
     * Keeps a reported payment that was not this charge's. The charge stays in its state and is still watched; people are told of
     * each such payment once, whatever they said of those before.
     */
    async noteMismatch(
      chargeId: number,
      mismatch: Mismatch,
      payment: Omit<ReportedPayment, 'number'>,
      at: number,
      detail: EventDetail,
    ): Promise<void> {
      writing(db, (tx) => {
        const charge = mustFind(tx, chargeId);
        // Confirmed meanwhile.
        if (charge.state === 'paid') return;
        const before = mismatchEvents(tx, chargeId);
        if (before.length >= MAX_REPORTS || before.some((event) => isSame(event, mismatch, payment))) return;
        const report: MismatchReport = { mismatch, reported: { number: before.length + 1, ...payment } };
        if (isToBeDecided(charge.state))
          tx.update(charges)
            .set({ ...report, ...cardOutdated(tx, charge) })
            .where(eq(charges.id, chargeId))
            .run();
        observe(tx, charge, { at, actor: 'gateway', detail: { ...report, ...detail } });
        addMismatchNotices(tx, charge, report, at);
      });
    },

    /**
     * A manager or an owner says that a reported payment is not this charge's. It is put aside, and the charge goes on as it stands;
     * another one is told anew.
     */
    async putAside(
      {
        chargeId,
        report,
        userId,
        at,
      }: { readonly chargeId: number; readonly report: number; readonly userId: number; readonly at: number },
      effects: UpdateEffects,
    ): Promise<MarkOutcome> {
      return writing(db, (tx) => {
        const charge = mustFind(tx, chargeId);
        const member = memberAt(tx, charge.merchantId, userId);
        if (member === undefined) return { kind: 'forbidden', why: 'not-yours', charge };
        if (!isAtLeast(member.role, 'manager')) return { kind: 'forbidden', why: 'managers-only', charge };
        // An earlier one is not what stands there now.
        if (!isMismatchOpen(charge) || charge.reported?.number !== report) return { kind: 'stale', charge };
        applyEffects(tx, effects);
        const after = tx
          .update(charges)
          .set({ mismatch: null, reported: null, ...cardOutdated(tx, charge) })
          .where(eq(charges.id, chargeId))
          .returning()
          .get();
        const detail = { name: member.name, aside: report };
        observe(tx, charge, { at, actor: `user:${userId}`, detail });
        return { kind: 'marked', charge: after };
      });
    },
  };
}

/** A payment that was reported for a charge, by its number; undefined if there is none, or it was not kept. */
export function reportOf(tx: Db, chargeId: number, number: number): ReportedPayment | undefined {
  const event = mismatchEvents(tx, chargeId)[number - 1];
  return event?.detail['reported'] as ReportedPayment | undefined;
}

/** A reported payment does not fit, and nobody has said yet what it is. */
export const isMismatchOpen = ({ state, mismatch }: Charge): boolean =>
  mismatch !== null && isToBeDecided(state);

const isToBeDecided = (state: ChargeState): boolean => MISMATCH_STATES.some((open) => open === state);

const mismatchEvents = (tx: Db, chargeId: number): ChargeEvent[] =>
  tx
    .select()
    .from(chargeEvents)
    .where(
      and(
        eq(chargeEvents.chargeId, chargeId),
        sql`json_extract(${chargeEvents.detail}, '$.mismatch') IS NOT NULL`,
      ),
    )
    .orderBy(asc(chargeEvents.id))
    .all();

function isSame(
  { detail }: ChargeEvent,
  mismatch: Mismatch,
  payment: Omit<ReportedPayment, 'number'>,
): boolean {
  const reported = detail['reported'] as ReportedPayment | undefined;
  return (
    detail['mismatch'] === mismatch &&
    reported?.amount === payment.amount &&
    reported?.phone === payment.phone &&
    reported?.receipt === payment.receipt
  );
}

/** A row of the audit trail for what changes no state. */
const observe = (tx: Db, { id, state }: Charge, event: Pick<ChargeEvent, 'at' | 'actor' | 'detail'>): void =>
  void tx
    .insert(chargeEvents)
    .values({ chargeId: id, from: state, to: state, ...event })
    .run();
