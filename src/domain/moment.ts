/** One moment in steady time and by the machine's clock. */
export interface Moment {
  readonly steadyAt: number;
  readonly wallAt: number;
}

/** A moment that is kept from an earlier run. */
export interface KnownMoment extends Moment {
  /** Whether `wallAt` is known to be right: the machine's clock agreed with Telegram's. */
  readonly agreed: boolean;
}
