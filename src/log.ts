import pino, { type DestinationStream, type Logger } from 'pino';
import { hide, maskedPhone, PHONE, secret, type Hidden } from './hide.ts';

/** What stands for a secret in a log line. */
const HIDDEN = '[hidden]';
/** A bot token, wherever it came from: in a URL, in an error's text. */
const BOT_TOKEN: Hidden = { find: /(?<!\d)\d{5,}:[\w-]{30,}/g, show: () => HIDDEN };
/** One as a number of JSON: an id of Telegram's looks like nine digits, but not like these. */
const PHONE_NUMERAL = /^254[17]\d{8}$/;

/** Values that must never appear; more of them become known while the program runs. */
export interface Secrets {
  add(...values: readonly string[]): void;
  /** What hides them. */
  readonly hidden: readonly Hidden[];
}

export function newSecrets(...values: readonly string[]): Secrets {
  const hidden = new Map<string, Hidden>();
  const secrets: Secrets = {
    add(...more) {
      for (const value of more) if (value !== '') hidden.set(value, secret(value, HIDDEN));
      list = [...hidden.values()];
    },
    get hidden() {
      return list;
    },
  };
  let list: readonly Hidden[] = [];
  secrets.add(...values);
  return secrets;
}

/**
 * The program's log: JSON lines. Every text and number in a line is scrubbed on its way out, whatever field it is in or
 * names: errors of libraries carry tokens, payloads and customers' numbers in places that no list of paths would name.
 *
 * @param secrets must never appear, in any field
 */
export function newLog(level: string, secrets: Secrets, destination?: DestinationStream): Logger {
  const hooks = { streamWrite: (line: string) => scrub(line, secrets.hidden) };
  const options = { level, hooks, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** A text or a number of a JSON line. Each is replaced by itself, so that the line stays JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

function scrub(line: string, secrets: readonly Hidden[]): string {
  return line.replace(TOKEN, (token) => {
    if (token.startsWith('"')) {
      const text = JSON.parse(token) as string;
      const kept = hide(text, [...secrets, BOT_TOKEN, PHONE]);
      return kept === text ? token : JSON.stringify(kept);
    }
    if (PHONE_NUMERAL.test(token)) return JSON.stringify(maskedPhone(token));
    const kept = hide(token, secrets);
    return kept === token ? token : JSON.stringify(kept);
  });
}
