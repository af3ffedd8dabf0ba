import { and, asc, eq, sql } from 'drizzle-orm';
import type { ChargeEvent, EventDetail } from '../domain/audit.ts';
import { isState } from '../domain/charge-states.ts';
import { isMismatchOpen, type ReportedPayment } from '../domain/charge.ts';
import type { MismatchReport } from '../domain/messages.ts';
import { isAtLeast } from '../domain/roles.ts';
import type { Mismatch } from '../domain/verify-payment.ts';
import { requireCharge } from './charge-rows.ts';
import type { Engine, Tx } from './engine.ts';
import { ofCharge } from './locks.ts';
import { memberAt } from './membership-queries.ts';
import { observe, outdateCard } from './moves.ts';
import { addMismatchNotices } from './notices.ts';
import type { MismatchStore } from './port/mismatches.ts';
import type { MarkOutcome } from './port/moves.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { CHARGE, preparedOnce } from './prepared.ts';
import { chargeEvents, charges } from './schema.ts';
import { applyEffects } from './update-effects.ts';

/**
 * The most mismatched payments that are recorded and told of one charge: a gateway that invents new ones must not flood the chat.
 */
export const MAX_REPORTS = 10;

/** Reported payments that do not fit their charge. */
export function mismatchStore(engine: Engine): MismatchStore {
  return {
    async noteMismatch(
      chargeId: number,
      mismatch: Mismatch,
      payment: Omit<ReportedPayment, 'number'>,
      at: number,
      detail: EventDetail,
    ): Promise<void> {
      await engine.write(async (tx) => {
        const charge = await requireCharge(tx, chargeId);
        // Confirmed meanwhile.
        if (charge.state === 'paid') return;
        const before = await mismatchEvents(tx, chargeId);
        if (before.length >= MAX_REPORTS || before.some((event) => isSame(event, mismatch, payment))) return;
        const report: MismatchReport = { mismatch, reported: { number: before.length + 1, ...payment } };
        if (isState(charge.state, 'mismatchOpen')) {
          await tx.update(charges).set(report).where(eq(charges.id, chargeId));
          await outdateCard(tx, charge, at);
        }
        await observe(tx, charge, { at, actor: 'gateway', detail: { ...report, ...detail } });
        await addMismatchNotices(tx, charge, report, at);
      }, ofCharge(chargeId));
    },

    async putAside(
      {
        chargeId,
        report,
        userId,
        at,
      }: { readonly chargeId: number; readonly report: number; readonly userId: number; readonly at: number },
      effects: UpdateEffects,
    ): Promise<MarkOutcome> {
      return await engine.write(async (tx) => {
        const charge = await requireCharge(tx, chargeId);
        const member = await memberAt(tx, charge.merchantId, userId);
        if (member === undefined) return { kind: 'forbidden', why: 'not-yours', charge };
        if (!isAtLeast(member.role, 'manager')) return { kind: 'forbidden', why: 'managers-only', charge };
        // The person may have been shown an earlier one.
        if (!isMismatchOpen(charge) || charge.reported?.number !== report) return { kind: 'stale', charge };
        await applyEffects(tx, effects);
        await tx.update(charges).set({ mismatch: null, reported: null }).where(eq(charges.id, chargeId));
        await outdateCard(tx, charge, at);
        const detail = { name: member.name, aside: report };
        await observe(tx, charge, { at, actor: `user:${userId}`, detail });
        return { kind: 'marked', charge: await requireCharge(tx, chargeId) };
      }, ofCharge(chargeId));
    },
  };
}

/** Returns a mismatched payment of a charge by its number; undefined if there is none, or it was not kept. */
export async function reportOf(
  tx: Tx,
  chargeId: number,
  number: number,
): Promise<ReportedPayment | undefined> {
  const event = (await mismatchEvents(tx, chargeId))[number - 1];
  return event?.detail['reported'] as ReportedPayment | undefined;
}

const mismatchEvents = async (tx: Tx, chargeId: number): Promise<ChargeEvent[]> =>
  await selectMismatches(tx).execute({ chargeId });

const selectMismatches = preparedOnce((tx) =>
  tx
    .select()
    .from(chargeEvents)
    .where(and(eq(chargeEvents.chargeId, CHARGE), sql`(${chargeEvents.detail} ->> 'mismatch') IS NOT NULL`))
    .orderBy(asc(chargeEvents.id)),
);

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
