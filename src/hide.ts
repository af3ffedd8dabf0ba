/** What must not be seen, and what is shown in its place. */
export interface Hidden {
  /** With the flag `g`. */
  readonly find: RegExp;
  readonly show: (found: string) => string;
}

/** What people put between the digits of a phone number. */
const GAP = String.raw`[\s().\p{Pd}\p{Cf}]{0,2}`;
/** A Kenyan mobile number as people write it: with its prefix, or nine digits alone or in threes. */
export const PHONE: Hidden = {
  find: new RegExp(
    `(?<!\\d)(?:(?:\\+|00)?2${GAP}5${GAP}4|0)${GAP}[17](?:${GAP}\\d){8}(?!\\d)|(?<!\\d)[17]\\d\\d([ -]?\\d{3}){2}(?!\\d)`,
    'gu',
  ),
  show: maskedPhone,
};

/** The first digits and the last three stay. */
export function maskedPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return `${phone.startsWith('+') ? '+' : ''}${digits.slice(0, -6)}•••${digits.slice(-3)}`;
}

/** Leaves nothing of the phone numbers in a text. */
export const hidePhones = (text: string): string => hide(text, [{ ...PHONE, show: () => '•••' }]);

/** A value that must not be seen, to the letter. */
export const secret = (value: string, show: string): Hidden => ({
  find: new RegExp(value.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`), 'g'),
  show: () => show,
});

/**
 * Hides what must not be seen, in every writing of it: a text may hold JSON (in JSON, in a URL), a form, or HTML, and each
 * writes some characters as others. So each is undone, in any order, and what is found then is hidden where it stood.
 */
export function hide(text: string, hidden: readonly Hidden[]): string {
  const found: { readonly from: number; readonly to: number; readonly as: string }[] = [];
  for (const reading of readingsOf(text)) {
    for (const { find, show } of hidden) {
      for (const match of reading.text.matchAll(find)) {
        const from = reading.at[match.index] ?? 0;
        const to = reading.at[match.index + match[0].length] ?? text.length;
        found.push({ from, to, as: show(match[0]) });
      }
    }
  }
  let kept = '';
  let end = 0;
  for (const { from, to, as } of found.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (from >= end) kept += text.slice(end, from) + as;
    end = Math.max(end, to);
  }
  return kept + text.slice(end);
}

/** A text, and where each of its characters (and its end) stands in the original. */
interface Reading {
  readonly text: string;
  readonly at: readonly number[];
}

/** JSON in JSON in JSON in a URL. */
const MAX_DEPTH = 4;
/** So that no text, however it is written, costs more than so many times its length. */
const MAX_READINGS = 150;

function readingsOf(text: string): readonly Reading[] {
  const readings: Reading[] = [{ text, at: Array.from({ length: text.length + 1 }, (_, at) => at) }];
  const known = new Set([text]);
  let layer: readonly Reading[] = readings;
  for (let depth = 0; depth < MAX_DEPTH && layer.length > 0; depth += 1) {
    const next: Reading[] = [];
    for (const reading of layer) {
      for (const writing of WRITINGS) {
        if (readings.length >= MAX_READINGS) return readings;
        const undone = undo(reading, writing);
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

/** How a character is written as others, and what such a sequence means. */
interface Writing {
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

const WRITINGS: readonly Writing[] = [
  // JSON.
  {
    sequence: /\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]/g,
    meaning: (sequence) => JSON.parse(`"${sequence}"`) as string,
  },
  // A URL or a form: the bytes of one character in UTF-8.
  {
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
  // A form's spaces, apart from the rest: not everything that writes `%2B` writes `+` for a space.
  { sequence: /\+/g, meaning: () => ' ' },
  // HTML.
  {
    sequence: /&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|quot|amp|lt|gt|apos|nbsp);/g,
    meaning(sequence) {
      const name = sequence.slice(1, -1);
      if (!name.startsWith('#')) return NAMED[name] ?? '';
      const code = Number(name.slice(1).replace(/^x/i, '0x'));
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
    },
  },
];

/** Reads a text with one writing undone; undefined where there is none of it. */
function undo({ text, at }: Reading, { sequence, meaning }: Writing): Reading | undefined {
  let read = '';
  const places: number[] = [];
  let end = 0;
  for (const match of text.matchAll(sequence)) {
    const character = meaning(match[0]);
    read += text.slice(end, match.index) + character;
    for (let i = end; i < match.index; i += 1) places.push(at[i] ?? 0);
    for (let i = 0; i < character.length; i += 1) places.push(at[match.index] ?? 0);
    end = match.index + match[0].length;
  }
  if (end === 0) return undefined;
  for (let i = end; i <= text.length; i += 1) places.push(at[i] ?? 0);
  return { text: read + text.slice(end), at: places };
}
