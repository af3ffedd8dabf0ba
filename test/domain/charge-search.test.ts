import { expect, test } from 'vitest';
import { readSearch } from '../../src/domain/charge-search.ts';

test.each<[text: string, read: unknown]>([
  ['', { kind: 'empty' }],
  [' \u200b\n', { kind: 'empty' }],
  ['u', { kind: 'too-short' }],
  ['#12', { kind: 'number', number: 12 }],
  ['# 12', { kind: 'number', number: 12 }],
  ['0712 345 678', { kind: 'phone', msisdn: '254712345678' }],
  ['712345678', { kind: 'phone', msisdn: '254712345678' }],
  ['+254712345678', { kind: 'phone', msisdn: '254712345678' }],
  ['unga', { kind: 'filters', filters: [{ noteWords: ['unga'] }, { nameWords: ['unga'] }] }],
  [
    'two  bags',
    { kind: 'filters', filters: [{ noteWords: ['two', 'bags'] }, { nameWords: ['two', 'bags'] }] },
  ],
  [
    'a b c d e f g h a',
    {
      kind: 'filters',
      filters: [{ noteWords: ['a', 'b', 'c', 'd', 'e', 'f'] }, { nameWords: ['a', 'b', 'c', 'd', 'e', 'f'] }],
    },
  ],
  [
    'Ng’ang’a José',
    { kind: 'filters', filters: [{ noteWords: ['Ng’ang’a', 'José'] }, { nameWords: ['nganga', 'jose'] }] },
  ],
  ['7', { kind: 'filters', filters: [{ number: 7 }, { amountKes: 7 }] }],
  [
    '500',
    {
      kind: 'filters',
      filters: [
        { number: 500 },
        { phone: { begins: '254', ends: '500' } },
        { amountKes: 500 },
        { noteWords: ['500'] },
      ],
    },
  ],
  ['078', { kind: 'filters', filters: [{ phone: { begins: '254', ends: '078' } }, { noteWords: ['078'] }] }],
  [
    '212345678',
    {
      kind: 'filters',
      filters: [{ phone: { begins: '254', ends: '212345678' } }, { noteWords: ['212345678'] }],
    },
  ],
  ['1,500', { kind: 'filters', filters: [{ amountKes: 1_500 }, { noteWords: ['1,500'] }] }],
  [
    'KES 500',
    {
      kind: 'filters',
      filters: [{ amountKes: 500 }, { noteWords: ['KES', '500'] }, { nameWords: ['kes', '500'] }],
    },
  ],
  ['2k', { kind: 'filters', filters: [{ amountKes: 2_000 }, { noteWords: ['2k'] }, { nameWords: ['2k'] }] }],
  [
    'unga 500',
    {
      kind: 'filters',
      filters: [
        { noteWords: ['unga'], amountKes: 500 },
        { nameWords: ['unga'], amountKes: 500 },
        { noteWords: ['unga', '500'] },
        { nameWords: ['unga', '500'] },
      ],
    },
  ],
  [
    '0712345678 500',
    {
      kind: 'filters',
      filters: [
        { phone: { begins: '254712345678', ends: '' }, amountKes: 500 },
        { noteWords: ['0712345678', '500'] },
      ],
    },
  ],
  [
    'uko4h7xk2p',
    {
      kind: 'filters',
      filters: [
        { reportedReceipt: 'UKO4H7XK2P' },
        { noteWords: ['uko4h7xk2p'] },
        { nameWords: ['uko4h7xk2p'] },
      ],
      receipt: 'UKO4H7XK2P',
    },
  ],
  ['12345678901234', { kind: 'filters', filters: [{ noteWords: ['12345678901234'] }] }],
])('“%s” is searched for as it can be meant', (text, read) => {
  expect(readSearch(text)).toEqual(read);
});

test('a pasted message is read as one, whatever its digits are', () => {
  expect(readSearch('UKO4H7XK2P Confirmed. Ksh500.00 received from 0712345678')).toMatchObject({
    kind: 'message',
    message: { receipt: 'UKO4H7XK2P', amountKes: 500 },
  });
});
