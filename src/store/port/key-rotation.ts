import type { Sealed } from '../../domain/sealed.ts';
import type { Keyring } from '../../security/keyring.ts';

/** A sealed account that is still needed. */
export interface SealedAccount {
  readonly id: number;
  readonly merchantId: number;
  /** False for a former account of the merchant through which charges are still asked about. */
  readonly isCurrent: boolean;
  readonly sealed: Sealed;
}

/** What was deleted with a lost key. */
export interface Forgotten {
  /** The merchants whose current account ended. */
  readonly merchantIds: readonly number[];
  /** How many waiting updates and drafts were dropped. */
  readonly updates: number;
  readonly drafts: number;
}

/** What is sealed, and under which keys. Every method is one transaction. */
export interface KeyRotation {
  /**
   * Returns the sealed accounts that are needed, ordered by merchant, then the oldest first. Accounts whose credentials are in the
   * environment only are left out.
   */
  accounts(): Promise<readonly SealedAccount[]>;

  /**
   * Returns the ids of the keys that stored accounts, drafts and updates need. The first merchant's current account counts for
   * none: it is sealed again from the environment.
   */
  keyIds(): Promise<string[]>;

  /**
   * Seals every account and waiting update again under the keyring's current key, and deletes drafts that are sealed under another.
   * All of it is one transaction, with rows in the audit log.
   *
   * @returns how many current accounts were under another key
   * @throws SealError if something does not open; nothing is changed
   */
  rotateKey(keyring: Keyring, at: number): Promise<number>;

  /**
   * Gives up everything that is sealed under a lost key, in one transaction: accounts, which their owners must connect again,
   * waiting updates, which are settled unhandled, and drafts.
   */
  forgetKey(keyId: string, at: number): Promise<Forgotten>;
}
