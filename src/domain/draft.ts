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
  | ConnectStep
  // Of an owner's answer to a question of `/settings`.
  | SettingsStep;
/** The question in connecting a shop: its name, its provider, or a credential by provider and name (`shop-bosmi.apiKey`). */
export type ConnectStep = `shop-${string}`;

export type SettingsStep = `settings-${'line' | 'logo' | 'amount'}`;

export const isSettingsStep = (step: DraftStep): step is SettingsStep => step.startsWith('settings-');

/** How long a question stays open. */
export const DRAFT_LIFE_MS = 15 * 60_000;

/** A conversation half-way: one per person and chat. */
export interface Draft {
  readonly id: number;
  /** The merchant that it is about; null while a shop is being connected. */
  readonly merchantId: number | null;
  readonly msisdn: Msisdn | null;
  readonly amountKes: AmountKes | null;
  readonly note: string | null;
  readonly userId: number;
  readonly chatId: number;
  /** While a shop is being connected: the answers so far, sealed. */
  readonly answers: Sealed | null;
  /** Names this very question. Every question has a new one, so that a press counts only for what was shown. */
  readonly token: string;
  readonly step: DraftStep;
  /** At `confirm`: the reasons that the question showed. */
  readonly shownReasons: readonly ConfirmationReason[];
  readonly threadId: number | null;
  readonly commandMessageId: number | null;
  /** The id of the question's message, once Telegram has it. */
  readonly promptMessageId: number | null;
  readonly askedAt: number;
  readonly expiresAt: number;
}
