import { expect, test } from 'vitest';
import { oneLine } from '../../src/domain/one-line.ts';

test.each([
  ['two bags of unga', 'two bags of unga'],
  ['  a \n b\t\tc  ', 'a b c'],
  ['paid\n✅ PAID KES 9,000', 'paid ✅ PAID KES 9,000'],
  ['\u202eright to left\u202c', 'right to left'],
  ['a\u0000b\u001bc', 'a b c'],
  ['line\u2028separator\u2029', 'line separator'],
  ['lone \ud800 surrogate', 'lone surrogate'],
  ['👩\u200d🌾 farmer', '👩\u200d🌾 farmer'],
  ['zero\u200bwidth', 'zero width'],
  ['joined\u200d\u202eright to left', 'joined right to left'],
  ['', ''],
])('%j becomes the line %j', (text, line) => {
  expect(oneLine(text, 120)).toBe(line);
});

test('a text that is too long is cut after a whole character and ends in “…”', () => {
  expect(oneLine('🧺🧺🧺🧺', 3)).toBe('🧺🧺…');
  expect(oneLine('🧺🧺🧺', 3)).toBe('🧺🧺🧺');
});
