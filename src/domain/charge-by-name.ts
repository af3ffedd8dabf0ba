import { CURRENCY } from './amount.ts';
import { readChargeRequest, type ChargeRequest } from './charge-request.ts';
import { MAX_CUSTOMER_NAME } from './customer-name.ts';
import { oneLine } from './one-line.ts';

/** What follows the name of a customer in a charge: read as after a phone, whose place in it is empty. */
type AfterName = ChargeRequest extends infer Read
  ? Read extends { readonly msisdn: unknown }
    ? Omit<Read, 'msisdn'>
    : Read extends { readonly kind: 'refused'; readonly what: 'note' }
      ? Read
      : never
  : never;

/** A charge that names its customer instead of their phone. */
export interface ChargeByName {
  readonly name: string;
  readonly rest: AfterName;
}

/** A word that can be part of a name: letters, with what stands between letters in names. */
const NAME_WORD = /^\p{L}[\p{L}\p{M}'’‘ʼ`´.\p{Pd}]*,?$/u;
const CURRENCY_WORD = new RegExp(String.raw`^${CURRENCY}\.?$`, 'i');
/** Stands where the name stood, so that what follows is read by the one grammar. */
const ANY_PHONE = '0700000000';

/**
 * Reads the text after `/charge` as a customer's name, an amount, and perhaps a note. Only for a text that `readChargeRequest` refused
 * for its phone: what that can read keeps its meaning.
 *
 * @example readChargeByName('mama njeri 500 unga')
 * // { name: 'mama njeri', rest: { kind: 'complete', amountKes: 500, note: 'unga' } }
 * @returns undefined if the text does not begin with a name
 */
export function readChargeByName(text: string): ChargeByName | undefined {
  const words = oneLine(text, Number.POSITIVE_INFINITY).split(' ');
  // The first word is part of the name even if it is a currency: Bob is also a name.
  const end = words.findIndex((word, at) => !NAME_WORD.test(word) || (at > 0 && CURRENCY_WORD.test(word)));
  const nameWords = end === -1 ? words : words.slice(0, end);
  const name = nameWords.join(' ').replace(/,$/, '');
  if (name === '' || Array.from(name).length > MAX_CUSTOMER_NAME) return undefined;
  const rest = readChargeRequest([ANY_PHONE, ...words.slice(nameWords.length)].join(' '));
  return rest.kind === 'needs-phone' || (rest.kind === 'refused' && rest.what === 'phone')
    ? undefined
    : { name, rest };
}
