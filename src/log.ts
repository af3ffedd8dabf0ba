import pino, { type DestinationStream, type Logger } from 'pino';

/** What stands for a secret in a log line. */
const HIDDEN = '[hidden]';
/** A bot token, wherever it came from: in a URL, in an error's text. */
const BOT_TOKEN = /\d{5,}:[\w-]{30,}/g;
/** A Kenyan mobile number in any form: the first digits and the last three stay. */
const PHONE = /(?<!\d)(\+?254|0)([17]\d{2})\d{3}(\d{3})(?!\d)/g;

/**
 * The program's log: JSON lines. Every line is scrubbed as text on its way out, whatever field it came in: errors of
 * libraries carry tokens, payloads and customers' numbers in places that no list of paths would name.
 *
 * @param secrets values that must never appear, in any field
 */
export function newLog(level: string, secrets: readonly string[], destination?: DestinationStream): Logger {
  const forms = secrets.flatMap((secret) =>
    secret === '' ? [] : [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)],
  );
  const hooks = { streamWrite: (line: string) => scrub(line, forms) };
  const options = { level, hooks, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function scrub(line: string, secrets: readonly string[]): string {
  let text = line;
  for (const secret of secrets) text = text.replaceAll(secret, HIDDEN);
  return text.replace(BOT_TOKEN, HIDDEN).replace(PHONE, '$1$2•••$3');
}
