import { expect, test } from 'vitest';
import { readNaming } from '../../src/domain/naming.ts';

test.each([
  ['', { kind: 'usage' }],
  ['  ', { kind: 'usage' }],
  ['0712345678', { kind: 'show', msisdn: '254712345678' }],
  ['0712345678 Wanjiku', { kind: 'name', msisdn: '254712345678', name: 'Wanjiku' }],
  ['+254 712 345 678 Mama Njeri', { kind: 'name', msisdn: '254712345678', name: 'Mama Njeri' }],
  ['0712345678, Wanjiku', { kind: 'name', msisdn: '254712345678', name: 'Wanjiku' }],
  ['0712345678 -', { kind: 'name', msisdn: '254712345678', name: null }],
  ['0712345678 –', { kind: 'name', msisdn: '254712345678', name: null }],
  ['0712345678 0722000000', { kind: 'refused-name', msisdn: '254712345678' }],
  ['0712345678 12', { kind: 'refused-name', msisdn: '254712345678' }],
  ['Wanjiku 0712345678', { kind: 'refused-phone', reason: 'letters', text: 'Wanjiku' }],
  ['07123 Wanjiku', { kind: 'refused-phone', reason: 'too-short', text: '07123' }],
])('/name %s', (text, read) => {
  expect(readNaming(text)).toEqual(read);
});
