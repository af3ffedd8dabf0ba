import pino, { type DestinationStream, type Logger } from 'pino';
import { hide, secret, type Hidden } from './hide.ts';

/** What stands for a secret in a log line. */
const HIDDEN = '[hidden]';
/** A bot token, wherever it came from: in a URL, in an error's text. */
const BOT_TOKEN: Hidden = { find: /(?<!\d)\d{5,}:[\w-]{30,}/g, show: () => HIDDEN };
/** What people put between the digits of a phone number. */
const GAP = String.raw`[\s().\p{Pd}\p{Cf}]{0,2}`;
/** A Kenyan mobile number as people write it: with its prefix, or nine digits alone or in threes. */
const PHONE: Hidden = {
  find: new RegExp(
    `(?<!\\d)(?:(?:\\+|00)?2${GAP}5${GAP}4|0)${GAP}[17](?:${GAP}\\d){8}(?!\\d)|(?<!\\d)[17]\\d\\d([ -]?\\d{3}){2}(?!\\d)`,
    'gu',
  ),
  show: masked,
};
/** One as a number of JSON: an id of Telegram's looks like nine digits, but not like these. */
const PHONE_NUMERAL = /^254[17]\d{8}$/;

/** The first digits and the last three stay. */
function masked(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return `${phone.startsWith('+') ? '+' : ''}${digits.slice(0, -6)}•••${digits.slice(-3)}`;
}

/**
 * The program's log: JSON lines. Every text and number in a line is scrubbed on its way out, whatever field it is in or
 * names: errors of libraries carry tokens, payloads and customers' numbers in places that no list of paths would name.
 *
 * @param secrets values that must never appear, in any field
 */
export function newLog(level: string, secrets: readonly string[], destination?: DestinationStream): Logger {
  const hidden = secrets.filter((value) => value !== '').map((value) => secret(value, HIDDEN));
  const hooks = { streamWrite: (line: string) => scrub(line, hidden) };
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
    if (PHONE_NUMERAL.test(token)) return JSON.stringify(masked(token));
    const kept = hide(token, secrets);
    return kept === token ? token : JSON.stringify(kept);
  });
}
