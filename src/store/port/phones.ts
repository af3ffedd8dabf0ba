import type { Msisdn } from '../../domain/msisdn.ts';
import type { UpdateEffects } from './update-effects.ts';

/** A keyed hash of a number: see seal.ts. */
export type PhoneHash = (msisdn: Msisdn) => string;

export interface Erasure {
  /** Charges whose number was erased. */
  readonly erased: number;
  /** Charges that are not finished, and so keep it. */
  readonly open: number;
}

/** Customers' numbers: those that must not be charged, and those that must not be known any longer. */
export interface Phones {
  /** Keeps a merchant from charging a number, erased or not, or lets it again. False if the person may not. */
  block(
    merchantId: number,
    msisdn: Msisdn,
    blocked: boolean,
    userId: number,
    at: number,
    effects: UpdateEffects,
  ): Promise<boolean>;

  /** Puts a hash in the place of a number in a merchant's finished charges. Undefined if the person is not an owner. */
  erase(
    merchantId: number,
    msisdn: Msisdn,
    hash: PhoneHash,
    userId: number,
    at: number,
    react: (erasure: Erasure) => UpdateEffects,
  ): Promise<Erasure | undefined>;

  /** Takes what was erased out of the database's log, unless somebody is reading it at the moment (a backup, say). */
  forgetLog(): Promise<void>;

  /**
   * Erases a batch of numbers from before `before`, of all merchants: of finished charges, and of those that are blocked.
   *
   * @returns the greater of the two numbers; 0 when none is left
   */
  eraseBefore(before: number, at: number, hash: PhoneHash): Promise<number>;
}
