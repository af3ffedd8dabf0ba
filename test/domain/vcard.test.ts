import { describe, expect, test } from 'vitest';
import { phonesInVcard } from '../../src/domain/vcard.ts';

const card = (...lines: readonly string[]): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', 'FN:Wanjiku 0799000000', ...lines, 'END:VCARD', ''].join('\r\n');

describe('the mobile numbers of a vCard', () => {
  test.each([
    ['TEL:0712345678'],
    ['TEL;TYPE=CELL:+254 712 345678'],
    ['tel;type=CELL;type=VOICE;type=pref:0712-345-678'],
    ['item1.TEL:0712345678'],
    ['TEL;VALUE=uri;TYPE="voice,cell":tel:+254-712-345-678'],
    ['TEL;X-LABEL="Shop: front":0712345678'],
    ['TEL;waid=254712345678:+254 (0) 712 345678'],
    ['TEL;CELL;PREF:254712345678'],
    ['TEL;TYPE=CELL:+254712\r\n 345678'],
    ['TEL:0712345678  '],
  ])('are read from %j', (line) => {
    expect(phonesInVcard(card(line))).toEqual(['254712345678']);
  });

  test('are returned once each, in the order of the card, without other numbers', () => {
    const lines = [
      'TEL;TYPE=WORK:020 2345678',
      'TEL;TYPE=CELL:0733000001',
      'TEL;TYPE=CELL:0712345678',
      'TEL;TYPE=HOME:+12025550123',
      'TEL;TYPE=CELL:+254733000001',
      'TEL:',
      'TEL:ask Juma',
    ];
    expect(phonesInVcard(card(...lines))).toEqual(['254733000001', '254712345678']);
    expect(phonesInVcard(card(...lines).replaceAll('\r', ''))).toEqual(['254733000001', '254712345678']);
  });

  test.each([
    ['NOTE:TEL:0712345678'],
    ['X-TEL:0712345678'],
    ['TELEX:0712345678'],
    ['NOTE:call\r\n TEL:0712345678'],
    ['TEL;TYPE=CELL 0712345678'],
    ['TEL;X="a:0712345678'],
    ['EMAIL:0712345678@example.com'],
  ])('are not read from %j', (line) => {
    expect(phonesInVcard(card(line))).toEqual([]);
  });

  test('are none in a text that is not a vCard', () => {
    expect(phonesInVcard('')).toEqual([]);
    expect(phonesInVcard('0712345678')).toEqual([]);
  });
});
