import { expect, test } from 'vitest';
import { quotedPart } from '../../../src/telegram/bot/quoted-part.ts';

test.each([
  ['/charge 0712345678 500', '/charge'],
  ['/Charge@Duka2_Bot 0712345678 500', '/Charge@Duka2_Bot'],
  ['/omba\n0712345678 500', '/omba'],
  // A number that is stuck to the word is not part of it.
  ['/charge0712345678 500', '/charge'],
  ['/charge@0712345678 500', '/charge'],
  ['/0712345678', '678'],
  ['0712 345 678', '678'],
  [' 0712 345 67 8 ', '7 8'],
  ['5', '5'],
  ['two 🧺🧺🧺', '🧺🧺🧺'],
  ['  ', undefined],
])('of %j a reply in a group quotes %j', (text, part) => {
  expect(quotedPart({ text })).toBe(part);
  expect(quotedPart({ caption: text })).toBe(part);
  expect(text).toContain(part ?? '');
});

test('of a message without a text it quotes nothing', () => {
  expect(quotedPart({ contact: { phone_number: '254712345678' } })).toBeUndefined();
});
