import type { Msisdn } from '../../domain/msisdn.ts';
import type { UpdateEffects } from './update-effects.ts';

/** Returns a keyed hash of a number (see security/keyring.ts). */
export type PhoneHash = (msisdn: Msisdn) => string;

/** What became of erasing a number. */
export interface Erasure {
  /** How many charges had their number erased. */
  readonly erased: number;
  /** How many charges keep it, because they are not finished. */
  readonly open: number;
}

/** What erasing a number would erase. */
export interface ErasureAhead {
  /** How many finished charges would have their number erased. */
  readonly finished: number;
  /** How many charges would keep it, because they are not finished. */
  readonly open: number;
  /** The customer's name; undefined if they have none. */
  readonly name: string | undefined;
  readonly isBlocked: boolean;
}

/** Customers' numbers: which are blocked, and how they are erased. */
export interface Phones {
  /**
   * Blocks a number for a merchant, or unblocks it, also where it was erased. The audit log and the update's effects are committed
   * with it, in one transaction.
   *
   * @returns false, with nothing changed, if the person is neither manager nor owner, or the update was settled before
   */
  block(
    merchantId: number,
    msisdn: Msisdn,
    blocked: boolean,
    userId: number,
    at: number,
    effects: UpdateEffects,
  ): Promise<boolean>;

  /** Counts what erasing a number would erase. */
  toErase(merchantId: number, msisdn: Msisdn, at: number): Promise<ErasureAhead>;

  /**
   * Replaces a number by its hash in a merchant's finished charges, their notes and evidence, and where it is blocked, and deletes
   * the customer's name and drafts with the number. The audit log and the effects that `react` returns are committed with it, in one transaction. Afterwards the
   * overwritten values are purged from the database's files (see `forgetLog`).
   *
   * @returns undefined, with nothing changed, if the person is no owner; nothing is erased either if the update was settled before
   */
  erase(
    merchantId: number,
    msisdn: Msisdn,
    hash: PhoneHash,
    userId: number,
    at: number,
    react: (erasure: Erasure) => UpdateEffects,
  ): Promise<Erasure | undefined>;

  /** Purges erased values from the database's files. Does nothing while a reader, such as a backup, prevents it. */
  forgetLog(): Promise<void>;

  /**
   * Erases one batch of numbers from before `before` (epoch ms), of all merchants, in one transaction with the audit log: first
   * those of the oldest finished charges, then blocked ones, then the names of customers who neither paid nor were named since. The
   * caller repeats it until it returns 0.
   *
   * @returns the greatest of the numbers of charges, blocked numbers and names; 0 if none is left
   */
  eraseBefore(before: number, at: number, hash: PhoneHash): Promise<number>;
}
