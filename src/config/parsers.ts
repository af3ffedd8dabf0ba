import { z } from 'zod';
import { isSecretKey } from '../security/keyring.ts';

const HOUR_MS = 3_600_000;

/** A span in hours or days, such as `6h` or `2d`, from an hour to 30 days. The parser returns milliseconds. */
export const hoursOrDays = z
  .string()
  .regex(/^\d{1,3}[hd]$/)
  .transform((text) => Number(text.slice(0, -1)) * (text.endsWith('d') ? 24 : 1) * HOUR_MS)
  .refine((ms) => ms >= HOUR_MS && ms <= 30 * 24 * HOUR_MS);

/** A whole number in digits alone, from `least` to `most`. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);

/**
 * The address of a server that is sent secrets: only over TLS, or within this machine. It holds no query and no fragment, because
 * paths are put behind it.
 */
export const secureUrl = z.string().refine((text) => {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const { protocol, hostname } = new URL(text);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && local);
});

/** What is wrong with an address that `secureUrl` refuses. */
export const NOT_SECURE_URL = 'is not an https address (http only for this machine)';

/** The address of a proxy, with or without a name and a password in it. */
export const proxyUrl = (...protocols: readonly string[]) =>
  z.string().refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
    const isBare = ['', '/'].includes(pathname) && search === '' && hash === '';
    return protocols.includes(protocol) && hostname !== '' && isBare && decodes(username + password);
  });

function decodes(text: string): boolean {
  try {
    return typeof decodeURIComponent(text) === 'string';
  } catch {
    return false;
  }
}

/** The name of an IANA time zone. */
export const timeZone = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
});

/** Telegram user ids, separated by commas. */
export const userIds = z
  .string()
  .regex(/^\d{1,15}(?:\s*,\s*\d{1,15})*$/)
  .transform((text) => text.split(',').map(Number));

/** Keys that seal, separated by commas, the current one first. */
export const secretKeys = z
  .string()
  .transform((text): readonly string[] => text.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every(isSecretKey));
