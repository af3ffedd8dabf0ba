import type { ConfirmationReason } from '../../domain/draft.ts';
import type { VelocityLimit } from '../../domain/velocity-limit.ts';

/** The conditions under which a charge is created. */
export interface AdmissionRule {
  /** The present, in epoch milliseconds. */
  readonly at: number;
  /** The same moment in steady time. */
  readonly steadyAt: number;
  /** How long an earlier charge to the same phone prevents a new one, in milliseconds. */
  readonly windowMs: number;
  /** The reasons for confirmation that the person was shown and accepted. */
  readonly accepted: readonly ConfirmationReason[];
  /** The caller must ask the person first, so no charge is created. Refusals and limits are reported all the same. */
  readonly hasOwnReasons: boolean;
  readonly velocityLimits: readonly VelocityLimit[];
  /** The share of the limits of a person and of a merchant that the charge may use, from 0 to 1; undefined for all of them. */
  readonly share?: number;
}
