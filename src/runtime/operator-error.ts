/**
 * A fault that a person can mend before starting again: a wrong setting, a database in use. Its message says what is
 * wrong and what to do; it is shown without a stack trace and never holds a secret.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

/** A bot token that Telegram does not know. */
export const UNKNOWN_TOKEN =
  'Telegram does not know this bot token. Get a new one from @BotFather and set TELEGRAM_BOT_TOKEN.';
