import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  firstName,
  fitsName,
  MAX_CUSTOMER_NAME,
  nameBesideNumber,
  readCustomerName,
  wordsOfName,
} from '../../src/domain/customer-name.ts';
import { codePoint } from '../support/code-points.ts';

describe('a customer’s name', () => {
  test.each([
    ['Wanjiku', 'Wanjiku'],
    ['  Mama   Njeri ', 'Mama Njeri'],
    ['Ng’ang’a O’Neil-Odhiambo', 'Ng’ang’a O’Neil-Odhiambo'],
    ['فاطمة', 'فاطمة'],
    ['李小龙', '李小龙'],
    ['🌸', '🌸'],
    ['👩‍👧 Auma', '👩‍👧 Auma'],
    ['Table 12', 'Table 12'],
    // Several lines, and marks that change the direction of what follows.
    ['Wanjiku\n✅ Paid: KES 500', 'Wanjiku ✅ Paid: KES 500'],
    ['Wanjiku\u202e87 65', 'Wanjiku 87 65'],
    // What Telegram makes a command, a mention, a tag or a link of.
    ['/close', 'close'],
    ['Wanjiku /erase@TillBot', 'Wanjiku erase TillBot'],
    ['@juma #unga $KES', 'juma unga KES'],
    ['evil.com/x', 'evil. com x'],
    ['https://t.me/x', 'https: t. me x'],
    ['St. Mary J.K.', 'St. Mary J. K.'],
    // A second number would pass for the customer's.
    ['Wanjiku 0722 000 000', 'Wanjiku'],
    ['Wanjiku +254-722-000-000 unga', 'Wanjiku + unga'],
    ['Wanjiku · 0722.000.000', 'Wanjiku'],
    ['Wanjiku ٠٧٢٢٠٠٠٠٠٠', 'Wanjiku'],
  ])('%j is shown as %j', (text, name) => {
    expect(readCustomerName(text)).toBe(name);
  });

  test.each(['', ' ', '.', '-', '12', '0712345678', '\u202e\u200b', '///', '()'])('%j is none', (text) => {
    expect(readCustomerName(text)).toBeUndefined();
  });

  test('is cut to its greatest length', () => {
    const name = readCustomerName('W'.repeat(200));
    expect(Array.from(name ?? '')).toHaveLength(MAX_CUSTOMER_NAME);
    expect(name).toMatch(/W…$/);
  });

  test('has no more accents on a letter than a language has', () => {
    expect(readCustomerName(`W${'\u0301'.repeat(30)}anja`)).toBe('W\u0301\u0301\u0301anja');
  });

  test('beside a number is shorter, and cannot move the number if it is written from right to left', () => {
    expect(Array.from(nameBesideNumber('W'.repeat(40)))).toHaveLength(24);
    expect(nameBesideNumber('Mama Njeri')).toBe('Mama Njeri');
    expect(nameBesideNumber('فاطمة')).toBe('\u2068فاطمة\u2069');
  });

  test('in a group is the first name', () => {
    expect(firstName('Mama Njeri')).toBe('Mama');
    expect(firstName('Wanjikuwanjikuwanjiku Njeri')).toBe('Wanjikuwanj…');
    expect(firstName('فاطمة علي')).toBe('\u2068فاطمة\u2069');
  });

  test(
    'holds nothing that forges a line, a command or a number, whatever text it is made of',
    { tags: 'slow' },
    () => {
      const pieces = fc.oneof(
        fc.string({ unit: codePoint }),
        fc.constantFrom(
          '/',
          '@',
          '#',
          '.',
          '\n',
          '\u202e',
          '\u2068',
          '0712',
          ' ',
          '٣',
          '\u0301',
          '👩‍👧',
          'Wanjiku',
        ),
      );
      fc.assert(
        fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
          const name = readCustomerName(parts.join(''));
          if (name === undefined) return;
          expect(Array.from(name).length).toBeLessThanOrEqual(MAX_CUSTOMER_NAME);
          expect(name).toBe(name.trim());
          expect(name).not.toMatch(/[\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069/@#]/u);
          expect(name).not.toMatch(/\p{Nd}{6}/u);
          // A name that was read is the same when it is read again.
          expect(readCustomerName(name)).toBe(name);
        }),
        { numRuns: 200 },
      );
    },
  );
});

describe('the words of a name', () => {
  test.each([
    ['Mama Njeri', ['mama', 'njeri']],
    ['Ng’ang’a José', ['nganga', 'jose']],
    ['ŁUKASZ-Wafula', ['łukasz', 'wafula']],
    ['Ann Ann', ['ann']],
    ['🌸', []],
    ['ＷＡＮＪＩＫＵ', ['wanjiku']],
  ])('of %j are compared as %j', (name, words) => {
    expect(wordsOfName(name)).toEqual(words);
  });

  test.each([
    ['Anna Wanjiku', 'wan', true],
    ['Anna Wanjiku', 'ANN wanj', true],
    ['Anna Wanjiku', 'wanj ann', true],
    ['Anna Wanjiku', 'nna', false],
    ['Anna Wanjiku', 'anna njeri', false],
    ['Anna Wanjiku', '', false],
    ['Ng’ang’a', "ng'ang'a", true],
  ])('%j is found by %j: %s', (name, wanted, fits) => {
    expect(fitsName(name, wordsOfName(wanted))).toBe(fits);
  });
});
