import type { LiteralMatcher } from './literal-matcher.ts';

/** Finds what must be hidden in a text, and says what replaces it. */
export interface Redaction {
  find(text: string): readonly Found[];
}

interface Found {
  readonly from: number;
  readonly to: number;
  /** The replacement. */
  readonly as: string;
}

/**
 * Hides what matches a pattern.
 *
 * @param find must have the flag `g`
 */
export const pattern = (find: RegExp, show: (found: string) => string): Redaction => ({
  find(text) {
    // Most texts have no match. This finds that out in a fraction of the time of matchAll.
    if (text.search(find) === -1) return [];
    return Array.from(text.matchAll(find), ({ index, 0: found }) => ({
      from: index,
      to: index + found.length,
      as: show(found),
    }));
  },
});

/** Hides exact values. */
export const values = (literals: LiteralMatcher, as: string): Redaction => ({
  find: (text) => literals.find(text).map(({ from, to }) => ({ from, to, as })),
});

/** What people write between the digits of a phone number. */
const GAP = String.raw`[\s().\p{Pd}\p{Cf}]{0,2}`;
/** A Kenyan mobile number as people write it: with its prefix, or nine digits together or in groups of three. */
const WRITTEN_PHONE = new RegExp(
  `(?<!\\d)(?:(?:\\+|00)?2${GAP}5${GAP}4|0)${GAP}[17](?:${GAP}\\d){8}(?!\\d)|(?<!\\d)[17]\\d\\d([ -]?\\d{3}){2}(?!\\d)`,
  'gu',
);
export const PHONE = pattern(WRITTEN_PHONE, maskedPhone);

/** Masks the six digits before the last three, and keeps the rest. */
export function maskedPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return `${phone.startsWith('+') ? '+' : ''}${digits.slice(0, -6)}•••${digits.slice(-3)}`;
}

const NO_PHONE = pattern(WRITTEN_PHONE, () => '•••');
/** Replaces every phone number in a text wholly. */
export const redactPhones = (text: string): string => redact(text, [NO_PHONE]);

/**
 * Hides what must not be seen, in every encoding of it. A text may contain JSON (in JSON, in a URL), a form or HTML, and each
 * writes some characters as others. So the encodings are undone, in any order, and what is found then is hidden where it stood.
 */
export function redact(text: string, hidden: readonly Redaction[]): string {
  const found: Found[] = [];
  for (const reading of readingsOf(text)) {
    const here = hidden.flatMap((each) => each.find(reading.text));
    if (here.length === 0) continue;
    const places = reading.places();
    for (const { from, to, as } of here)
      found.push({ from: places[from] ?? 0, to: places[to] ?? text.length, as });
  }
  if (found.length === 0) return text;
  let kept = '';
  let end = 0;
  for (const { from, to, as } of found.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (from >= end) kept += text.slice(end, from) + as;
    end = Math.max(end, to);
  }
  return kept + text.slice(end);
}

/** A text with some of its encodings undone. */
interface Reading {
  readonly text: string;
  /** The position of each of its characters, and of its end, in the original. Computed on demand, since most texts have no match. */
  places(): readonly number[];
}

/** Enough for JSON in JSON in JSON in a URL. */
const MAX_DEPTH = 4;
/** Bounds the cost of any text to this many times its length. */
const MAX_READINGS = 150;

function readingsOf(text: string): readonly Reading[] {
  const readings: Reading[] = [
    { text, places: () => Array.from({ length: text.length + 1 }, (_, at) => at) },
  ];
  const known = new Set([text]);
  let layer: readonly Reading[] = readings;
  for (let depth = 0; depth < MAX_DEPTH && layer.length > 0; depth += 1) {
    const next: Reading[] = [];
    for (const reading of layer) {
      for (const encoding of ENCODINGS) {
        if (readings.length >= MAX_READINGS) return readings;
        const undone = undo(reading, encoding);
        if (undone === undefined || known.has(undone.text)) continue;
        known.add(undone.text);
        readings.push(undone);
        next.push(undone);
      }
    }
    layer = next;
  }
  return readings;
}

/** An encoding: how a character is written as others. */
interface Encoding {
  /** The first character of every such sequence. */
  readonly mark: string;
  readonly sequence: RegExp;
  readonly meaning: (sequence: string) => string;
}

const BYTE = '%[89abAB][0-9a-fA-F]';
const NAMED: Readonly<Record<string, string>> = {
  quot: '"',
  amp: '&',
  lt: '<',
  gt: '>',
  apos: "'",
  nbsp: '\u00a0',
};

const ENCODINGS: readonly Encoding[] = [
  // JSON.
  {
    mark: '\\',
    sequence: /\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]/g,
    meaning: (sequence) => JSON.parse(`"${sequence}"`) as string,
  },
  // A URL or a form: the bytes of one character in UTF-8.
  {
    mark: '%',
    sequence: new RegExp(
      `%[cdCD][0-9a-fA-F]${BYTE}|%[eE][0-9a-fA-F](?:${BYTE}){2}|%[fF][0-7](?:${BYTE}){3}|%[0-9a-fA-F]{2}`,
      'g',
    ),
    meaning(sequence) {
      try {
        return decodeURIComponent(sequence);
      } catch {
        return String.fromCharCode(Number.parseInt(sequence.slice(1, 3), 16));
      }
    },
  },
  // A form's spaces. Apart from the URL's, because not everything that writes `%2B` for a plus writes `+` for a space.
  { mark: '+', sequence: /\+/g, meaning: () => ' ' },
  // HTML.
  {
    mark: '&',
    sequence: /&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|quot|amp|lt|gt|apos|nbsp);/g,
    meaning(sequence) {
      const name = sequence.slice(1, -1);
      if (!name.startsWith('#')) return NAMED[name] ?? '';
      const code = Number(name.slice(1).replace(/^x/i, '0x'));
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
    },
  },
];

/** Undoes one encoding in a text. Returns undefined if the text has none of it. */
function undo(reading: Reading, encoding: Encoding): Reading | undefined {
  if (!reading.text.includes(encoding.mark)) return undefined;
  const text = reading.text.replace(encoding.sequence, encoding.meaning);
  return text === reading.text ? undefined : { text, places: () => placesOf(reading, encoding) };
}

/** The positions, in the original, of the characters of a reading with one more encoding undone. */
function placesOf({ text, places }: Reading, { sequence, meaning }: Encoding): readonly number[] {
  const at = places();
  const undone: number[] = [];
  let end = 0;
  for (const match of text.matchAll(sequence)) {
    for (let i = end; i < match.index; i += 1) undone.push(at[i] ?? 0);
    const units = meaning(match[0]).length;
    for (let i = 0; i < units; i += 1) undone.push(at[match.index] ?? 0);
    end = match.index + match[0].length;
  }
  for (let i = end; i <= text.length; i += 1) undone.push(at[i] ?? 0);
  return undone;
}
