import type { MarkOutcome } from '../store/port/moves.ts';
import type { UpdateEffects } from '../store/port/update-effects.ts';
import type { Charge } from '../domain/charge.ts';
import type { Store } from '../store/port/store.ts';

export type SettleResult =
  | { readonly settled: true; readonly charge: Charge }
  /** Nothing is committed: the charge is past that, or it is not this person's to say. */
  | {
      readonly settled: false;
      readonly why: 'past' | 'not-yours' | 'managers-only';
      readonly charge: Charge;
    };

/** Records a person's word on a charge that the gateway could not settle, or a manager's or owner's correction of it. */
export async function settleCharge(
  store: Store,
  chargeId: number,
  paid: boolean,
  userId: number,
  effects: UpdateEffects,
): Promise<SettleResult> {
  return resultOf(await store.charges.mark({ chargeId, paid, userId, at: effects.at }, effects));
}

/** Records what a manager or an owner says of a reported payment that does not fit: that it is this charge's, or not. */
export async function decideReport(
  store: Store,
  { chargeId, report, isOurs }: ReportDecision,
  userId: number,
  effects: UpdateEffects,
): Promise<SettleResult> {
  const { at } = effects;
  return resultOf(
    isOurs
      ? await store.charges.mark({ chargeId, paid: true, report, userId, at }, effects)
      : await store.charges.putAside({ chargeId, report, userId, at }, effects),
  );
}

export interface ReportDecision {
  readonly chargeId: number;
  /** Which of the payments that were reported for it, from 1. */
  readonly report: number;
  readonly isOurs: boolean;
}

function resultOf(outcome: MarkOutcome): SettleResult {
  const { charge } = outcome;
  switch (outcome.kind) {
    case 'marked':
      return { settled: true, charge };
    case 'stale':
      return { settled: false, why: 'past', charge };
    case 'forbidden':
      return { settled: false, why: outcome.why, charge };
  }
}
