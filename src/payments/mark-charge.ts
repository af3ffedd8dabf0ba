import type { Charge } from '../domain/charge.ts';
import type { MarkOutcome } from '../store/port/moves.ts';
import type { Store } from '../store/port/store.ts';
import type { UpdateEffects } from '../store/port/update-effects.ts';

/** What became of a mark, or of a decision on a mismatched payment. */
export type MarkResult =
  | { readonly marked: true; readonly charge: Charge }
  /** Nothing is committed. `past`: the charge has moved on. The others: the person may not do this. */
  | {
      readonly marked: false;
      readonly why: 'past' | 'not-yours' | 'managers-only';
      readonly charge: Charge;
    };

/** Marks a charge that the gateway could not settle as paid or unpaid. A manager or an owner may also change a mark. */
export async function markCharge(
  store: Store,
  chargeId: number,
  paid: boolean,
  userId: number,
  effects: UpdateEffects,
): Promise<MarkResult> {
  return resultOf(await store.charges.mark({ chargeId, paid, userId, at: effects.at }, effects));
}

/** Records whether a mismatched payment is the charge's, as a manager or an owner states. */
export async function decideReport(
  store: Store,
  { chargeId, report, isOurs }: ReportDecision,
  userId: number,
  effects: UpdateEffects,
): Promise<MarkResult> {
  const { at } = effects;
  return resultOf(
    isOurs
      ? await store.charges.mark({ chargeId, paid: true, report, userId, at }, effects)
      : await store.charges.putAside({ chargeId, report, userId, at }, effects),
  );
}

/** A person's decision on a mismatched payment. */
export interface ReportDecision {
  readonly chargeId: number;
  /** The number of the mismatched payment among the charge's, from 1. */
  readonly report: number;
  readonly isOurs: boolean;
}

function resultOf(outcome: MarkOutcome): MarkResult {
  const { charge } = outcome;
  switch (outcome.kind) {
    case 'marked':
      return { marked: true, charge };
    case 'stale':
      return { marked: false, why: 'past', charge };
    case 'forbidden':
      return { marked: false, why: outcome.why, charge };
  }
}
