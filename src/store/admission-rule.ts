import type { Msisdn } from '../domain/msisdn.ts';
import type { VelocityLimit } from '../domain/velocity-limit.ts';
import type { Charge, ConfirmationReason } from './schema.ts';

/** A charge as it is asked for. */
export type NewCharge = Pick<
  Charge,
  | 'idempotencyKey'
  | 'merchantId'
  | 'shop'
  | 'amountKes'
  | 'note'
  | 'chatId'
  | 'chatKind'
  | 'threadId'
  | 'commandMessageId'
  | 'userId'
  | 'userName'
  | 'language'
  | 'requestedAt'
> & {
  readonly msisdn: Msisdn;
  /** A message of ours that becomes the card; undefined to send a new one. */
  readonly cardMessageId: number | undefined;
};

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
