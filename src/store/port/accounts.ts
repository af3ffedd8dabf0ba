import type { Account } from '../../domain/account.ts';
import type { Sealed } from '../../domain/sealed.ts';
import type { Keyring } from '../../security/keyring.ts';
import type { UpdateEffects } from './update-effects.ts';

/** An account as the store keeps it: hashes of what names it at the gateway, and its sealed credentials. */
export interface KeptAccount {
  /** The hashes by which it may be stored already. The first is stored from now on. */
  readonly identities: readonly [string, ...string[]];
  /** Undefined without a `SECRET_KEY`: the credentials are in the environment only. */
  readonly sealed: Sealed | undefined;
}

/** Merchants' accounts at the gateway: each has at most one current account, and any number of former ones. */
export interface AccountStore {
  /**
   * Creates a merchant with its account, and makes the applicant its owner. The applicant's row, the audit log, the news to the
   * operators and the update's effects are committed with it.
   *
   * @returns the ids; undefined, with nothing changed, if the person is no applicant or the update was settled before
   * @throws NotLeadingError while another program leads: it would not open the account
   */
  connect(
    shop: { readonly name: string; readonly account: Account },
    person: { readonly userId: number; readonly name: string },
    keyring: Keyring,
    at: number,
    effects: UpdateEffects,
  ): Promise<{ readonly merchantId: number; readonly accountId: number } | undefined>;

  /**
   * Makes an account the merchant's current one, with the audit log and the update's effects. An account with the same identity at
   * the gateway is the same account with another key: it keeps its id, and its open charges are asked about with the new key.
   * Another account ends the current one, which keeps its credentials while charges through it are asked about.
   *
   * @returns the account's id; undefined, with nothing changed, for the first merchant, if the person is no owner, or if the
   * update was settled before
   * @throws NotLeadingError while another program leads: it would go on with the former account
   */
  changeAccount(
    merchantId: number,
    account: Account,
    userId: number,
    keyring: Keyring,
    at: number,
    effects: UpdateEffects,
  ): Promise<number | undefined>;

  /**
   * Makes the account in the settings the first merchant's current one. When it is the first account that is stored, it adopts
   * the merchant's charges that were pushed without one.
   *
   * @returns the account's id, and whether it replaced another account; the audit log has a row then
   */
  configureAccount(
    account: KeptAccount,
    at: number,
  ): Promise<{ readonly accountId: number; readonly changed: boolean }>;

  /**
   * Ends a merchant's current account, with a row in the audit log. The merchant cannot charge until an owner connects one again.
   * Open charges through the account are still asked about.
   *
   * @returns false if the merchant has no current account
   */
  removeAccount(merchantId: number, at: number): Promise<boolean>;
}
