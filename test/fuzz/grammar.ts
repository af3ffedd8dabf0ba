import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readAmount } from '../../src/domain/amount.ts';
import { readPhone } from '../../src/domain/msisdn.ts';
import {
  MAX_NOTE_LENGTH,
  readAmountAndNote,
  readChargeRequest,
  type ChargeRequest,
} from '../../src/domain/charge-request.ts';
import { oneLine } from '../../src/domain/one-line.ts';
import { refusal } from '../../src/telegram/bot/features/refusal.ts';
import { messagePayload } from '../../src/telegram/outbound/payload.ts';
import { doubtfulAmount, nearly, space, writtenAmount, writtenPhone } from './commands.ts';
import { shillingsOf, noteBehind, standsAlone } from './meaning.ts';
import { property } from './property.ts';
import { aTurn, PLACES, telegramAccepts } from './telegram.ts';
import { anyText } from './texts.ts';

const digitsOf = (text: string): string => text.replace(/[^0-9]/g, '');

/** A text without the message text of a link at its beginning. */
const withoutQuery = (text: string): string =>
  text
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^((?:tel:\s*)?(?:https?:\/\/)?wa\.me\/\+?\d+\/?)[?#]\S*/i, '$1');
/** The prefixes that may come before the nine digits of a number. */
const PREFIXES = ['', '0', '254', '00254', '2540', '002540'];

const note = fc.oneof(
  fc.constant(''),
  fc.constantFrom(
    'two bags of unga',
    '2 bags',
    '2.5 kg',
    "Mama's shop, “quoted” <b>",
    'kes and more',
    '100 bags',
    '/=',
    'only two bags',
    'tu 2',
    '- 2 bags',
    '- 200',
    '+ 50 unga',
    'x 2 bags',
    '-50',
    '= 300',
    'k',
    'elfu',
    '2k',
  ),
  anyText,
);

/** Fails unless a refusal gives a reason, in both languages and in every kind of chat, in a text that Telegram accepts. */
function isExplained(request: ChargeRequest & { kind: 'refused' }): void {
  for (const { words, chatKind } of PLACES) {
    const { text } = telegramAccepts(messagePayload(refusal(aTurn(words, chatKind), request), {}));
    const [reason = '', example = ''] = text.split('\n');
    const own = 'text' in request ? reason.replace(oneLine(request.text, 40), '') : reason;
    assert.ok(own.length > 10 && !/undefined|null|NaN|\[object/.test(own), `there is no reason: ${reason}`);
    const hidden = 'text' in request && oneLine(request.text, 40) === '';
    assert.ok(!hidden || !reason.includes('“”'), `what is wrong is not shown: ${reason}`);
    const command = words.language === 'sw' ? 'omba' : 'charge';
    assert.match(example, new RegExp(`/${command} 0[17]\\d{8} \\d+$`));
  }
}

/** Fails if a request is invalid for this text. It checks what can be checked without knowing what was meant. */
function isValid(text: string, request: ChargeRequest): void {
  if (request.kind === 'refused') return isExplained(request);
  if (request.kind === 'needs-phone')
    return assert.match(oneLine(text, Number.POSITIVE_INFINITY), /^(?:tel:)?$/i);
  assert.match(request.msisdn, /^254[17]\d{8}$/);
  const subscriber = request.msisdn.slice(3);
  const amount =
    request.kind === 'complete'
      ? String(request.amountKes)
      : request.kind === 'to-confirm'
        ? digitsOf(request.amountText)
        : '';
  const note = request.kind === 'needs-amount' ? '' : (request.note ?? '');
  // Every typed digit is in the phone, the amount, its zero cents or the note, in this order. No digit is added.
  const readings = PREFIXES.flatMap((prefix) =>
    ['', '0', '00'].map((cents) => prefix + subscriber + amount + cents + digitsOf(note)),
  );
  const typed = digitsOf(withoutQuery(text));
  assert.ok(readings.includes(typed), `${typed} became ${JSON.stringify(request)}`);
  if (request.kind === 'needs-amount') return;
  if (request.kind === 'to-confirm') assert.equal(request.amountKes, shillingsOf(request.amountText));
  assert.ok(Number.isInteger(request.amountKes) && request.amountKes >= 1 && request.amountKes <= 250_000);
  assert.ok(Array.from(note).length <= MAX_NOTE_LENGTH);
  assert.equal(oneLine(note, MAX_NOTE_LENGTH), note);
}

const WORDS = [
  '0712345678 +254 712 345 678 254 0 07 0202345678 +255712345678 ٠٧١٢ ( ) (0) +0712345678, tel: tel:0712345678 ; ,',
  'https://wa.me/254712345678?text=500 wa.me/254712345678 https://wa.me/712345678',
  '500 1,500 1 5 00 000 ,500 .00 12.50 1e3 ٥٠٠ - −5 +5 . 250001',
  'KES kes ksh. sh /= /- KES500 500kes 500/= unga two 2 \u200b x bob only tu = =500 + – k 2k 1.5k K. elfu 500. 12.',
].flatMap((words) => words.split(' '));
/** Words of commands in any order. */
const anyWords = fc.array(fc.constantFrom(...WORDS), { maxLength: 8 }).map((words) => words.join(' '));

const command = fc
  .tuple(writtenPhone, space, writtenAmount, space, note)
  .map(([phone, gap1, amount, gap2, note]) => phone.text + gap1 + amount.text + gap2 + note);

export const GRAMMAR = [
  property({
    name: 'a phone, an amount and a note in any notation become a charge with exactly these values',
    cases: 1_000,
    sides: { 'with a note': 0.1, 'note too long': 0.005 },
    given: fc.tuple(writtenPhone, space, writtenAmount, space, note),
    holds([phone, gap1, amount, gap2, note], saw) {
      const said = oneLine(gap2 + note, Number.POSITIVE_INFINITY);
      if (said !== '' && !standsAlone(said)) return;
      // After `12.` any number may be the cents.
      if (amount.number.endsWith('.') && amount.after === '' && /^\d/.test(said)) return;
      const line = noteBehind(amount.after, said);
      const request = readChargeRequest(phone.text + gap1 + amount.text + gap2 + note);
      const length = Array.from(line).length;
      if (length > MAX_NOTE_LENGTH) {
        saw('note too long');
        return assert.deepEqual(request, { kind: 'refused', what: 'note', length });
      }
      if (line !== '') saw('with a note');
      const { msisdn } = phone;
      const { amountKes } = amount;
      assert.deepEqual(request, {
        kind: 'complete',
        msisdn,
        amountKes,
        note: line === '' ? undefined : line,
      });
    },
  }),

  property({
    name: 'an amount in thousands or after a dash is read correctly, and is charged only after a confirmation',
    cases: 500,
    given: fc.tuple(writtenPhone, space, doubtfulAmount, fc.constantFrom('', ' unga', ' 2 bags')),
    holds([phone, gap, amount, note]) {
      const request = readChargeRequest(phone.text + gap + amount.text + note);
      assert.ok(request.kind === 'to-confirm', JSON.stringify(request));
      const { msisdn, amountKes } = request;
      assert.deepEqual([msisdn, amountKes], [phone.msisdn, amount.amountKes]);
      assert.equal(request.note ?? '', noteBehind(amount.after, note.trim()));
      assert.deepEqual(readAmount(amount.text), { kind: 'to-confirm', amountKes });
    },
  }),

  property({
    name: 'an amount with a space inside is charged as it was meant or refused, never as another amount',
    cases: 1_000,
    sides: { refused: 0.2, charged: 0.05 },
    given: fc.tuple(
      writtenPhone,
      writtenAmount,
      fc.array(fc.tuple(fc.nat({ max: 12 }), space), { minLength: 1, maxLength: 2 }),
      fc.constantFrom('', ' unga', ' two bags', ' KES', ' 3 bags'),
    ),
    holds([phone, amount, spaces, note], saw) {
      let spaced = amount.number;
      for (const [position, gap] of spaces) {
        const at = position % (spaced.length + 1);
        spaced = spaced.slice(0, at) + gap + spaced.slice(at);
      }
      const request = readChargeRequest(`${phone.text} ${amount.before}${spaced}${amount.after}${note}`);
      if (request.kind === 'refused') return saw('refused');
      assert.ok(request.kind === 'complete');
      saw('charged');
      if (request.amountKes === amount.amountKes) return;
      // `123 45 unga` looks the same as `500 12 bags`: a number of one or two digits with words after it belongs to the note.
      assert.match(request.note ?? '', /^[1-9]\d?(?:[.,]\d*)? ./);
    },
  }),

  property({
    name: 'any text after /charge is a charge of the typed digits, or a refusal that gives a reason in both languages',
    cases: 1_000,
    sides: { complete: 0.05, refused: 0.2 },
    given: fc.oneof(nearly(command), anyWords, anyText),
    holds(text, saw) {
      const request = readChargeRequest(text);
      if (request.kind === 'complete' || request.kind === 'refused') saw(request.kind);
      isValid(text, request);
    },
  }),

  property({
    name: 'any text for an amount is read as the typed number or refused',
    cases: 1_000,
    sides: { amount: 0.1, refused: 0.2 },
    given: fc.oneof(
      writtenAmount.map(({ text }) => ` ${text}\n`),
      nearly(writtenAmount.map(({ text }) => text)),
      anyWords,
      anyText,
    ),
    holds(text, saw) {
      const reading = readAmount(text);
      saw(reading.kind === 'refused' ? 'refused' : 'amount');
      if (reading.kind === 'refused') return;
      const { amountKes } = reading;
      assert.ok(Number.isInteger(amountKes) && amountKes >= 1 && amountKes <= 250_000);
      const meant = shillingsOf(oneLine(text, Number.POSITIVE_INFINITY));
      assert.equal(meant, reading.kind === 'to-confirm' ? amountKes : undefined);
      if (reading.kind === 'to-confirm') return;
      assert.ok(
        ['', '0', '00'].some((cents) => digitsOf(text) === String(amountKes) + cents),
        `${amountKes}`,
      );
      assert.match(
        oneLine(text, 100),
        /^(?:= ?)?(?:[ks]\w*|bob)?\.? ?[\d,]+(?:\.0{0,2})? ?(?:[ks]\w*|bob|\/=|\/-)?\.?(?: ?(?:only|tu)\.?)?$/i,
      );
    },
  }),

  property({
    name: 'an amount in any notation is read correctly when the bot asks for it',
    cases: 500,
    given: fc.tuple(space, writtenAmount, space),
    holds([before, { amountKes, text }, after]) {
      assert.deepEqual(readAmount(before + text + after), { kind: 'amount', amountKes });
    },
  }),

  property({
    name: 'an amount and a note mean the same as the answer to the question for the amount as they do in a command',
    cases: 1_000,
    sides: { complete: 0.1, refused: 0.1 },
    given: fc.oneof(
      fc.tuple(writtenAmount, space, note).map(([amount, gap, more]) => amount.text + gap + more),
      nearly(fc.tuple(writtenAmount, note).map(([amount, more]) => `${amount.text} ${more}`)),
      anyWords,
    ),
    holds(text, saw) {
      const answer = readAmountAndNote(text);
      if (answer.kind === 'complete' || answer.kind === 'refused') saw(answer.kind);
      const inCommand = readChargeRequest(`0712345678 ${text}`);
      // Without any word, a command lacks the amount.
      if (inCommand.kind === 'needs-amount')
        return assert.deepEqual(answer, { kind: 'refused', what: 'amount', reason: 'empty', text: '' });
      const { msisdn: _phone, ...rest } = { msisdn: undefined, ...inCommand };
      assert.deepEqual(answer, rest);
    },
  }),

  property({
    name: 'any text for a phone is read as the typed digits or refused',
    cases: 1_000,
    sides: { phone: 0.1, refused: 0.2 },
    given: fc.oneof(
      writtenPhone.map(({ text }) => text),
      nearly(writtenPhone.map(({ text }) => text)),
      anyWords,
      anyText,
    ),
    holds(text, saw) {
      const reading = readPhone(text);
      saw(reading.kind);
      if (reading.kind === 'refused') return;
      assert.match(reading.msisdn, /^254[17]\d{8}$/);
      const typed = digitsOf(withoutQuery(text));
      assert.ok(PREFIXES.some((prefix) => typed === prefix + reading.msisdn.slice(3)));
      const letters = withoutQuery(text).replace(/[^\p{L}\p{No}\p{Nl}٠-٩]/gu, '');
      assert.match(letters, /^(?:tel|(?:https?)?wame)?$/i);
    },
  }),

  property({
    name: 'a phone in any notation is read correctly',
    cases: 500,
    given: writtenPhone,
    holds({ msisdn, text }) {
      assert.deepEqual(readPhone(text), { kind: 'phone', msisdn });
    },
  }),

  property({
    name: 'any text becomes one line that has no hidden characters and keeps all visible ones',
    cases: 1_000,
    sides: { cut: 0.05, whole: 0.2 },
    given: fc.tuple(anyText, fc.integer({ min: 1, max: 300 })),
    holds([text, limit], saw) {
      const whole = oneLine(text, Number.POSITIVE_INFINITY);
      assert.ok(whole.isWellFormed());
      assert.ok(
        !/[\p{Cc}\p{Zl}\p{Zp}]|(?!\u200d)\p{Cf}|\u200d\u200d/u.test(whole),
        'a control character is left',
      );
      assert.ok(!/\s\s|[^\S ]/u.test(whole) && whole === whole.trim(), 'white space is left');
      const visible = (from: string): string => from.replace(/[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, '');
      assert.equal(visible(whole), visible(text));
      assert.equal(oneLine(whole, Number.POSITIVE_INFINITY), whole);
      const line = oneLine(text, limit);
      if (line === whole) return saw('whole');
      saw('cut');
      assert.ok(Array.from(whole).length > limit && Array.from(line).length === limit);
      assert.ok(line.endsWith('…') && whole.startsWith(line.slice(0, -1)));
    },
  }),
];
