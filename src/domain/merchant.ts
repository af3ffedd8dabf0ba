/** The merchant whose gateway account is in the environment: there is always one, and it is the first. */
export const FIRST_MERCHANT = 1;

/** Shops, each with its own account at the gateway. */
export interface Merchant {
  readonly id: number;
  /** Names it in a button: random, so that it tells nobody how many there are. */
  readonly ref: string;
  /** What people call it; empty for the first one until its owner names it. */
  readonly name: string;
  readonly createdAt: number;
  /** Since when it may not charge. */
  readonly suspendedAt: number | null;
  /** When its owners were last told that the gateway refuses the account. */
  readonly refusalToldAt: number | null;
  /** The number of its next charge. */
  readonly nextNumber: number;
}
