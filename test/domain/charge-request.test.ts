import { describe, expect, test } from 'vitest';
import { MAX_NOTE_LENGTH, readChargeRequest } from '../../src/domain/charge-request.ts';

const complete = (msisdn: string, amountKes: number, note?: string) => ({
  kind: 'complete',
  msisdn,
  amountKes,
  note,
});
const PHONE = '254712345678';

describe('the text after /charge', () => {
  test.each([
    ['0712345678 500', complete(PHONE, 500)],
    ['0712345678  1,500', complete(PHONE, 1_500)],
    ['0712 345 678 500', complete(PHONE, 500)],
    ['+254 712 345 678 500', complete(PHONE, 500)],
    ['254712345678 KES 500', complete(PHONE, 500)],
    ['712345678 500/=', complete(PHONE, 500)],
    ['0712-345-678 Ksh500', complete(PHONE, 500)],
    ['(0712) 345-678 500.00', complete(PHONE, 500)],
    ['0712345678 500 KES', complete(PHONE, 500)],
    ['0712345678 500 /=', complete(PHONE, 500)],
    ['+ 2 5 4 - 7 1 2 - 3 4 5 - 6 7 8 500', complete(PHONE, 500)],
    ['0712345678 Ksh 50 unga', complete(PHONE, 50, 'unga')],
    ['0712345678 sh 50 unga', complete(PHONE, 50, 'unga')],
    ['0712345678 500 ksh', complete(PHONE, 500)],
    ['0712345678 500 kesho', complete(PHONE, 500, 'kesho')],
    ['0712345678 500 stakes', complete(PHONE, 500, 'stakes')],
    ['0712345678 500bob', complete(PHONE, 500)],
    ['0712345678 500 bob', complete(PHONE, 500)],
    ['0712345678 500 bob unga', complete(PHONE, 500, 'unga')],
    ['0712345678 bob 500', complete(PHONE, 500)],
    ['0712345678 500 only', complete(PHONE, 500)],
    ['0712345678 500 bob only', complete(PHONE, 500)],
    ['0712345678 500 only two bags', complete(PHONE, 500, 'only two bags')],
    ['0712345678 500 tu', complete(PHONE, 500)],
    ['0712345678 500 tu ya unga', complete(PHONE, 500, 'tu ya unga')],
    ['0712345678 500 shillings', complete(PHONE, 500)],
    ['0712345678 shilingi 500 unga', complete(PHONE, 500, 'unga')],
    ['0712345678 500 sh', complete(PHONE, 500)],
    ['0712345678 500.', complete(PHONE, 500)],
    ['0712345678 500. unga', complete(PHONE, 500, 'unga')],
    ['0712345678 = 500', complete(PHONE, 500)],
    ['0712345678 =500', complete(PHONE, 500)],
    ['0712345678 = KES 500 unga', complete(PHONE, 500, 'unga')],
    ['0712345678, = 500/=', complete(PHONE, 500)],
    ['0712345678 500 - 2 bags', complete(PHONE, 500, '- 2 bags')],
    ['0712345678 500 - unga', complete(PHONE, 500, '- unga')],
    ['0712345678 500 x2', complete(PHONE, 500, 'x2')],
    ['0712345678 500 Mia', complete(PHONE, 500, 'Mia')],
    ['0712345678 500 2kg', complete(PHONE, 500, '2kg')],
    ['0712345678 500 B12', complete(PHONE, 500, 'B12')],
    ['0712345678 500 20 bags', complete(PHONE, 500, '20 bags')],
    ['0712345678 500 two bags of unga', complete(PHONE, 500, 'two bags of unga')],
    ['0712345678 500 2 bags of unga', complete(PHONE, 500, '2 bags of unga')],
    ['0712345678 500 2.55 kg unga', complete(PHONE, 500, '2.55 kg unga')],
    ['0712345678 500 2. unga', complete(PHONE, 500, '2. unga')],
    ['0712345678 500 5 /=x', complete(PHONE, 500, '5 /=x')],
    ['0712345678 500 5 x/=', complete(PHONE, 500, '5 x/=')],
    ["0712345678 500 Mama's shop, “quoted” <b>", complete(PHONE, 500, "Mama's shop, “quoted” <b>")],
    ['0712345678\n500\nunga', complete(PHONE, 500, 'unga')],
    ['0712345678 KES 1,500 kes and more', complete(PHONE, 1_500, 'and more')],
    ['0712345678 500 \u202eevil\u0000', complete(PHONE, 500, 'evil')],
    ['+254 (0) 712 345 678 500', complete(PHONE, 500)],
    ['+ 2 5 4 ( 0 ) 7 1 2 3 4 5 6 7 8 500', complete(PHONE, 500)],
    ['002540712345678 500', complete(PHONE, 500)],
    ['2540712345678 500', complete(PHONE, 500)],
    ['+0712 345 678 500', complete(PHONE, 500)],
    ['0712345678, 500', complete(PHONE, 500)],
    ['0712 345 678, 500', complete(PHONE, 500)],
    ['0712345678. 500', complete(PHONE, 500)],
    ['0712345678: 500', complete(PHONE, 500)],
    ['tel:0712345678 500', complete(PHONE, 500)],
    ['Tel: 0712 345 678 500', complete(PHONE, 500)],
    ['https://wa.me/254712345678 500 unga', complete(PHONE, 500, 'unga')],
    ['https://wa.me/254712345678?text=900 500', complete(PHONE, 500)],
  ])('%j is a charge', (text, request) => {
    expect(readChargeRequest(text)).toEqual(request);
  });

  test.each([
    ['0712345678 2k', 2_000, '2k', undefined],
    ['0712345678 1.5k unga', 1_500, '1.5k', 'unga'],
    ['0712345678 2 k', 2_000, '2 k', undefined],
    ['0712345678 2 K unga', 2_000, '2 K', 'unga'],
    ['0712345678 2 k/= unga', 2_000, '2 k/=', 'unga'],
    ['0712345678 KES 2k only', 2_000, 'KES 2k only', undefined],
    ['0712345678 - 109', 109, '- 109', undefined],
    ['0712 345 678 – KES 1,500 unga', 1_500, '– KES 1,500', 'unga'],
  ])('%j is a charge that needs a confirmation', (text, amountKes, amountText, note) => {
    const request = { kind: 'to-confirm', msisdn: PHONE, amountKes, amountText, note };
    expect(readChargeRequest(text)).toEqual(request);
  });

  test('may be empty, or only a phone', () => {
    expect(readChargeRequest('')).toEqual({ kind: 'needs-phone' });
    expect(readChargeRequest('  \n ')).toEqual({ kind: 'needs-phone' });
    expect(readChargeRequest('tel:')).toEqual({ kind: 'needs-phone' });
    expect(readChargeRequest('0712 345 678')).toEqual({ kind: 'needs-amount', msisdn: PHONE });
    expect(readChargeRequest('https://wa.me/254712345678')).toEqual({ kind: 'needs-amount', msisdn: PHONE });
  });

  test.each([
    ['0712, 345 678 500', 'phone', 'too-short'],
    ['0712345678,500', 'phone', 'letters'],
    ['https://wa.me/255712345678 500', 'phone', 'foreign'],
    ['https://wa.me/254712345678500', 'phone', 'too-long'],
    ['tel:07123 500', 'phone', 'too-short'],
    ['07123 500', 'phone', 'too-short'],
    ['071234567 500', 'phone', 'too-short'],
    ['07123456789 500', 'phone', 'too-long'],
    ['+255712345678 500', 'phone', 'foreign'],
    ['0202345678 500', 'phone', 'landline'],
    ['John 500', 'phone', 'letters'],
    ['500 0712345678', 'phone', 'swapped'],
    ['1,500 0712 345 678', 'phone', 'swapped'],
    ['0712345678 5 00', 'amount', 'split'],
    ['0712345678 1 500 unga', 'amount', 'split'],
    ['0712345678 500 500', 'amount', 'split'],
    ['0712345678 500 bob 200', 'amount', 'split'],
    ['0712345678 500 only 200', 'amount', 'split'],
    ['0712345678 500 2k', 'amount', 'split'],
    ['0712345678 500 2k bags', 'amount', 'split'],
    ['0712345678 2k 500', 'amount', 'split'],
    ['0712345678 - 109 500', 'amount', 'split'],
    ['0712345678 500 - 50', 'amount', 'split'],
    ['0712345678 500 + 50 unga', 'amount', 'split'],
    ['0712345678 500 x 2 bags', 'amount', 'split'],
    ['0712345678 500 = 300', 'amount', 'split'],
    ['0712345678 500 +50', 'amount', 'split'],
    ['0712345678 500 -50 discount', 'amount', 'split'],
    ['0712345678 500 +254722000000 300', 'amount', 'split'],
    ['0712345678 500\n0722000000 300', 'amount', 'split'],
    ['0712345678 12. 50 unga', 'amount', 'split'],
    ['0712345678 500. 2 bags', 'amount', 'split'],
    ['0712345678 2 thousand', 'amount', 'not-an-amount'],
    ['0712345678 2 elfu unga', 'amount', 'not-an-amount'],
    ['0712345678 2 million', 'amount', 'not-an-amount'],
    ['0712345678 2 elfu/=', 'amount', 'not-an-amount'],
    ['0712345678 5 hundred', 'amount', 'not-an-amount'],
    ['0712345678 5 mia unga', 'amount', 'not-an-amount'],
    ['0712345678 -', 'amount', 'not-an-amount'],
    ['0712345678 -109', 'amount', 'negative'],
    ['0712345678=500', 'phone', 'letters'],
    ['2k 0712345678', 'phone', 'swapped'],
    ['0712345678 1 ,500 unga', 'amount', 'split'],
    ['0712345678 1 2345 unga', 'amount', 'split'],
    ['0712345678 1 500kes', 'amount', 'split'],
    ['0712345678 kes1 0kes', 'amount', 'split'],
    ['0712345678 1 5/= unga', 'amount', 'split'],
    ['0712345678 12 5 KES', 'amount', 'split'],
    ['0712345678 1 KES 500', 'amount', 'split'],
    ['0712345678 500 2', 'amount', 'split'],
    ['0712345678 1 ksh500 unga', 'amount', 'split'],
    ['0712345678 1 sh500 unga', 'amount', 'split'],
    ['0712345678 1 500ksh unga', 'amount', 'split'],
    ['0712345678 1 500sh unga', 'amount', 'split'],
    ['0712345678 1 5 /= unga', 'amount', 'split'],
    ['0712345678 1 5 /- unga', 'amount', 'split'],
    ['0712345678 12.50', 'amount', 'cents'],
    ['0712345678 1e3', 'amount', 'not-an-amount'],
    ['0712345678 0', 'amount', 'too-small'],
    ['0712345678 -5', 'amount', 'negative'],
    ['0712345678 250001', 'amount', 'too-large'],
    ['0712345678 unga 500', 'amount', 'not-an-amount'],
    ['0712345678 ٥٠٠', 'amount', 'not-an-amount'],
  ])('%j is refused for its %s: %s', (text, what, reason) => {
    expect(readChargeRequest(text)).toMatchObject({ kind: 'refused', what, reason });
  });

  test.each([
    ['07123 500', 'phone', 'too-short', '07123'],
    ['0712 345 unga', 'phone', 'too-short', '0712 345'],
    ['0712 345x 678', 'phone', 'too-short', '0712'],
    ['0712 x345 678', 'phone', 'too-short', '0712'],
    ['Jo 0712345678', 'phone', 'letters', 'Jo'],
    ['500 unga', 'phone', 'too-short', '500'],
    ['John 0712345678', 'phone', 'letters', 'John'],
    ['1,500 0712 345 678', 'phone', 'swapped', '1,500 0712 345 678'],
    ['0712345678 xkes unga', 'amount', 'not-an-amount', 'xkes'],
    ['0712345678 kesx unga', 'amount', 'not-an-amount', 'kesx'],
    ['0712345678 KES', 'amount', 'empty', 'KES'],
    ['0712345678 5 00 unga', 'amount', 'split', '5 00'],
  ])('%j is refused for its %s (%s), and only the wrong part is quoted', (text, what, reason, quoted) => {
    expect(readChargeRequest(text)).toMatchObject({ kind: 'refused', what, reason, text: quoted });
  });

  test('with a note over the limit is refused with the length of the note, and a note at the limit is kept whole', () => {
    const note = '🧺'.repeat(MAX_NOTE_LENGTH);
    expect(readChargeRequest(`0712345678 500 ${note}`)).toEqual(complete(PHONE, 500, note));
    expect(readChargeRequest(`0712345678 500 ${note}x`)).toEqual({
      kind: 'refused',
      what: 'note',
      length: MAX_NOTE_LENGTH + 1,
    });
  });
});
