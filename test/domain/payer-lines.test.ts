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
    ['Simu: 0712345678', '254712345678', undefined, undefined],
    ['0712345678 (Mpesa)', '254712345678', undefined, undefined],
    ['Wanjiku-0712345678', '254712345678', 'Wanjiku', undefined],
    ['Wanjiku(0712345678) 500/-', '254712345678', 'Wanjiku', 500],
    ['0712345678=1,500', '254712345678', undefined, 1500],
    ['Wanjiku,0712345678,1500', '254712345678', 'Wanjiku', 1500],
    ['0712345678;Wanjiku;1500', '254712345678', 'Wanjiku', 1500],
    ['"Wanjiku","0712345678","1,500"', '254712345678', 'Wanjiku', 1500],
    ['1\tWanjiku\t0712345678\t1500', '254712345678', 'Wanjiku', 1500],
    ['(1) 0712345678', '254712345678', undefined, undefined],
    ['1️⃣ Wanjiku 0712345678', '254712345678', 'Wanjiku', undefined],
    ['1)Wanjiku-0712345678', '254712345678', 'Wanjiku', undefined],
    ['*1. Wanjiku* 0712345678', '254712345678', 'Wanjiku', undefined],
    ['+254 0712 345 678', '254712345678', undefined, undefined],
    ['500. 0712345678', '254712345678', undefined, 500],
    ['Hse B12 Wanjiku 0712345678 15000', '254712345678', 'Hse B12 Wanjiku', 15000],
    ['[27/11/2026, 10:15] Treasurer: Wanjiku 0712345678', '254712345678', 'Wanjiku', undefined],
    ['[27/11, 10:15] +254 722 000111: 0712345678 Otieno', '254712345678', 'Otieno', undefined],
    ['27/11/2026, 10:15 - Treasurer: 0712345678 1500', '254712345678', undefined, 1500],
    ['Wanjiku 0712345678 not paid ❌', '254712345678', 'Wanjiku', undefined],
    ['Wanjiku 0712345678 hajalipa', '254712345678', 'Wanjiku', undefined],
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
    ['0712345678/0722000111', 'two-numbers'],
    ['712345678 0722000111', 'two-numbers'],
    ['12 0733 000 111', 'unclear-amount'],
    ['17 0733 000 111 Otieno', 'unclear-amount'],
    ['0712345678-1500', 'not-an-amount'],
    ['0712***678 Wanjiku', 'letters'],
    ['Wanjiku 0712345678 ✅', 'marked-paid'],
    ['0712345678✔️', 'marked-paid'],
    ['Wanjiku 0712345678 500 PAID', 'marked-paid'],
    ['Wanjiku 0712345678 amelipa', 'marked-paid'],
    ['0712345678 elfu mbili', 'not-an-amount'],
    ['0712345678 House 250', 'unclear-amount'],
    ['Room 101 0712345678', 'unclear-amount'],
    ['0712345678 Nov 2026', 'unclear-amount'],
    ['0712345678 Wanjiku 15O', 'not-an-amount'],
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

  test('a title above a list does not count in its numbers', () => {
    const found = readPayerLines('No Name Phone\n1 Wanjiku 0712345678\n2 Otieno 0722000111 700');
    expect(found.slice(1)).toMatchObject([
      { kind: 'payer', name: 'Wanjiku', amountKes: undefined },
      { kind: 'payer', name: 'Otieno', amountKes: 700 },
    ]);
  });

  test('whatever is pasted, a number and an amount are those of the line, and nobody who is ticked is asked', () => {
    const parts = fc.constantFrom(
      '0712345678',
      '+254722000111',
      '0733 000 111',
      '0712',
      '345678',
      '254',
      '255',
      '712345678',
      '07123***678',
      '1.',
      '(2)',
      '3',
      '12',
      '50',
      '1500',
      '1,500',
      '2k',
      'KES',
      '/=',
      '-',
      ',',
      ';',
      ':',
      '=',
      '*',
      '✅',
      '❌',
      'Wanjiku',
      'House',
      'B12',
      'paid',
      'not paid',
      'elfu',
      '2026',
      '[27/11/2026, 10:15] Asha:',
      '\t',
      '|',
      '(',
      ')',
    );
    const glue = fc.constantFrom('', ' ', ' ', '-', ',');
    const ticked = /✅|(?<!\p{L}|not )paid(?!\p{L})/u;
    fc.assert(
      fc.property(fc.array(fc.tuple(parts, glue), { maxLength: 7 }), (all) => {
        const line = all.flat().join('');
        const [read] = readPayerLines(line);
        if (read?.kind !== 'payer') return;
        expect(ticked.test(line)).toBe(false);
        const digits = line.replace(/[\s().❌-]/gu, '');
        const national = read.msisdn.slice(3);
        expect(digits).toContain(national);
        if (read.amountKes === undefined) return;
        const others = digits.replace(national, '|').replaceAll(',', '').replaceAll('2k', '2000');
        expect(others).toContain(String(read.amountKes));
      }),
      { numRuns: 3_000 },
    );
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
