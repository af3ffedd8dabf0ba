import type { Merchant } from '../../domain/merchant.ts';
import type { OutgoingMessage } from './update-effects.ts';
import type { MerchantEvent } from '../../domain/audit.ts';
import type { AccountStore } from './accounts.ts';
import type { ChatStore } from './chats.ts';
import type { KeyRotation } from './key-rotation.ts';

/** How an operator sees a merchant. */
export interface MerchantOverview extends Merchant {
  readonly staff: number;
  readonly charges: number;
  readonly lastChargeAt: number | null;
  readonly hasAccount: boolean;
}

/** Merchants, their accounts and chats, and the audit trail of both. Every method is one transaction. */
export interface Merchants extends AccountStore, ChatStore, KeyRotation {
  find(merchantId: number): Promise<Merchant | undefined>;

  rename(merchantId: number, name: string): Promise<void>;

  /** Every merchant. */
  all(): Promise<Merchant[]>;

  /** Every merchant, as an operator sees them: their charges are counted, which takes seconds where there are millions. */
  overview(): Promise<MerchantOverview[]>;

  /** Keeps a merchant from charging, or lets it again. False if it was so already, or there is no such merchant. */
  suspend(merchantId: number, suspended: boolean, at: number): Promise<boolean>;

  /** Says to a merchant's people that the gateway refuses its account, at most once per `everyMs`. */
  tellRefusal(
    merchantId: number,
    at: number,
    everyMs: number,
    says: readonly OutgoingMessage[],
  ): Promise<boolean>;

  /** What happened to a merchant besides charges, or to all: the latest first. */
  history(merchantId: number | undefined, limit: number): Promise<MerchantEvent[]>;
}
