import type { AmountKes } from './amount.ts';

/**
 * Money that went back to a customer, as a manager or an owner states. M-Pesa moves it outside of this till, so it is a note in the
 * books. It counts on the day it was recorded, unless it was taken back.
 */
export interface Refund {
  readonly id: number;
  /** Names the refund in a button. Random, so that it does not reveal how many there are. */
  readonly ref: string;
  readonly chargeId: number;
  readonly merchantId: number;
  readonly amountKes: AmountKes;
  readonly reason: string;
  readonly recordedAt: number;
  /** Who recorded it (a Telegram user id), and their name then. */
  readonly recordedBy: number;
  readonly recordedByName: string;
  /** When it was taken back, by whom and why; null if it stands. */
  readonly takenBackAt: number | null;
  readonly takenBackBy: number | null;
  readonly takenBackByName: string | null;
  readonly takenBackReason: string | null;
}

/** The longest reason, in characters. */
export const MAX_REASON = 100;
/** The most refunds of one charge, with those that were taken back: a message shows its latest ones. */
export const MAX_REFUNDS = 20;

/** The usual reasons for a refund. The bot offers them as buttons; any other is typed. */
export const REFUND_REASONS = ['returned', 'twice', 'wrong-amount', 'not-there'] as const;
/** The usual reason for taking a refund back. */
export const TAKE_BACK_REASONS = ['mistake'] as const;
export type UsualReason = (typeof REFUND_REASONS)[number] | (typeof TAKE_BACK_REASONS)[number];

/** Sums up the refunds that were not taken back, in shillings. */
export const standingKes = (refunds: readonly Pick<Refund, 'amountKes' | 'takenBackAt'>[]): number =>
  refunds
    .filter(({ takenBackAt }) => takenBackAt === null)
    .reduce((sum, { amountKes }) => sum + amountKes, 0);
