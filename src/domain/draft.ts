import type { AmountKes } from './amount.ts';
import type { Basket } from './basket.ts';
import type { Msisdn } from './msisdn.ts';
import type { Sealed } from './sealed.ts';

/** Why a person must confirm a charge before it is pushed. */
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
  /** Which of the customers of one name. */
  | 'customer'
  | 'amount'
  | 'confirm'
  // The conversation about an item for the shop's list.
  | 'item'
  // The conversation about a refund, and about taking one back.
  | RefundStep
  // The conversation that connects a shop.
  | ConnectStep
  // An owner's answer to a question of `/settings`.
  | SettingsStep
  // The conversation about a collection: what each payer pays, and who they are.
  | CollectStep;
/** How much of a charge went back, which part of it, and why; or why a refund is taken back. */
export type RefundStep = 'refund-amount' | 'refund-part' | 'refund-reason' | 'refund-take-back';
/** The question in connecting a shop: its name, its provider, or a credential by provider and name (`shop-bosmi.apiKey`). */
export type ConnectStep = `shop-${string}`;

export type CollectStep = 'collect-amount' | 'payers';

export const isCollectStep = (step: DraftStep): step is CollectStep =>
  step === 'collect-amount' || step === 'payers';

/** Somebody who was named for a collection. */
export interface DraftPayer {
  readonly msisdn: Msisdn;
  /** Their own amount; null for the collection's. */
  readonly amountKes: AmountKes | null;
  /** A name that was written beside the number. It becomes the customer's, unless they have one. */
  readonly name: string | null;
  /** They were found by their name alone: the question shows whom. */
  readonly isByName?: true;
}

export type SettingsStep = `settings-${'name' | 'line' | 'logo' | 'amount'}`;

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
  /** The name in the contact that the number came from; null if it came from none. */
  readonly contactName: string | null;
  /** The `ref` of what it is about: the charge of a refund, the refund that is taken back, or the collection that gets more payers. */
  readonly about: string | null;
  /** At `payers`: those who were named so far; null for none. */
  readonly payers: readonly DraftPayer[] | null;
  readonly userId: number;
  readonly chatId: number;
  /** While a shop is being connected: the answers so far, sealed. */
  readonly answers: Sealed | null;
  /** At `amount`: the items that were tapped so far; null for none. */
  readonly basket: Basket | null;
  /** Names this very question. Every question has a new one, so that a press counts only for what was shown. */
  readonly token: string;
  readonly step: DraftStep;
  /** At `confirm`: the reasons that the question showed. */
  readonly shownReasons: readonly ConfirmationReason[];
  readonly threadId: number | null;
  readonly commandMessageId: number | null;
  /** What a reply to that message quotes of it in a group; null if nothing may be quoted. */
  readonly commandWord: string | null;
  /** The id of the question's message, once Telegram has it. */
  readonly promptMessageId: number | null;
  readonly askedAt: number;
  readonly expiresAt: number;
}

/** A draft as a turn leaves it behind. Without a message id, one with the token of the former draft keeps the id that is known. */
export type NewDraft = Omit<
  Draft,
  'id' | 'promptMessageId' | 'answers' | 'basket' | 'contactName' | 'about' | 'commandWord' | 'payers'
> & {
  readonly promptMessageId?: number;
  readonly commandWord?: Draft['commandWord'];
  readonly answers?: Draft['answers'];
  readonly basket?: Draft['basket'];
  readonly contactName?: Draft['contactName'];
  readonly about?: Draft['about'];
  readonly payers?: Draft['payers'];
};
