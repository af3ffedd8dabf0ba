import { oneLine } from './one-line.ts';

/** Money: whole Kenyan shillings. M-Pesa moves no cents. */

declare const amountKes: unique symbol;
/** Whole Kenyan shillings, 1 to 250,000. */
export type AmountKes = number & { readonly [amountKes]: true };

/** Per transaction, by Safaricom's limits for M-Pesa (December 2025). */
export const MIN_AMOUNT_KES = 1;
export const MAX_AMOUNT_KES = 250_000;

/** Why a text is not an amount that can be charged. */
export type AmountRefusal =
  | 'empty'
  | 'not-an-amount'
  | 'cents'
  | 'negative'
  | 'split'
  | 'too-small'
  | 'too-large';

export type AmountReading =
  | { readonly kind: 'amount'; readonly amountKes: AmountKes }
  /** It can be read, but the person must confirm it first: it has more than one likely reading. */
  | { readonly kind: 'to-confirm'; readonly amountKes: AmountKes }
  | { readonly kind: 'refused'; readonly reason: AmountRefusal };

/** Shillings in words, as the source of a pattern. */
export const CURRENCY = String.raw`(?:kes|kshs?|shillings?|shilingi|shs?|bob)`;

const EQUALS_BEFORE = /^= ?/;
/** Between a phone and an amount; right before a digit it would be a minus. */
const DASH_BEFORE = /^[\p{Pd}\u2212] (?=\S)/u;
const CURRENCY_BEFORE = new RegExp(String.raw`^${CURRENCY}\.? ?(?=\S)`, 'i');
const CURRENCY_AFTER = new RegExp(String.raw` ?(?:${CURRENCY}|/=|/-)\.?$`, 'i');
const ONLY_AFTER = / ?(?:only|tu)\.?$/i;
/** `500`, `1500`, `1,500`, `12,000`, each perhaps with `.`, `.0` or `.00`; never a leading zero except 0 itself. */
const WHOLE = /^(0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.0{0,2})?$/;
/** `2k`, `1.5k`: thousands, with at most three decimals, which are whole shillings. */
const THOUSANDS = /^(0|[1-9]\d{0,5})(?:\.(\d{1,3}))? ?k\.?$/i;

/**
 * Reads an amount as people write it: `500`, `1,500`, `KES 500`, `Ksh500`, `500/=`, `500 bob`, `500 only`, `= 500`, `500.00`.
 * `2k`, and `- 109` with a dash that stands apart, are to be confirmed. Cents, signs, exponents, split digits (`5 00`) and other
 * scripts' digits are refused with the reason.
 */
export function readAmount(text: string): AmountReading {
  // Invisible characters go, and spaces are single: CURRENCY_AFTER would look through a run of them once for each.
  const line = oneLine(text, Number.POSITIVE_INFINITY).replace(EQUALS_BEFORE, '');
  const bare = line
    .replace(DASH_BEFORE, '')
    .replace(CURRENCY_BEFORE, '')
    .replace(ONLY_AFTER, '')
    .replace(CURRENCY_AFTER, '');
  if (bare === '') return refused('empty');
  const whole = WHOLE.exec(bare)?.[1];
  // What is too long to be exact is over the limit in any case.
  if (whole !== undefined)
    return inRange(DASH_BEFORE.test(line) ? 'to-confirm' : 'amount', Number(whole.replaceAll(',', '')));
  const [, thousands, decimals = ''] = THOUSANDS.exec(bare) ?? [];
  if (thousands !== undefined) return inRange('to-confirm', Number(thousands + decimals.padEnd(3, '0')));
  return refused(refusalOf(bare));
}

function inRange(kind: 'amount' | 'to-confirm', amount: number): AmountReading {
  if (amount < MIN_AMOUNT_KES) return refused('too-small');
  if (amount > MAX_AMOUNT_KES) return refused('too-large');
  return { kind, amountKes: amount as AmountKes };
}

function refusalOf(bare: string): AmountRefusal {
  if (/^[-\u2212\u2010-\u2015]\d/.test(bare)) return 'negative';
  if (/^\d/.test(bare) && bare.split(' ').filter((word) => /\d/.test(word)).length > 1) return 'split';
  if (/^\d[\d,]*\.\d+$/.test(bare)) return 'cents';
  return 'not-an-amount';
}

const refused = (reason: AmountRefusal): AmountReading => ({ kind: 'refused', reason });

/** `KES 1,500`; `−KES 300` for less than nothing. */
export const formatKes = (amount: number): string =>
  `${amount < 0 ? '−' : ''}KES ${Math.abs(amount).toLocaleString('en-KE')}`;
