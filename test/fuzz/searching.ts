import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readSearch, type ChargeFilter } from '../../src/domain/charge-search.ts';
import { readMpesaMessage } from '../../src/domain/mpesa-message.ts';
import { isPlausibleReceipt } from '../../src/domain/receipt.ts';
import { subscriber } from './commands.ts';
import { property } from './property.ts';
import { anyText } from './texts.ts';

const receipt = fc
  .stringMatching(/^[A-Z0-9]{10}$/)
  .filter((text) => /[A-Z]/.test(text) && /\d/.test(text) && isPlausibleReceipt(text));
const name = fc.constantFrom('JANE WANJIKU', 'Ng’ang’a', 'MAMA DUKA LTD', 'O', 'JOHN 2 KAMAU');
/** A customer's number as Safaricom writes it, with what is shown of it. */
const customer = subscriber.chain((digits) =>
  fc.constantFrom(
    { written: `254${digits}`, shown: { begins: `254${digits}`, ends: '' } },
    { written: `0${digits}`, shown: { begins: `254${digits}`, ends: '' } },
    {
      written: `0${digits.slice(0, 3)}***${digits.slice(-3)}`,
      shown: { begins: `254${digits.slice(0, 3)}`, ends: digits.slice(-3) },
    },
    {
      written: `254${digits.slice(0, 3)}***${digits.slice(-3)}`,
      shown: { begins: `254${digits.slice(0, 3)}`, ends: digits.slice(-3) },
    },
  ),
);
const money = fc
  .integer({ min: 1, max: 250_000 })
  .chain((amount) =>
    fc
      .constantFrom('Ksh', 'KES ', 'Ksh. ', 'Kshs')
      .map((currency) => ({ amount, written: `${currency}${amount.toLocaleString('en-KE')}.00` })),
  );

/** The forms of messages to a shop, and to the customer. */
const RECEIVED = [
  (r: string, m: string, who: string, phone: string) =>
    `${r} Confirmed. on 24/11/26 at 2:05 PM ${m} received from ${phone} ${who}. New Account balance is Ksh9.00.`,
  (r: string, m: string, who: string, phone: string) =>
    `${r} Confirmed.You have received ${m} from ${who} ${phone} on 24/11/26 at 2:05 PM New M-PESA balance is Ksh9.00.`,
  (r: string, m: string, who: string, phone: string) =>
    `${r} Imethibitishwa. Umepokea ${m} kutoka kwa ${who} ${phone} mnamo 24/11/26 saa 2:05 PM. Salio lako ni Ksh9.00.`,
];
const SENT = [
  (r: string, m: string, who: string, phone: string) =>
    `${r} Confirmed. ${m} sent to ${who} ${phone} on 24/11/26 at 2:05 PM. New M-PESA balance is Ksh9.00.`,
  (r: string, m: string, who: string) => `${r} Confirmed. ${m} paid to ${who}. on 24/11/26 at 2:05 PM.`,
  (r: string, m: string, who: string, phone: string) =>
    `${r} Imethibitishwa. ${m} imetumwa kwa ${who} ${phone} mnamo 24/11/26 saa 2:05 PM.`,
];

/** Fails unless a filter is safe to compare with: it is bounded, and a number in it has digits only. */
function isSound({ number, amountKes, phone, noteWords, nameWords, reportedReceipt }: ChargeFilter): void {
  const given = [number, amountKes, phone, noteWords, nameWords, reportedReceipt].filter(
    (part) => part !== undefined,
  );
  assert.ok(given.length > 0, 'an empty filter would find every charge');
  if (phone !== undefined) {
    assert.match(phone.begins + phone.ends, /^254\d{2,9}$/);
    assert.ok(phone.begins.startsWith('254'));
  }
  if (amountKes !== undefined) assert.ok(amountKes >= 1 && amountKes <= 250_000);
  if (number !== undefined) assert.ok(Number.isSafeInteger(number));
  if (noteWords !== undefined) {
    assert.ok(noteWords.length > 0 && noteWords.length <= 6);
    assert.ok(noteWords.every((word) => word !== '' && !/\s/.test(word)));
  }
  if (nameWords !== undefined) {
    assert.ok(nameWords.length > 0 && nameWords.length <= 6);
    assert.ok(nameWords.every((word) => /^[\p{L}\p{N}]+$/u.test(word)));
  }
  if (reportedReceipt !== undefined) assert.ok(isPlausibleReceipt(reportedReceipt));
}

export const SEARCHING = [
  property({
    name: 'an M-Pesa message in a known form is read to its receipt, amount and customer',
    cases: 500,
    sides: { 'to the shop': 0.2, 'to the customer': 0.2 },
    given: fc.record({
      receipt,
      money,
      name,
      customer,
      form: fc.nat(5),
      before: fc.constantFrom('', 'MPESA: ', 'fwd>> '),
    }),
    holds({ receipt: code, money: { amount, written }, name: who, customer: payer, form, before }, saw) {
      const isReceived = form < 3;
      const make = (isReceived ? RECEIVED : SENT)[form % 3]!;
      saw(isReceived ? 'to the shop' : 'to the customer');
      assert.deepEqual(readMpesaMessage(before + make(code, written, who, payer.written)), {
        receipt: code,
        amountKes: amount,
        direction: isReceived ? 'received' : 'sent',
        customer: isReceived ? payer.shown : undefined,
      });
    },
  }),
  property({
    name: 'whatever is searched for is read to filters that are sound, or to nothing',
    cases: 1_000,
    sides: { filters: 0.3 },
    given: fc.oneof(
      anyText,
      fc.tuple(receipt, anyText).map(([code, text]) => `${code} Confirmed. ${text} received from ${text}`),
      fc.tuple(anyText, fc.nat(300_000)).map(([text, amount]) => `${text} ${amount}`),
    ),
    holds(text, saw) {
      const read = readSearch(text);
      if (read.kind === 'filters') {
        saw('filters');
        assert.ok(read.filters.length > 0);
        for (const filter of read.filters) isSound(filter);
      }
      if (read.kind === 'message') {
        const { amountKes, customer: shown } = read.message;
        assert.ok(isPlausibleReceipt(read.message.receipt));
        assert.ok(amountKes === undefined || (Number.isSafeInteger(amountKes) && amountKes > 0));
        if (shown !== undefined) assert.match(shown.begins + shown.ends, /^254\d{0,9}$/);
      }
    },
  }),
];
