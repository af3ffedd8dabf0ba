/** What the bot says unasked: warnings to owners, and what became of updates that it could not handle. */
export interface WarningWords {
  /** `own`: the account was connected with `/connect`, not set in the program's settings. */
  readonly accountRefused: (shop: string, own: boolean) => string;
  /** The clock of the bot's machine is wrong by the span `by`. */
  readonly clockWrong: (by: string, isFast: boolean) => string;
  readonly clockRight: string;
  /** `unhandled` is the number of messages to the former bot that nobody handled. */
  readonly botChanged: (unhandled: number) => string;
  readonly updateFailed: string;
  /** The person sent more messages than the bot takes. */
  readonly tooManyMessages: (aMinute: number) => string;
}
