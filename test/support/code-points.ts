import fc from 'fast-check';

/** The code points below the surrogates, which are none of their own. */
const BELOW = 0xd800;
const SURROGATES = 0x800;

/**
 * Any code point, as the unit of a generated text. It generates what fast-check's unit `binary` does. That one first makes a table of all
 * code points, which takes longer than a whole property here.
 */
export const codePoint = fc.integer({ min: 0, max: 0x10ffff - SURROGATES }).map(
  (n) => String.fromCodePoint(n < BELOW ? n : n + SURROGATES),
  (text) => {
    const [first, ...others] = typeof text === 'string' ? text : [];
    const point = first?.codePointAt(0);
    if (point === undefined || others.length > 0) throw new Error('no code point');
    return point < BELOW ? point : point - SURROGATES;
  },
);
