/** The merchant whose gateway account is in the environment. It always exists. */
export const FIRST_MERCHANT = 1;

/** A shop, with its own account at the gateway. */
export interface Merchant {
  readonly id: number;
  /** Names it in a button. Random, so that it does not reveal how many there are. */
  readonly ref: string;
  /** The shop's name; empty for the first one until its owner names it. */
  readonly name: string;
  readonly createdAt: number;
  /** Since when it is suspended and may not charge; null if it is not. */
  readonly suspendedAt: number | null;
  /** When its owners were last told that the gateway refuses the account. */
  readonly refusalToldAt: number | null;
  /** The number of its next charge. */
  readonly nextNumber: number;
}
