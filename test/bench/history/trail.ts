import type { Actor, EventDetail } from '../../../src/domain/audit.ts';
import type { ChargeState } from '../../../src/domain/charge-states.ts';
import type { NoticeKind } from '../../../src/domain/messages.ts';
import type { Sale } from './sales.ts';

/** A row of the audit log of a charge. */
export interface TrailEvent {
  readonly at: number;
  readonly from: ChargeState | null;
  readonly to: ChargeState;
  readonly actor: Actor;
  readonly detail: EventDetail;
}

/** When a made-up charge was told as not confirmed. */
export const CONFIRM_MS = 120_000;

/** Returns the state in which a made-up charge is. */
export function stateOf({ end }: Sale): ChargeState {
  switch (end) {
    case 'paid':
    case 'late':
      return 'paid';
    case 'by-hand':
      return 'marked_paid';
    case 'never':
      return 'expired';
    case 'waiting':
      return 'pending';
  }
}

/** Returns the notices that were told of a made-up charge. */
export function noticesOf({ end }: Sale): readonly NoticeKind[] {
  switch (end) {
    case 'paid':
      return ['paid'];
    case 'late':
      return ['unconfirmed', 'paid_late'];
    case 'by-hand':
    case 'never':
      return ['unconfirmed', 'expired'];
    case 'waiting':
      return [];
  }
}

/** Returns the rows that the bot writes into the audit log in the life of a charge. */
export function trailOf(sale: Sale, refundRef: string): readonly TrailEvent[] {
  const { at, seller, end, endedAt, transactionId, receipt, refundKes } = sale;
  const person: Actor = `user:${seller.userId}`;
  const trail: TrailEvent[] = [
    { at, from: null, to: 'created', actor: person, detail: { accepted: [] } },
    { at, from: 'created', to: 'pushing', actor: 'tillbot', detail: {} },
    { at, from: 'pushing', to: 'pending', actor: 'gateway', detail: { transactionId } },
  ];
  if (end === 'waiting') return trail;
  const paid = { at: endedAt, to: 'paid', actor: 'gateway', detail: { receipt, dated: true } } as const;
  if (end === 'paid') trail.push({ ...paid, from: 'pending' });
  else trail.push({ at: at + CONFIRM_MS, from: 'pending', to: 'unconfirmed', actor: 'tillbot', detail: {} });
  if (end === 'late') trail.push({ ...paid, from: 'unconfirmed' });
  if (end === 'never' || end === 'by-hand')
    trail.push({ at: endedAt, from: 'unconfirmed', to: 'expired', actor: 'tillbot', detail: {} });
  if (end === 'by-hand')
    trail.push({
      at: endedAt,
      from: 'expired',
      to: 'marked_paid',
      actor: person,
      detail: { name: seller.name },
    });
  if (refundKes !== null)
    trail.push({
      at: refundedAt(sale),
      from: 'paid',
      to: 'paid',
      actor: person,
      detail: { name: seller.name, refund: refundRef, refundedKes: refundKes },
    });
  return trail;
}

const REFUND_AFTER_MS = 45 * 60_000;

export const refundedAt = ({ endedAt }: Sale): number => endedAt + REFUND_AFTER_MS;
