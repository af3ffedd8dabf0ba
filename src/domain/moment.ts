/** One moment, by steady time and by the machine's clock. */
export interface Moment {
  readonly steadyAt: number;
  readonly wallAt: number;
}

/** What the program knows of time from earlier runs. */
export interface KnownMoment extends Moment {
  /** Whether `wallAt` is known to be right: the machine's clock was heard to agree with Telegram's. */
  readonly agreed: boolean;
}
