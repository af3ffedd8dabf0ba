/**
 * A fault that the operator can correct before the next start: a wrong setting, a database in use. Its message says what is wrong
 * and what to do. It is shown without a stack trace and never contains a secret.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

/** The message for a bot token that Telegram does not know. */
export const UNKNOWN_TOKEN =
  'Telegram does not know this bot token. Get a new one from @BotFather and set TELEGRAM_BOT_TOKEN.';
