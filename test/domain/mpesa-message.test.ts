import { describe, expect, test } from 'vitest';
import { readMpesaMessage } from '../../src/domain/mpesa-message.ts';

const WHOLE = { begins: '254712345678', ends: '' };
const MASKED = { begins: '254712', ends: '678' };

/** Messages in Safaricom's forms, with invented names and numbers. */
test.each([
  [
    'to a till, in English',
    'UKO4H7XK2P Confirmed. on 24/11/26 at 2:05 PM Ksh500.00 received from 254712345678 JANE WANJIKU. New Account balance is Ksh12,345.00. Transaction cost, Ksh0.00.',
    { amountKes: 500, direction: 'received', customer: WHOLE },
  ],
  [
    'to a till, with a masked number',
    'UKO4H7XK2P Confirmed. Ksh1,500.00 received from JANE W. 0712***678 on 24/11/26 at 2:05 PM. New M-PESA balance is Ksh9,000.00.',
    { amountKes: 1_500, direction: 'received', customer: MASKED },
  ],
  [
    'to a phone, in English',
    'UKO4H7XK2P Confirmed.You have received Ksh500.00 from JANE WANJIKU 0712345678 on 24/11/26 at 2:05 PM New M-PESA balance is Ksh1,234.00. Dial 0722000000 for help.',
    { amountKes: 500, direction: 'received', customer: WHOLE },
  ],
  [
    'to a phone, in Kiswahili',
    'UKO4H7XK2P Imethibitishwa. Umepokea Ksh500.00 kutoka kwa JANE WANJIKU 0712345678 mnamo 24/11/26 saa 2:05 PM. Salio lako jipya la M-PESA ni Ksh1,234.00.',
    { amountKes: 500, direction: 'received', customer: WHOLE },
  ],
  [
    'to a phone, in Kiswahili, with a masked number in international form',
    'UKO4H7XK2P Imethibitishwa Umepokea Ksh20.00 kutoka kwa JANE +254712xxx678 tarehe 24/11/26',
    { amountKes: 20, direction: 'received', customer: MASKED },
  ],
  [
    'of the customer who sent money: the number in it is the shop’s',
    'UKO4H7XK2P Confirmed. Ksh500.00 sent to MAMA DUKA 0722111222 on 24/11/26 at 2:05 PM. New M-PESA balance is Ksh10.00. Transaction cost, Ksh7.00.',
    { amountKes: 500, direction: 'sent', customer: undefined },
  ],
  [
    'of the customer who paid a till',
    'UKO4H7XK2P Confirmed. Ksh250,000.00 paid to MAMA DUKA. on 24/11/26 at 2:05 PM.New M-PESA balance is Ksh10.00.',
    { amountKes: 250_000, direction: 'sent', customer: undefined },
  ],
  [
    'of the customer who paid a bill',
    'UKO4H7XK2P Confirmed. Ksh500.00 sent to BOSMI LTD for account 12345 on 24/11/26 at 2:05 PM New M-PESA balance is Ksh10.00',
    { amountKes: 500, direction: 'sent', customer: undefined },
  ],
  [
    'of the customer, in Kiswahili',
    'UKO4H7XK2P Imethibitishwa. Ksh500.00 imelipwa kwa MAMA DUKA tarehe 24/11/26 saa 2:05 PM. Salio lako la M-PESA ni Ksh10.00.',
    { amountKes: 500, direction: 'sent', customer: undefined },
  ],
  [
    'of the customer, in Kiswahili, as sent',
    'UKO4H7XK2P Imethibitishwa Ksh500.00 imetumwa kwa MAMA DUKA 0722111222 mnamo tarehe 24/11/26',
    { amountKes: 500, direction: 'sent', customer: undefined },
  ],
  [
    'pasted over several lines, in small letters, after words of a person',
    'look at this:\nuko4h7xk2p confirmed.\nKES 500 received from 0712345678',
    { amountKes: 500, direction: 'received', customer: WHOLE },
  ],
  [
    'without a whole amount',
    'UKO4H7XK2P Confirmed. Ksh500.50 received from 0712345678',
    { amountKes: undefined, direction: 'received', customer: WHOLE },
  ],
  [
    'without an amount and a number',
    'UKO4H7XK2P Confirmed. You have received money from JANE',
    { amountKes: undefined, direction: 'received', customer: undefined },
  ],
])('a message %s', (_what, text, expected) => {
  expect(readMpesaMessage(text)).toEqual({ receipt: 'UKO4H7XK2P', ...expected });
});

describe('no message is', () => {
  test.each([
    ['a receipt', 'UKO4H7XK2P'],
    ['a word that is confirmed', 'CONFIRMED confirmed. Ksh500.00 received from 0712345678'],
    ['a placeholder', 'PROCESSING Confirmed. Ksh500.00 received from 0712345678'],
    ['one that tells of no payment', 'UKO4H7XK2P Confirmed. Your balance is Ksh500.00'],
    ['a note', 'two bags of unga'],
    ['nothing', ''],
    ['a failed payment', 'Failed. Insufficient balance to send Ksh500.00 to MAMA DUKA'],
  ])('%s', (_what, text) => {
    expect(readMpesaMessage(text)).toBeUndefined();
  });
});
