import type { Account } from '../../domain/account.ts';
import type { Keyring } from '../../security/keyring.ts';
import type { UpdateEffects } from './update-effects.ts';
import type { Sealed } from '../../domain/sealed.ts';

/** An account as it is to be kept: the hash of what names it at the gateway, and its credentials, sealed. */
export interface KeptAccount {
  /** The hashes that may be kept of it; the first is how it is kept from now on. */
  readonly identities: readonly [string, ...string[]];
  /** Undefined without a `SECRET_KEY`: then the credentials are in the environment alone. */
  readonly sealed: Sealed | undefined;
}

/** Merchants' accounts at the gateway: at most one at a time, and those that they had. */
export interface AccountStore {
  /** Connects a new shop: its account, and whoever was let in as its owner. Undefined if they were not, or not any more. */
  connect(
    shop: { readonly name: string; readonly account: Account },
    person: { readonly userId: number; readonly name: string },
    keyring: Keyring,
    at: number,
    effects: UpdateEffects,
  ): Promise<{ readonly merchantId: number; readonly accountId: number } | undefined>;

  /**
   * Changes a shop's account. One with the same name at the gateway is the same account with another key: what was charged
   * through it is asked about with the new one.
   *
   * @returns the account's id; undefined if the person is not the shop's owner any more
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
   * The first merchant's account is the one in the settings. What was charged before accounts were kept is taken to have been
   * charged through it.
   *
   * @returns the account's id, and whether it is another than before
   */
  configureAccount(
    account: KeptAccount,
    at: number,
  ): Promise<{ readonly accountId: number; readonly changed: boolean }>;

  /** Takes a shop's account away: it can charge again once its owner connects it anew. */
  removeAccount(merchantId: number, at: number): Promise<boolean>;
}
