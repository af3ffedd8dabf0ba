/** The words of the hold after a restore from a copy. */
export interface RestoreHoldWords {
  readonly buttons: {
    readonly resume: string;
  };
  /** The database was restored from a copy made at `when`, and the bot sends no prompt until an operator resumes. */
  readonly onHold: (when: string) => string;
  /** The same, for people who are no operators. */
  readonly onHoldForOthers: string;
  readonly resumed: string;
}
