import type { MerchantEvent } from '../../domain/audit.ts';
import type { Merchant } from '../../domain/merchant.ts';
import type { AccountStore } from './accounts.ts';
import type { ChatStore } from './chats.ts';
import type { KeyRotation } from './key-rotation.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';
import type { UpdateEffects } from './update-effects.ts';

/** A merchant with the figures that operators see. */
export interface MerchantOverview extends Merchant {
  readonly staff: number;
  readonly charges: number;
  readonly lastChargeAt: number | null;
  readonly hasAccount: boolean;
}

/** What became of a new name. `same`: it was so before. `not-yours`: the person is no owner. */
export type RenameOutcome = 'renamed' | 'same' | 'not-yours';

/** Merchants, their accounts and chats, and the audit log of both. Every method is one transaction. */
export interface Merchants extends AccountStore, ChatStore, KeyRotation {
  /** Returns the merchant, or undefined if there is none. */
  find(merchantId: number): Promise<Merchant | undefined>;

  /**
   * Changes a merchant's name, as an owner wants. That the person is an owner is checked in the same transaction. A row of the audit
   * log, if the name changed, and the effects that `react` returns for the outcome are committed with it. Nothing is changed if the
   * update was settled before.
   */
  rename(
    merchantId: number,
    name: string,
    userId: number,
    at: number,
    react: (outcome: RenameOutcome) => UpdateEffects,
  ): Promise<RenameOutcome>;

  /** Changes a merchant's name, as the operator configures it. Does nothing if an owner has ever renamed it: the owner's name stays. */
  configureName(merchantId: number, name: string): Promise<void>;

  /** Returns every merchant, in the order in which they were created. */
  all(): Promise<Merchant[]>;

  /** Returns every merchant with its figures, in the order of creation. It counts all charges: seconds if there are millions. */
  overview(): Promise<MerchantOverview[]>;

  /**
   * Suspends a merchant, which then cannot charge, or ends its suspension: a compare-and-set, with a row in the audit log.
   *
   * @returns false if nothing changed: it was so before, or there is no such merchant
   */
  suspend(merchantId: number, suspended: boolean, at: number): Promise<boolean>;

  /**
   * Commits messages that tell a merchant's people that the gateway refuses its account, at most once per `everyMs`: a
   * compare-and-set on when they were told last.
   *
   * @returns false, with nothing committed, if they were told within `everyMs`
   */
  tellRefusal(
    merchantId: number,
    at: number,
    everyMs: number,
    messages: readonly OutgoingMessage[],
  ): Promise<boolean>;

  /**
   * Returns at most `limit` rows of the audit log of a merchant, or of all (undefined), the latest first. Charges have their
   * own.
   */
  history(merchantId: number | undefined, limit: number): Promise<MerchantEvent[]>;
}
