/** What the bot says unasked: warnings to owners, and what became of updates that it could not handle. */
export interface WarningWords {
  /** `own`: the account was connected with `/connect`, not set in the program's settings. */
  readonly accountRefused: (shop: string, own: boolean) => string;
  /** For the operators: a shop of others has the same trouble. An empty name stands for a shop without one. */
  readonly shopRefused: (shop: string) => string;
  /** The gateway takes the account again. */
  readonly accountWorks: (shop: string) => string;
  /** For the operators: no call to a provider's gateway was answered for the span `since`. */
  readonly gatewayAway: (title: string, since: string) => string;
  readonly gatewayBack: (title: string) => string;
  /** For the operators: Telegram has limited the bot for the span `since`. */
  readonly telegramLimits: (since: string) => string;
  readonly telegramLimitsOver: string;
  /** For the operators: how much of the database's disk is free, in percent. */
  readonly diskFull: (percent: number) => string;
  readonly diskFree: (percent: number) => string;
  /** For the operators: why no backup was made, in the system's own words. */
  readonly backupNotMade: (why: string) => string;
  readonly backupMade: string;
  /** For the operators: another program leads now, in this term, because the one before did not give the lead up. */
  readonly tookOver: (term: number) => string;
  /** The clock of the bot's machine is wrong by the span `by`. */
  readonly clockWrong: (by: string, isFast: boolean) => string;
  readonly clockRight: string;
  /** `unhandled` is the number of messages to the former bot that nobody handled. */
  readonly botChanged: (unhandled: number) => string;
  readonly updateFailed: string;
  /** The person sent more messages than the bot takes. */
  readonly tooManyMessages: (aMinute: number) => string;
}
