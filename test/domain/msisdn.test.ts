import { describe, expect, test } from 'vitest';
import {
  formatPhone,
  isMsisdn,
  maskPhone,
  networkOf,
  phoneAgrees,
  readPhone,
  toLocal,
  type Msisdn,
} from '../../src/domain/msisdn.ts';

const OURS = '254712345678' as Msisdn;

describe('a Kenyan mobile number', () => {
  test.each([
    '0712345678',
    '712345678',
    '254712345678',
    '+254712345678',
    '00254712345678',
    '0712 345 678',
    '0712-345-678',
    '0712.345.678',
    '(0712) 345678',
    '+254 (712) 345-678',
    '  0712345678  ',
    '0712\u00a0345\u00a0678',
    '0712\u2011345\u2011678',
    '0712\u00ad345\u061c678',
    '\u202a+254712345678\u202c',
    '+254 (0) 712 345 678',
    '+2540712345678',
    '2540712345678',
    '002540712345678',
    '+0712345678',
    '0712345678,',
    '0712345678.',
    '0712345678 ;',
    '0712345678:',
    'tel:+254712345678',
    'TEL: 0712-345-678',
    'tel:0712345678.',
    'https://wa.me/254712345678',
    'http://wa.me/+254712345678/',
    'wa.me/2540712345678',
    'wa.me/0712345678',
    '\u200bhttps://WA.me/254712345678?text=Habari%20500#x',
  ])('is read from %j', (text) => {
    expect(readPhone(text)).toEqual({ kind: 'phone', msisdn: OURS });
  });

  test('of the newer 01 ranges is read', () => {
    expect(readPhone('0110345678')).toEqual({ kind: 'phone', msisdn: '254110345678' });
  });
});

describe('a text that is not a Kenyan mobile number', () => {
  test.each([
    ['', 'empty'],
    [' - ', 'empty'],
    ['abc', 'letters'],
    ['07123x5678', 'letters'],
    ['0712345678x', 'letters'],
    ['٠٧١٢٣٤٥٦٧٨', 'letters'],
    ['०७१२३४५६७८', 'letters'],
    ['07１2345678', 'letters'],
    ['+712345678', 'foreign'],
    ['0712345678,,', 'letters'],
    ['0712,345678', 'letters'],
    [',0712345678', 'letters'],
    ['0712345678,500', 'letters'],
    ['tel:', 'empty'],
    [',', 'empty'],
    ['07123,', 'too-short'],
    ['tel:tel:0712345678', 'letters'],
    ['tel:0712345678;ext=5', 'letters'],
    ['+00254712345678', 'too-long'],
    // In such a link the digits are a whole international number: this one is Russian.
    ['https://wa.me/712345678', 'foreign'],
    ['https://wa.me/255712345678', 'foreign'],
    ['https://wa.me/254202345678', 'landline'],
    ['https://wa.me/25471234567', 'too-short'],
    ['https://wa.me/254712345678 500', 'letters'],
    ['https://wa.me/', 'letters'],
    ['https://xwa.me/254712345678', 'letters'],
    ['https://wame/254712345678', 'letters'],
    ['https://evil.example/wa.me/254712345678', 'letters'],
    ['+2540202345678', 'landline'],
    ['254071234567', 'too-short'],
    ['25407123456789', 'too-long'],
    ['+255712345678', 'foreign'],
    ['+12025550123', 'foreign'],
    ['00255712345678', 'foreign'],
    ['0202345678', 'landline'],
    ['+254202345678', 'landline'],
    ['0412345678', 'landline'],
    ['0572345678', 'landline'],
    ['254202345678', 'landline'],
    ['071234567', 'too-short'],
    ['25471234567', 'too-short'],
    ['07123', 'too-short'],
    ['500', 'too-short'],
    ['07123456789', 'too-long'],
    ['2547123456789', 'too-long'],
    ['7102345678', 'too-long'],
    ['5502034567', 'too-long'],
    ['020234567890', 'too-long'],
    ['0812345678', 'not-mobile'],
    ['912345678', 'not-mobile'],
  ])('%j is refused: %s', (text, reason) => {
    expect(readPhone(text)).toEqual({ kind: 'refused', reason });
  });
});

test.each([
  ['0712345678', 'Safaricom'],
  ['0722000000', 'Safaricom'],
  ['0745000000', 'Safaricom'],
  ['0757000000', 'Safaricom'],
  ['0768000000', 'Safaricom'],
  ['0797000000', 'Safaricom'],
  ['0110345678', 'Safaricom'],
  ['0733123456', 'Airtel'],
  ['0750123456', 'Airtel'],
  ['0785123456', 'Airtel'],
  ['0100123456', 'Airtel'],
  ['0772123456', 'Telkom'],
  ['0763123456', 'Equitel'],
  ['0747123456', 'Faiba'],
  ['0120123456', 'another network'],
  // Digits inside a number that look like a prefix do not count.
  ['0120254701', 'another network'],
  ['0120254731', 'another network'],
  ['0120254771', 'another network'],
  ['0120254763', 'another network'],
  ['0120254747', 'another network'],
])('the prefix of %s was first assigned to %s', (text, network) => {
  const reading = readPhone(text);
  expect(reading.kind === 'phone' && networkOf(reading.msisdn)).toBe(network);
});

test('the internal form of a mobile number is its twelve digits, and nothing else', () => {
  expect(isMsisdn(OURS)).toBe(true);
  for (const text of ['', '0712345678', '254202345678', '2547123456789', '254712345678\n', 'x254712345678'])
    expect(isMsisdn(text)).toBe(false);
});

test('a number has a grouped form, a masked form and a local form', () => {
  expect(formatPhone(OURS)).toBe('0712 345 678');
  expect(maskPhone(OURS)).toBe('0712 ••• 678');
  expect(toLocal(OURS)).toBe('0712345678');
});

describe('a number that the gateway shows', () => {
  test.each([
    '254712345678',
    '0712345678',
    '+254712345678',
    '0712***678',
    '254712***678',
    '+254712***678',
    '2547****5678',
    '0712xxx678',
    '712***678',
    '2547********',
    '*********678',
    '0712 *** 678',
    '00254712***678',
    '*00254712345678',
    '254712***345678',
  ])('%s agrees with ours', (shown) => {
    expect(phoneAgrees(OURS, shown)).toBe(true);
  });

  test('agrees with ours when it has zeros in its middle', () => {
    expect(phoneAgrees('254700300678' as Msisdn, '254700***678')).toBe(true);
    expect(phoneAgrees('254110345678' as Msisdn, '110***678')).toBe(true);
  });

  test.each([
    '254712345679',
    '0713***678',
    'n0712***678',
    '0712***679',
    '254722***678',
    '',
    'unknown',
    '0712***345678999',
    '712',
    '0712345***12345678',
    'NaN',
    '***',
    'xxxxxxxxxx',
    '+•••',
    ' * ',
    '0712***678***1',
    // Twelve digits are visible. A number that starts with 7 has nine.
    '712345***345678',
    '+0712***678',
  ])('%j does not agree with ours', (shown) => {
    expect(phoneAgrees(OURS, shown)).toBe(false);
  });
});
