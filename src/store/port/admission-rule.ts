import type { ConfirmationReason } from '../../domain/draft.ts';
import type { VelocityLimit } from '../../domain/velocity-limit.ts';

/** What a charge must pass to be taken. */
export interface AdmissionRule {
  readonly at: number;
  /** The same moment in steady time. */
  readonly steadyAt: number;
  /** How long an earlier charge to the same phone stands against a new one. */
  readonly windowMs: number;
  readonly accepted: readonly ConfirmationReason[];
  /** The caller has doubts of its own, and only wants to know whether more stands against it. */
  readonly held: boolean;
  readonly velocityLimits: readonly VelocityLimit[];
}
