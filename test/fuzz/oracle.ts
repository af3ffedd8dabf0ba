import { createHash } from 'node:crypto';

/**
 * The meaning of an answer of the gateway. It is written a second time, from the gateway's document, and shares nothing with
 * `src/`. Numbers are kept as they were written, so that the digits are seen that JSON rounds away.
 */

export interface Ours {
  readonly transactionId: string;
  readonly amountKes: number;
  readonly msisdn: string;
}

/** The message of the generated answers that refuse an account. */
export const REFUSED_ACCOUNT = 'Invalid API key.';

interface Numeral {
  readonly numeral: string;
}
type Fields = Readonly<Record<string, unknown>>;

/** Finds the end of a string. `JSON.parse` decides which characters may be in it. */
const STRING = /"(?:[^"\\]|\\[^])*"/y;
const NUMERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

/** Reads JSON by its grammar. Throws if the text is not JSON, or if an object has a key twice. */
function parse(text: string): unknown {
  let at = 0;
  const take = (what: RegExp): string | undefined => {
    what.lastIndex = at;
    const found = what.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const took = (sign: string): boolean => {
    take(SPACE);
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  };
  const must = (holds: boolean): void => {
    if (!holds) throw new SyntaxError(`at ${at}`);
  };
  const key = (): string => {
    take(SPACE);
    return JSON.parse(take(STRING) ?? '') as string;
  };
  const object = (): Fields => {
    const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    if (took('}')) return fields;
    do {
      const name = key();
      must(!(name in fields) && took(':'));
      fields[name] = value();
    } while (took(','));
    must(took('}'));
    return fields;
  };
  const list = (): unknown[] => {
    const values: unknown[] = [];
    if (took(']')) return values;
    do values.push(value());
    while (took(','));
    must(took(']'));
    return values;
  };
  const value = (): unknown => {
    if (took('{')) return object();
    if (took('[')) return list();
    const string = take(STRING);
    if (string !== undefined) return JSON.parse(string);
    const numeral = take(NUMERAL);
    if (numeral !== undefined) return { numeral };
    return JSON.parse(take(WORD) ?? '');
  };
  const all = value();
  take(SPACE);
  must(at === text.length);
  return all;
}

function fieldsOf(body: string): Fields | undefined {
  try {
    const value = parse(body.replace(/^(?:\uFEFF|[ \t\r\n])*/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumeral(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

const isNumeral = (value: unknown): value is Numeral =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'numeral');

/** Returns a field of the answer itself, not of `Object.prototype`. */
const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/** Whether a value is `"0"`, or a number that JSON reads as zero and that has no minus. */
const isZero = (value: unknown): boolean =>
  value === '0' || (isNumeral(value) && Number(value.numeral) === 0 && !value.numeral.startsWith('-'));

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

function isOurId(value: unknown, id: string): boolean {
  if (isNumeral(value)) return value.numeral === id && id.length <= 15;
  return typeof value === 'string' && value.trim() === id;
}

function isOurAmount(value: unknown, amountKes: number): boolean {
  if (isNumeral(value)) return !value.numeral.startsWith('-') && Number(value.numeral) === amountKes;
  if (typeof value !== 'string') return false;
  const [whole = '', cents = '0', ...rest] = value.trim().split('.');
  const isWhole = [String(amountKes), amountKes.toLocaleString('en-US')].includes(whole);
  return isWhole && /^0+$/.test(cents) && rest.length === 0;
}

/** Every notation of our number in digits. */
const writings = (msisdn: string): string[] =>
  ['', '0', '254', '+254', '00254'].map((prefix) => prefix + msisdn.slice(3));

export function isOurPhone(value: unknown, msisdn: string): boolean {
  const shown = isNumeral(value) ? String(Number(value.numeral)) : value;
  if (typeof shown !== 'string') return false;
  const digits = shown.replace(/[\s.()\p{Pd}\p{Cf}\u2212]/gu, '');
  const begins = /^[+\d]*/.exec(digits)?.[0] ?? '';
  const ends = /\d*$/.exec(digits.slice(begins.length))?.[0] ?? '';
  const hidden = digits.slice(begins.length, digits.length - ends.length);
  return writings(msisdn).some((number) =>
    hidden === ''
      ? digits === number
      : /^[*xX•]+$/.test(hidden) &&
        /\d/.test(begins + ends) &&
        number.startsWith(begins) &&
        number.endsWith(ends) &&
        begins.length + ends.length <= number.length,
  );
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Whether a payer is ours, by the number or by the hash of one of its forms. */
const isOurPayer = (value: unknown, msisdn: string): boolean =>
  isOurPhone(value, msisdn) ||
  (typeof value === 'string' &&
    ['254', '0', '+254'].some((prefix) => sha256(prefix + msisdn.slice(3)) === value.trim().toLowerCase()));

/** Whether the body of an answer to a query is a true success of the charge. */
export function isTrulyPaid(body: string, ours: Ours): boolean {
  const fields = fieldsOf(body);
  if (fields === undefined || !isZero(own(fields, 'status'))) return false;
  const ids = ['transaction_id', 'B0smi_Id'].map((name) => own(fields, name)).filter((id) => !isNothing(id));
  const phone = own(fields, 'phone');
  const receipt = own(fields, 'mpesa_receipt');
  return (
    ids.length > 0 &&
    ids.every((id) => isOurId(id, ours.transactionId)) &&
    isOurAmount(own(fields, 'amount'), ours.amountKes) &&
    (isNothing(phone) || isOurPayer(phone, ours.msisdn)) &&
    typeof receipt === 'string' &&
    /^(?=.*[0-9])(?=.*[A-Z])[0-9A-Z]{8,12}$/.test(receipt.trim())
  );
}

/** Returns what the body of an answer to a push says, if its HTTP status allows it. */
export function pushSays(body: string): 'accepted' | 'refused' | 'nothing' {
  const fields = fieldsOf(body);
  if (fields === undefined) return 'nothing';
  const id = own(fields, 'transaction_id');
  if (isZero(own(fields, 'status')) && typeof id === 'string' && /^[!-~]{1,100}$/.test(id.trim()))
    return 'accepted';
  const namesOne = ['transaction_id', 'B0smi_Id'].some((name) => !isNothing(own(fields, name)));
  return own(fields, 'status') === 'error' && !namesOne ? 'refused' : 'nothing';
}

/** Whether an answer to a query with this HTTP status refuses the account. */
export function refusesAccount(httpStatus: number, body: string): boolean {
  const fields = fieldsOf(body);
  if (fields === undefined || own(fields, 'status') !== 'error') return false;
  if (httpStatus === 401 || httpStatus === 403) return true;
  const isReadable = httpStatus < 300 || (httpStatus >= 400 && httpStatus < 500 && httpStatus !== 429);
  const message = own(fields, 'message');
  return isReadable && typeof message === 'string' && /(?<!\w)api[ _-]?key(?!\w)/i.test(message);
}
