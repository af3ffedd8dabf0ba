import pino, { type DestinationStream, type Logger } from 'pino';
import { redact, maskedPhone, pattern, PHONE, values, type Redaction } from './redaction.ts';
import { literalMatcher } from './literal-matcher.ts';

/** Structured logging. pino satisfies it. */
export interface Log {
  info(context: object, message: string): void;
  warn(context: object, message: string): void;
  error(context: object, message: string): void;
}

/** Replaces a secret in a log line. */
const HIDDEN = '[hidden]';
/** Any bot token: in a URL, in an error's text. */
const BOT_TOKEN = pattern(/(?<!\d)\d{5,}:[\w-]{30,}/g, () => HIDDEN);
/** A phone number as a JSON number. Nine digits alone may be a Telegram id, these twelve are none. */
const PHONE_NUMERAL = /^254[17]\d{8}$/;

/** Values that must never appear. More of them become known while the program runs. */
export interface Secrets {
  add(...values: readonly string[]): void;
  /** Hides them in a text. */
  readonly hidden: Redaction;
}

export function newSecrets(...known: readonly string[]): Secrets {
  const literals = literalMatcher(...known);
  return {
    add(...more) {
      for (const value of more) literals.add(value);
    },
    hidden: values(literals, HIDDEN),
  };
}

/**
 * Makes the program's log: JSON lines. Every text and number of a line is scrubbed before it is written, whatever its field.
 * Errors of libraries carry tokens, payloads and customers' numbers in places that no list of paths would name.
 *
 * @param secrets must never appear, in any field
 */
export function newLog(level: string, secrets: Secrets, destination?: DestinationStream): Logger {
  const inText = [secrets.hidden, BOT_TOKEN, PHONE];
  const inNumber = [secrets.hidden];
  const hooks = { streamWrite: (line: string) => scrub(line, inText, inNumber) };
  const options = { level, hooks, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** The beginning of every line of pino's. Nothing in it comes from outside. */
const FRAME = /^\{"level":\d+,"time":"[\dT:.Z-]+"/;
/** A string or a number of a JSON line. Each is replaced on its own, so that the line stays JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * Names of the program's own fields. They are never hidden: they reveal nothing, and a shop whose key is `charge` would otherwise
 * make the log unreadable.
 */
const OWN_NAMES: ReadonlySet<string> = new Set(
  [
    'msg err type message stack cause code',
    'bot charge chat merchant outbox receipt update user worker',
    'attempts by end evidence failure failures httpStatus kind mismatch more notice outcome raw recorded result why',
  ].flatMap((line) => line.split(' ').map((name) => `"${name}"`)),
);

function scrub(line: string, inText: readonly Redaction[], inNumber: readonly Redaction[]): string {
  const frame = FRAME.exec(line)?.[0] ?? '';
  const rest = line.slice(frame.length);
  const scrubbed = rest.replace(TOKEN, (token, at: number) => {
    if (token.startsWith('"')) {
      if (rest[at + token.length] === ':' && OWN_NAMES.has(token)) return token;
      const text = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
      const kept = redact(text, inText);
      return kept === text ? token : JSON.stringify(kept);
    }
    if (PHONE_NUMERAL.test(token)) return JSON.stringify(maskedPhone(token));
    const kept = redact(token, inNumber);
    return kept === token ? token : JSON.stringify(kept);
  });
  return frame + scrubbed;
}
