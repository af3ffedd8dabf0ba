import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { literalMatcher } from '../../src/runtime/literal-matcher.ts';

/** Words of few letters: the literals share beginnings, contain and overlap each other. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '🔑'), maxLength: 6 });

describe('literals', () => {
  test('are found at every position where one begins, and the longest one counts', () => {
    const given = [fc.array(word, { maxLength: 8 }), fc.array(word, { maxLength: 8 })] as const;
    fc.assert(
      fc.property(...given, (literals, pieces) => {
        const text = pieces.join('');
        const expected = Array.from({ length: text.length }, (_, from) => ({
          from,
          to:
            from +
            Math.max(0, ...literals.filter((each) => text.startsWith(each, from)).map((each) => each.length)),
        })).filter(({ from, to }) => to > from);
        expect(literalMatcher(...literals).find(text)).toEqual(expected);
      }),
      { numRuns: 2_000, seed: 20_261_125 },
    );
  });

  test('that are added later are found like the first ones', () => {
    const literals = literalMatcher('key-of-one');
    literals.add('key-of-two');
    literals.add('key-of');
    literals.add('key-of-two');
    expect(literals.find('key-of-two, key-of-x')).toEqual([
      { from: 0, to: 10 },
      { from: 12, to: 18 },
    ]);
  });

  test('that are empty are never found', () => {
    expect(literalMatcher('').find('text')).toEqual([]);
    expect(literalMatcher().find('')).toEqual([]);
  });
});
