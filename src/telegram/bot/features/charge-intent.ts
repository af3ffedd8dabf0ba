import type { AmountKes } from '../../../domain/amount.ts';
import type { ConfirmationReason } from '../../../domain/draft.ts';
import type { Msisdn } from '../../../domain/msisdn.ts';

/** What a person wants to charge, and where the request came from. */
export interface ChargeIntent {
  readonly merchantId: number;
  /** The shop's name, if the person could have meant another shop. */
  readonly shop: string | null;
  readonly msisdn: Msisdn;
  /** The name in the contact that the number came from. */
  readonly contactName?: string | null;
  readonly amountKes: AmountKes;
  /** The amount as the person wrote it, if the person should first see how it was read. */
  readonly amountToConfirm?: string;
  /** The shop wants every charge shown with Send before it is sent. */
  readonly asksFirst?: boolean;
  readonly note: string | null;
  /** One charge per key, however often the request arrives. */
  readonly idempotencyKey: string;
  /** When the person asked, in epoch milliseconds of the machine's clock. */
  readonly requestedAt: number;
  readonly commandMessageId: number | null;
  /** What replies to that message quote of it in a group. */
  readonly commandWord: string | null;
  readonly threadId: number | null;
  /** The bot's question that was answered. It becomes the card, or the next question. */
  readonly questionMessageId: number | undefined;
  /** Reasons to confirm that the person has seen and accepted. */
  readonly accepted: readonly ConfirmationReason[];
}
