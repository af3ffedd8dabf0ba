import fc from 'fast-check';
import { codePoint } from '../support/code-points.ts';

/** Characters and pieces that have broken programs like this one. */
const TROUBLE = [
  '\0',
  '\t',
  '\n',
  '\r',
  '\u000b',
  '\u001b[31m',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u061c',
  '\u200b',
  '\u200d',
  '\u200e',
  '\u200f',
  '\u2028',
  '\u2029',
  '\u202a',
  '\u202e',
  '\u2060',
  '\u2066',
  '\u2069',
  '\u3000',
  '\ufe0f',
  '\ufeff',
  '\ufffd',
  '\u{e0067}',
  '\ud800',
  '\udc00',
  '🧺',
  '👩\u200d🌾',
  '🇰🇪',
  'e\u0301',
  '\u0301\u0301\u0301',
  'שלום',
  'مرحبا',
  '٥٠٠',
  '５００',
  '✅ Paid: KES 9,000',
  '📝 ',
  '#41',
  '·',
  '“',
  '”',
  '*bold*',
  '_i_',
  '`code`',
  '<b>hi</b>',
  '&lt;',
  '@admin',
  '/charge',
  'https://evil.example',
  '\\',
  '%41',
  '${x}',
  "'; DROP TABLE charges; --",
  '__proto__',
  'undefined',
  ' ',
  '-',
  '0',
  '7',
];

/** Any UTF-16 code units, also halves of surrogate pairs. */
const codeUnits = fc
  .array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 60, size: 'max' })
  .map((units) => String.fromCharCode(...units));

const troubled = fc
  .array(fc.oneof(fc.constantFrom(...TROUBLE), fc.string({ unit: 'grapheme', maxLength: 4 })), {
    maxLength: 12,
    size: 'max',
  })
  .map((pieces) => pieces.join(''));

const long = fc
  .tuple(fc.constantFrom(...TROUBLE, 'a', '5 00 ', 'KES ', '1,'), fc.integer({ min: 1, max: 2_000 }))
  .map(([piece, times]) => piece.repeat(times));

/** Any text, as in a name, a note, a message of the gateway or a message of a person. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: troubled },
  { weight: 2, arbitrary: fc.string({ unit: codePoint, maxLength: 200, size: 'max' }) },
  { weight: 2, arbitrary: codeUnits },
  { weight: 1, arbitrary: long },
);

/** Any text that Telegram can deliver: it is UTF-8, so no half of a pair stands alone, and at most 4096 long. */
export const deliveredText: fc.Arbitrary<string> = anyText.map((text) => text.slice(0, 4_096).toWellFormed());

/** A person's name: at least one character. */
export const aName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('Asha', 'Mama Juma', 'Ng’ang’a', 'שרה', 'O\u0308mer'),
  anyText.map((text) => text.slice(0, 64).toWellFormed()).filter((text) => text !== ''),
);
