import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readChargeByName } from '../../src/domain/charge-by-name.ts';
import { readChargeRequest } from '../../src/domain/charge-request.ts';

describe('a charge that begins with a name', () => {
  test.each([
    ['wanjiku 500', 'wanjiku', { kind: 'complete', amountKes: 500, note: undefined }],
    ['wanjiku 500 two bags', 'wanjiku', { kind: 'complete', amountKes: 500, note: 'two bags' }],
    ['Mama Njeri, 1,500', 'Mama Njeri', { kind: 'complete', amountKes: 1_500 }],
    ["ng'ang'a KES 500", "ng'ang'a", { kind: 'complete', amountKes: 500 }],
    ['wanjiku = 500', 'wanjiku', { kind: 'complete', amountKes: 500 }],
    ['bob 500', 'bob', { kind: 'complete', amountKes: 500 }],
    ['bob bob 500', 'bob', { kind: 'complete', amountKes: 500 }],
    ['wanjiku 2k', 'wanjiku', { kind: 'to-confirm', amountKes: 2_000, amountText: '2k' }],
    ['wanjiku', 'wanjiku', { kind: 'needs-amount' }],
    ['mama njeri', 'mama njeri', { kind: 'needs-amount' }],
    ['José Müller', 'José Müller', { kind: 'needs-amount' }],
    ['wanjiku 5o0', 'wanjiku', { kind: 'refused', what: 'amount', reason: 'not-an-amount', text: '5o0' }],
    ['wanjiku 5 00', 'wanjiku', { kind: 'refused', what: 'amount', reason: 'split' }],
    ['wanjiku 0', 'wanjiku', { kind: 'refused', what: 'amount', reason: 'too-small' }],
    [`wanjiku 5 ${'x'.repeat(121)}`, 'wanjiku', { kind: 'refused', what: 'note', length: 121 }],
  ])('%j names %j', (text, name, rest) => {
    const read = readChargeByName(text);
    expect(read?.name).toBe(name);
    expect(read?.rest).toMatchObject(rest);
  });

  test('with a number behind the name has no amount', () => {
    expect(readChargeByName('wanjiku 0712345678 500')?.rest).toMatchObject({
      kind: 'refused',
      what: 'amount',
    });
  });

  test.each([
    '',
    '500 wanjiku',
    '0712345678 500',
    '+254',
    '/today',
    '@juma 500',
    'w4njiku 500',
    'https://wa.me/x',
    `${'w'.repeat(41)} 500`,
  ])('%j begins with none', (text) => {
    expect(readChargeByName(text)).toBeUndefined();
  });

  test('was always refused as a charge, for its phone', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-zA-Z'-]{1,8}$/),
      fc.stringMatching(/^[\d,.]{1,12}$/),
      fc.constantFrom('kes', 'bob', '=', '-', 'k', 'x', 'tel:', 'é', '0712', '345678', '/=', '500'),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const text = words.join(' ');
        if (readChargeByName(text) === undefined) return;
        expect(readChargeRequest(text)).toMatchObject({ kind: 'refused', what: 'phone' });
      }),
      { numRuns: 2_000 },
    );
  });
});
