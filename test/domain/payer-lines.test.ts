import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPayerLines, type PayerLine } from '../../src/domain/payer-lines.ts';

const read = (line: string): PayerLine | undefined => readPayerLines(line)[0];

describe('a line of a list of payers', () => {
  test.each([
    ['0712345678', '254712345678', undefined, undefined],
    ['0712 345 678', '254712345678', undefined, undefined],
    ['+254 712 345 678 Wanjiku', '254712345678', 'Wanjiku', undefined],
    ['Wanjiku Njeri 0712345678', '254712345678', 'Wanjiku Njeri', undefined],
    ['0712345678 Wanjiku 2000', '254712345678', 'Wanjiku', 2000],
    ['0712345678 Wanjiku Njeri KES 2,000/=', '254712345678', 'Wanjiku Njeri', 2000],
    ['0712345678 2,000 Wanjiku', '254712345678', 'Wanjiku', 2000],
    ['2,000 0712345678 Wanjiku', '254712345678', 'Wanjiku', 2000],
    ['Wanjiku 2000 0712345678', '254712345678', 'Wanjiku', 2000],
    ['0712345678, Wanjiku, 2000', '254712345678', 'Wanjiku', 2000],
    ['Wanjiku: 0712345678 - 2k', '254712345678', 'Wanjiku', 2000],
    ['0712345678 50', '254712345678', undefined, 50],
    ['0712345678 Wanjiku KES 50', '254712345678', 'Wanjiku', 50],
    ['0712345678 Wanjiku 50/=', '254712345678', 'Wanjiku', 50],
    ['1. 0712345678', '254712345678', undefined, undefined],
    ['1) Wanjiku 0712345678', '254712345678', 'Wanjiku', undefined],
    ['1 0712345678 500', '254712345678', undefined, 500],
    ['500 0712345678', '254712345678', undefined, 500],
    ['1 712 345 678', '254712345678', undefined, undefined],
    ['• 0712345678', '254712345678', undefined, undefined],
    ['- Ng’ang’a 0712345678', '254712345678', 'Ng’ang’a', undefined],
    ['tel:0712345678 Wanjiku', '254712345678', 'Wanjiku', undefined],
  ])('%j is a payer', (line, msisdn, name, amountKes) => {
    expect(read(line)).toEqual({ kind: 'payer', msisdn, name, amountKes });
  });

  test.each([
    ['Wanjiku', 'Wanjiku', undefined],
    ['2. Wanjiku Njeri 1,500', 'Wanjiku Njeri', 1500],
  ])('%j is a name that a customer may have', (line, name, amountKes) => {
    expect(read(line)).toEqual({ kind: 'name', name, amountKes });
  });

  test.each([
    ['07123', 'too-short'],
    ['0712', 'too-short'],
    ['Wanjiku 0712', 'too-short'],
    ['07123456789 Wanjiku', 'too-long'],
    ['0712 345 67', 'too-short'],
    ['0202345678', 'landline'],
    ['+255 712 345 678', 'foreign'],
    ['255 712 345 678', 'too-long'],
    ['Juma 255 712345678', 'too-long'],
    ['0712345678 0722000111', 'two-numbers'],
    ['0712345678 House 4', 'unclear-amount'],
    ['0712345678 4 House', 'unclear-amount'],
    ['150 0712345678', 'unclear-amount'],
    ['0712345678 1.50', 'not-an-amount'],
    ['0712345678 Wanjiku 1 500', 'unclear-amount'],
    ['0712345678 Wanjiku 300000', 'not-an-amount'],
    ['500', 'nothing'],
    ['!!!', 'nothing'],
  ])('%j is wrong: %s', (line, problem) => {
    expect(read(line)).toEqual({ kind: 'wrong', problem, text: line });
  });

  test('lists are read line by line, and a wrong one takes no other with it', () => {
    const found = readPayerLines('0712345678 Asha\n\n  \n3. 07\r\n0722000111\u20280733000111 700');
    expect(found.map(({ kind }) => kind)).toEqual(['payer', 'wrong', 'payer', 'payer']);
  });

  test('what a person writes plainly is read back, in every order and with every way to write it', () => {
    const phones = fc.constantFrom('0712345678', '0112 345 678', '+254722000111', '254 701 234 567');
    const names = fc.constantFrom('', 'Wanjiku', 'Mama Njeri', 'José O’Brien');
    const amounts = fc.constantFrom('', '500', '1,500', 'KES 20', '70/=', 'Ksh2000');
    fc.assert(
      fc.property(phones, names, amounts, fc.integer({ min: 0, max: 3 }), (phone, name, amount, order) => {
        const parts = [
          [phone, name, amount],
          [name, phone, amount],
          [phone, amount, name],
          [name, amount, phone],
        ][order];
        const line = (parts ?? []).filter((part) => part !== '').join(' ');
        const read = readPayerLines(line)[0];
        if (read?.kind !== 'payer') throw new Error(`${line}: ${JSON.stringify(read)}`);
        expect(read.msisdn).toMatch(/^254\d{9}$/);
        expect(phone.replace(/\D/g, '').endsWith(read.msisdn.slice(3))).toBe(true);
        expect(read.name ?? '').toBe(name);
        expect(String(read.amountKes ?? '')).toBe(amount.replace(/\D/g, ''));
      }),
    );
  });
});
