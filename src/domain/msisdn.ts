/**
 * Kenyan mobile numbers: one form inside (`2547XXXXXXXX` or `2541XXXXXXXX`), converted at the border.
 */

declare const msisdn: unique symbol;
/** A Kenyan mobile number as twelve digits, `2547XXXXXXXX` or `2541XXXXXXXX`. */
export type Msisdn = string & { readonly [msisdn]: true };

declare const erasedPhone: unique symbol;
/** What replaces a number that was erased: `erased:<key id>.<keyed hash>`, the same for the same number and key. */
export type ErasedPhone = string & { readonly [erasedPhone]: true };

const ERASED = 'erased:';

/** @param hash a keyed hash of the number (see security/keyring.ts) */
export const asErased = (hash: string): ErasedPhone => `${ERASED}${hash}` as ErasedPhone;

export const isErased = (phone: Msisdn | ErasedPhone): phone is ErasedPhone => phone.startsWith(ERASED);

/** Why a text is not a Kenyan mobile number. */
export type PhoneRefusal =
  | 'empty'
  | 'letters'
  | 'landline'
  | 'foreign'
  | 'too-short'
  | 'too-long'
  | 'not-mobile';

export type PhoneReading =
  | { readonly kind: 'phone'; readonly msisdn: Msisdn }
  | { readonly kind: 'refused'; readonly reason: PhoneRefusal };

/** The network a number was first given to. Numbers can be ported, so this is a hint and never a refusal. */
export type Network = 'Safaricom' | 'Airtel' | 'Telkom' | 'Equitel' | 'Faiba' | 'another network';

/** What people and phone books put between digits: spaces, dots, brackets, dashes, and invisible marks. */
const SEPARATORS = /[\s.()\p{Pd}\u2212\p{Cf}]/gu;
/** What a national number may follow. `+254 (0) 712…` and `+0712…` are on business cards; no country's code begins with 0. */
const PREFIX = String.raw`(?:(?:\+?|00)2540?|\+?0)`;
const MOBILE = new RegExp(String.raw`^${PREFIX}?([17]\d{8})$`);
/** Area codes of the fixed network: 020 Nairobi, 04x to 06x the rest (Communications Authority of Kenya). */
const LANDLINE = new RegExp(String.raw`^${PREFIX}(?:20|[4-6]\d)\d{4,7}$`);
const FOREIGN = /^(?:\+(?!254|0)|00(?!254))/;
const LEADING_PREFIX = new RegExp(`^${PREFIX}`);
/** What opens a call in a phone (RFC 3966), or stands before a number on a card. */
const TEL = /^tel:/i;
/** A chat on WhatsApp: its digits are a whole international number. What follows `?` is a text to send there. */
const LINK = /^(?:https?:\/\/)?wa\.me\/\+?(\d+)\/?(?:[?#]\S*)?$/i;

/** Whether a text is a number in the form that is held inside. */
export const isMsisdn = (text: string): text is Msisdn => /^254[17]\d{8}$/.test(text);

/** Removes what may stand between the digits of a phone number. */
export const stripSeparators = (text: string): string => text.replace(SEPARATORS, '');

/**
 * Reads a phone number as people write it: `0712345678`, `712345678`, `254712345678`, `+254 (0) 712-345-678`, perhaps with a comma,
 * a full stop or a colon after it, as a `tel:` link or as a `https://wa.me/…` link.
 * Only ASCII digits count. A landline, a foreign number or anything else is refused with the reason.
 */
export function readPhone(text: string): PhoneReading {
  const linked = linkedDigits(text);
  const digits = linked === undefined ? withoutTel(stripSeparators(text)) : `+${linked}`;
  const bare = digits.replace(/[,;:]$/, '');
  const subscriber = MOBILE.exec(bare)?.[1];
  if (subscriber !== undefined) return { kind: 'phone', msisdn: `254${subscriber}` as Msisdn };
  return { kind: 'refused', reason: refusalOf(bare) };
}

/** The digits in a link to a chat on WhatsApp; undefined for any other text. */
export const linkedDigits = (text: string): string | undefined =>
  LINK.exec(text.replace(/\p{Cf}/gu, '').trim())?.[1];

/** Removes the `tel:` before a number. */
export const withoutTel = (text: string): string => text.replace(TEL, '');

function refusalOf(digits: string): PhoneRefusal {
  if (digits === '') return 'empty';
  if (!/^\+?\d+$/.test(digits)) return 'letters';
  if (FOREIGN.test(digits)) return 'foreign';
  if (LANDLINE.test(digits)) return 'landline';
  const national = digits.replace(LEADING_PREFIX, '');
  if (national.length < 9) return 'too-short';
  if (national.length > 9) return 'too-long';
  return 'not-mobile';
}

/**
 * First digits given to each network other than in the blocks that are Safaricom's as a whole.
 * Source: the Communications Authority's numbering plan (October 2019) and the blocks put in use since.
 */
const NETWORKS: readonly (readonly [RegExp, Network])[] = [
  [/^254(?:7[0129]\d|74[0-35689]|75[789]|76[89]|11\d)/, 'Safaricom'],
  [/^254(?:73\d|75[0-6]|78\d|762|10\d)/, 'Airtel'],
  [/^25477\d/, 'Telkom'],
  [/^25476[3-6]/, 'Equitel'],
  [/^254747/, 'Faiba'],
];

/** The network the number's range was first given to. */
export const networkOf = (phone: Msisdn): Network =>
  NETWORKS.find(([range]) => range.test(phone))?.[1] ?? 'another network';

/** `0712345678`: the form the gateway takes and the form people type. */
export const toLocal = (phone: Msisdn): string => `0${phone.slice(3)}`;

/** `0712 345 678`: for a person to read. */
export function formatPhone(phone: Msisdn): string {
  const local = toLocal(phone);
  return `${local.slice(0, 4)} ${local.slice(4, 7)} ${local.slice(7)}`;
}

/** `0712 ••• 678`: for a chat that others read, and for logs. */
export function maskPhone(phone: Msisdn): string {
  const local = toLocal(phone);
  return `${local.slice(0, 4)} ••• ${local.slice(7)}`;
}

/**
 * Whether a number that the gateway shows can be ours. Since March 2026 Safaricom masks payers' numbers
 * (`0712***678`), so only the digits that are shown are compared; masked digits agree with any. A number that shows no digit
 * at all agrees with none: it says that somebody paid, and nothing says that it was ours.
 *
 * @param shown digits as text in any of the usual forms, with a run of `*`, `x` or `•` for hidden digits
 */
export function phoneAgrees(phone: Msisdn, shown: string): boolean {
  const compact = stripSeparators(shown);
  const whole = readPhone(compact);
  if (whole.kind === 'phone') return whole.msisdn === phone;
  const masked = /^(\+?\d*)[*xX•]+(\d*)$/.exec(compact);
  if (masked === null) return false;
  const [, begin = '', end = ''] = masked;
  if (!/\d/.test(begin + end)) return false;
  return [phone.slice(3), toLocal(phone), phone, `+${phone}`, `00${phone}`].some(
    (form) => form.startsWith(begin) && form.endsWith(end) && begin.length + end.length <= form.length,
  );
}
