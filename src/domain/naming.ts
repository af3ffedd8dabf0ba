import { readCustomerName } from './customer-name.ts';
import { readPhone, type Msisdn, type PhoneRefusal } from './msisdn.ts';
import { oneLine } from './one-line.ts';

/** The text after `/name`, as it was read. `name` is null to remove the name. */
export type Naming =
  | { readonly kind: 'usage' }
  | { readonly kind: 'refused-phone'; readonly reason: PhoneRefusal; readonly text: string }
  | { readonly kind: 'show'; readonly msisdn: Msisdn }
  | { readonly kind: 'refused-name'; readonly msisdn: Msisdn }
  | { readonly kind: 'name'; readonly msisdn: Msisdn; readonly name: string | null };

/** The most words that a phone number is written in. */
const MAX_PHONE_WORDS = 12;
const REMOVE = /^\p{Pd}$/u;

/**
 * Reads the text after `/name`: a phone, which may hold spaces, and perhaps a name.
 *
 * @example readNaming('0712 345 678 Mama Njeri') // { kind: 'name', msisdn: '254712345678', name: 'Mama Njeri' }
 */
export function readNaming(text: string): Naming {
  const words = oneLine(text, Number.POSITIVE_INFINITY).split(' ');
  if (words[0] === '') return { kind: 'usage' };
  for (let count = 1; count <= Math.min(words.length, MAX_PHONE_WORDS); count += 1) {
    const phone = readPhone(words.slice(0, count).join(''));
    if (phone.kind === 'phone') return named(phone.msisdn, words.slice(count).join(' '));
  }
  const first = words[0] ?? '';
  const phone = readPhone(first);
  return { kind: 'refused-phone', reason: phone.kind === 'refused' ? phone.reason : 'letters', text: first };
}

function named(msisdn: Msisdn, text: string): Naming {
  if (text === '') return { kind: 'show', msisdn };
  if (REMOVE.test(text)) return { kind: 'name', msisdn, name: null };
  const name = readCustomerName(text);
  return name === undefined ? { kind: 'refused-name', msisdn } : { kind: 'name', msisdn, name };
}
