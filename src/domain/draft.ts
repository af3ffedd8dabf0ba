import type { AmountKes } from './amount.ts';
import type { Msisdn } from './msisdn.ts';
import type { Sealed } from './sealed.ts';

/** Why a charge is asked about before it is pushed. */
export const CONFIRMATION_REASONS = [
  'conversation',
  'off-network',
  'repeat',
  'stale',
  'unusual-amount',
] as const;
export type ConfirmationReason = (typeof CONFIRMATION_REASONS)[number];
export type DraftStep =
  | 'phone'
  | 'amount'
  | 'confirm'
  // Of a shop that is being connected.
  | ConnectStep;
/** What is asked: the shop's name, its provider of payments, or a credential by provider and name (`shop-bosmi.apiKey`). */
export type ConnectStep = `shop-${string}`;

/** A conversation half-way: one per person and chat. */
export interface Draft {
  readonly id: number;
  /** The shop that it is about; null for one that is being connected. */
  readonly merchantId: number | null;
  readonly msisdn: Msisdn | null;
  readonly amountKes: AmountKes | null;
  readonly note: string | null;
  readonly userId: number;
  readonly chatId: number;
  /** Of a shop that is being connected: what was answered so far, sealed. */
  readonly answers: Sealed | null;
  /** Names this very question: new with every one asked, so that a press counts only for what was shown. */
  readonly token: string;
  readonly step: DraftStep;
  /** At `confirm`: what the question told. */
  readonly doubts: readonly ConfirmationReason[];
  readonly threadId: number | null;
  readonly commandMessageId: number | null;
  /** The question's message, once Telegram has it. */
  readonly promptMessageId: number | null;
  readonly askedAt: number;
  readonly expiresAt: number;
}
