import type { Keyring } from '../../security/keyring.ts';
import type { Sealed } from '../../domain/sealed.ts';

/** An account that is needed, sealed. */
export interface SealedAccount {
  readonly id: number;
  readonly merchantId: number;
  /** False for one that the merchant had before, through which something is still asked. */
  readonly isCurrent: boolean;
  readonly sealed: Sealed;
}

/** What was given up with a key. */
export interface Forgotten {
  /** Whose accounts were taken away. */
  readonly merchantIds: readonly number[];
  readonly updates: number;
  readonly drafts: number;
}

/** What is sealed, and the keys that it needs. */
export interface KeyRotation {
  /** The accounts that are needed, by merchant, the oldest first; without those whose credentials are in the environment alone. */
  accounts(): Promise<readonly SealedAccount[]>;

  /** The ids of the keys without which something that is kept cannot be read. */
  keyIds(): Promise<string[]>;

  /** Seals every account anew under the keyring's current key. Returns how many of merchants' present ones were under another. */
  rotateKey(keyring: Keyring, at: number): Promise<number>;

  /**
   * Gives up everything that was sealed under a key that is lost: accounts, which their owners connect again, updates that
   * wait to be handled, and conversations half-way.
   */
  forgetKey(keyId: string, at: number): Promise<Forgotten>;
}
