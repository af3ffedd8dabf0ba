import { expect, test } from 'vitest';
import { textTable } from '../../src/cli/text-table.ts';

test('each column is as wide as its widest cell, and no line ends in spaces', () => {
  expect(
    textTable([
      ['ID', 'NAME', 'STATE'],
      ['1', 'Mama Duka', 'active'],
      ['12', 'Ü', ''],
    ]),
  ).toBe(['ID  NAME       STATE', '1   Mama Duka  active', '12  Ü'].join('\n'));
});

test('an emoji is as wide as two letters, even if it has several parts', () => {
  expect(
    textTable([
      ['🛒', 'x'],
      ['👩‍🌾', 'x'],
      ['é', 'x'],
      ['ab', 'x'],
    ]).split('\n'),
  ).toEqual(['🛒  x', '👩‍🌾  x', 'é   x', 'ab  x']);
});

test('no rows make an empty text', () => {
  expect(textTable([])).toBe('');
});
