import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import { verifyPayment } from '../../../src/domain/verify-payment.ts';
import type { Msisdn } from '../../../src/domain/msisdn.ts';
import { readPushAnswer, readQueryAnswer } from '../../../src/gateway/bosmi/responses.ts';

const ID = 'B0smi_Id2025032121054940609';
const EXPECTED = { transactionId: ID, amountKes: 500 as AmountKes, msisdn: '254712345678' as Msisdn };
const PAID = {
  status: 0,
  B0smi_Id: ID,
  amount: 500,
  phone: 254_712_345_678,
  mpesa_receipt: 'UKO4H7XK2P',
  message: 'Transaction completed successfully.',
};

const readQuery = (body: string) => readQueryAnswer(body, EXPECTED.msisdn);

/** What a query's answer means for our charge. */
function meaning(body: string): string {
  const answer = readQuery(body);
  if (answer.kind !== 'reported') return answer.kind;
  const result = verifyPayment(EXPECTED, answer.report);
  return result.kind === 'paid' ? `paid ${result.receipt}` : `mismatch: ${result.mismatch}`;
}
const queried = (over: object): string => meaning(JSON.stringify({ ...PAID, ...over }));
const without = (...names: (keyof typeof PAID)[]): string =>
  meaning(
    JSON.stringify(
      Object.fromEntries(Object.entries(PAID).filter(([name]) => !names.includes(name as keyof typeof PAID))),
    ),
  );

describe('the answer to a push', () => {
  test('that is a documented success is accepted, with its id', () => {
    const body = `{"status":"0","transaction_id":"${ID}","Phone_Num":"254712345678","message":"Transaction initiated successfully."}`;
    expect(readPushAnswer(body)).toEqual({ kind: 'accepted', transactionId: ID });
    expect(readPushAnswer(body.replace('"0"', '0'))).toEqual({ kind: 'accepted', transactionId: ID });
  });

  test('that is a documented error is refused, with its message', () => {
    const message = 'Failed to initiate payment, please retry and use correct MPESA number.';
    expect(readPushAnswer(JSON.stringify({ status: 'error', message }))).toEqual({
      kind: 'refused',
      gatewayMessage: message,
    });
    expect(readPushAnswer('{"status":"error"}')).toEqual({ kind: 'refused', gatewayMessage: undefined });
    expect(readPushAnswer('{"status":"error","message":""}')).toEqual({
      kind: 'refused',
      gatewayMessage: '',
    });
    expect(readPushAnswer('{"status":"error","message":{"a":1}}')).toEqual({
      kind: 'refused',
      gatewayMessage: undefined,
    });
  });

  test('is accepted with spaces around its id, and the id loses them', () => {
    expect(readPushAnswer(`{"status":"0","transaction_id":" ${ID}\\r\\n"}`)).toEqual({
      kind: 'accepted',
      transactionId: ID,
    });
  });

  test.each([null, '', ' '])('is refused, with its message, when it also has an id of %j', (nothing) => {
    const error = { status: 'error', message: 'Insufficient float.' };
    const refused = { kind: 'refused', gatewayMessage: 'Insufficient float.' };
    expect(readPushAnswer(JSON.stringify({ ...error, transaction_id: nothing }))).toEqual(refused);
    expect(readPushAnswer(JSON.stringify({ ...error, B0smi_Id: nothing }))).toEqual(refused);
  });

  test.each<[string, unknown]>([
    ['a success without an id', { status: '0' }],
    ['a success with a null id', { status: '0', transaction_id: null }],
    ['a success with an empty id', { status: '0', transaction_id: '' }],
    ['a success with a number for an id', { status: '0', transaction_id: 2_025_032_121_054_940 }],
    ['a success with an object for an id', { status: '0', transaction_id: {} }],
    ['a success with a list for an id', { status: '0', transaction_id: [ID] }],
    ['a success whose id has a space', { status: '0', transaction_id: `${ID} x` }],
    ['a success whose id has a line break', { status: '0', transaction_id: `B0smi\n${ID}` }],
    ['a success whose id is spaces', { status: '0', transaction_id: '  ' }],
    ['a success whose id is 101 characters', { status: '0', transaction_id: 'x'.repeat(101) }],
    ['a success whose id is only in the field of a query', { status: '0', B0smi_Id: ID }],
    ['an error that names a transaction', { status: 'error', message: 'x', transaction_id: ID }],
    [
      'an error that names a transaction in the field of a query',
      { status: 'error', message: 'x', B0smi_Id: ID },
    ],
    ['status 1', { status: 1, transaction_id: ID }],
    ['status "success"', { status: 'success', transaction_id: ID }],
    ['status "Error"', { status: 'Error', message: 'no' }],
    ['no status', { transaction_id: ID }],
    ['an error without a status', { error: 'no', message: 'no' }],
  ])('is unreadable when it is %s', (_what, body) => {
    expect(readPushAnswer(JSON.stringify(body))).toEqual({ kind: 'unreadable' });
  });
});

describe('the answer to a query', () => {
  test.each<[string, object]>([
    ['as documented, with numbers', {}],
    ['with status as text', { status: '0' }],
    ['with everything as text', { status: '0', amount: '500', phone: '254712345678' }],
    ['with zero cents', { amount: '500.00' }],
    ['with spaces around the amount', { amount: ' 500 ' }],
    ['with spaces around the id', { B0smi_Id: ` ${ID}\t` }],
    ['with spaces around the receipt', { mpesa_receipt: ' UKO4H7XK2P \r\n' }],
    ['with a phone of spaces only', { phone: '  ' }],
    ['with the id in the field of a push, too', { transaction_id: ID }],
    ['with the phone as 07…', { phone: '0712345678' }],
    ['with a masked phone', { phone: '0712***678' }],
    ['with no phone', { phone: null }],
    ['with an empty phone', { phone: '' }],
    ['with fields that we do not know', { extra: { a: [1] }, Result: null }],
  ])('is a payment %s', (_what, over) => {
    expect(queried(over)).toBe('paid UKO4H7XK2P');
  });

  test('is a payment with the id only in the field of a push', () => {
    expect(queried({ B0smi_Id: undefined, transaction_id: ID })).toBe('paid UKO4H7XK2P');
  });

  test('is refused, with its message, when it is the documented error, with an id or without', () => {
    const message = 'Transaction is being processed or failed.';
    expect(readQuery(JSON.stringify({ status: 'error', message }))).toEqual({
      kind: 'refused',
      gatewayMessage: message,
    });
    expect(readQuery(JSON.stringify({ status: 'error', message, B0smi_Id: ID }))).toEqual({
      kind: 'refused',
      gatewayMessage: message,
    });
  });

  test('is pending when it is the success of a push: a success without a receipt proves nothing', () => {
    expect(
      meaning(`{"status":"0","transaction_id":"${ID}","message":"Transaction initiated successfully."}`),
    ).toBe('pending');
    expect(without('mpesa_receipt')).toBe('pending');
    expect(queried({ mpesa_receipt: null })).toBe('pending');
    expect(queried({ mpesa_receipt: '' })).toBe('pending');
    expect(queried({ mpesa_receipt: ' ' })).toBe('pending');
  });

  test.each<[string, object, string]>([
    ['another id', { B0smi_Id: 'B0smi_Id2025032121054940600' }, 'transaction'],
    ['two ids that disagree', { transaction_id: 'other' }, 'transaction'],
    ['an id in another case', { B0smi_Id: ID.toLowerCase() }, 'transaction'],
    ['an id that is a number', { B0smi_Id: 2025 }, 'transaction'],
    ['an id that is an object', { B0smi_Id: { id: ID } }, 'transaction'],
    ['an id that is a list', { B0smi_Id: [ID] }, 'transaction'],
    ['an empty id', { B0smi_Id: '' }, 'transaction'],
    ['another amount', { amount: 50 }, 'amount'],
    ['an amount with cents', { amount: 500.5 }, 'amount'],
    ['an amount of null', { amount: null }, 'amount'],
    ['an empty amount', { amount: '' }, 'amount'],
    ['an amount that is a list', { amount: [500] }, 'amount'],
    ['an amount of true', { amount: true }, 'amount'],
    ['an amount with a comma', { amount: '5,00' }, 'amount'],
    ['an amount in hexadecimal', { amount: '0x1F4' }, 'amount'],
    ['an amount with a space inside', { amount: '5 00' }, 'amount'],
    ['an amount of spaces', { amount: '  ' }, 'amount'],
    ['an amount with a sign', { amount: '+500' }, 'amount'],
    ['another phone', { phone: '254712345679' }, 'phone'],
    ['a phone that is an object', { phone: {} }, 'phone'],
    ['a masked phone of another', { phone: '0722***678' }, 'phone'],
    ['a receipt that is a word', { mpesa_receipt: 'PENDING..' }, 'receipt'],
    ['a receipt in small letters', { mpesa_receipt: 'uko4h7xk2p' }, 'receipt'],
    ['a receipt that is an object', { mpesa_receipt: {} }, 'receipt'],
    ['a receipt that is a number', { mpesa_receipt: 1_234_567_890 }, 'receipt'],
    ['a receipt of 0', { mpesa_receipt: 0 }, 'receipt'],
    ['a receipt of false', { mpesa_receipt: false }, 'receipt'],
    ['a receipt with a line break inside', { mpesa_receipt: 'UKO4H\n7XK2P' }, 'receipt'],
    ['a placeholder of letters', { mpesa_receipt: 'PROCESSING' }, 'receipt'],
    ['a placeholder of digits', { mpesa_receipt: '0000000000' }, 'receipt'],
    ['a phone that shows no digit', { phone: '**********' }, 'phone'],
    ['an id with a space inside', { B0smi_Id: ID.replace('_', ' ') }, 'transaction'],
    ['an id of spaces', { B0smi_Id: '  ' }, 'transaction'],
  ])('that is a success with %s is a mismatch', (_what, over, mismatch) => {
    expect(queried(over)).toBe(`mismatch: ${mismatch}`);
  });

  test('whose id is a number that JSON rounds is a mismatch, even if our id equals the rounded number', () => {
    const rounded = { ...EXPECTED, transactionId: '9007199254740993000' };
    const answer = readQuery(JSON.stringify(PAID).replace(`"${ID}"`, '9007199254740993123'));
    expect(answer.kind === 'reported' && verifyPayment(rounded, answer.report)).toEqual({
      kind: 'mismatch',
      mismatch: 'transaction',
    });
  });

  test.each<[string, object, object]>([
    ['id', { B0smi_Id: [ID], transaction_id: {} }, { transactionIds: ['unreadable', 'unreadable'] }],
    ['amount', { amount: [500] }, { amount: 'unreadable' }],
    ['phone', { phone: {} }, { phone: 'unreadable' }],
    ['receipt', { mpesa_receipt: false }, { receipt: 'unreadable' }],
  ])('with a %s of a wrong type reports it as unreadable, not as missing', (_what, over, report) => {
    expect(readQuery(JSON.stringify({ ...PAID, ...over }))).toMatchObject({
      kind: 'reported',
      report,
    });
  });

  test('without a receipt is pending, with a message of our own', () => {
    expect(readQuery(JSON.stringify({ ...PAID, mpesa_receipt: null }))).toEqual({
      kind: 'pending',
      gatewayMessage: 'success without a receipt',
    });
  });

  test('without an id or an amount is a mismatch', () => {
    expect(without('B0smi_Id')).toBe('mismatch: transaction');
    expect(without('amount')).toBe('mismatch: amount');
  });
});

describe('a payer who is reported as the SHA-256 of a number', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

  test.each(['254712345678', '0712345678', '+254712345678'])(
    'fits the charge when the number is %s',
    (form) => {
      expect(queried({ phone: sha256(form) })).toBe('paid UKO4H7XK2P');
      expect(queried({ phone: sha256(form).toUpperCase() })).toBe('paid UKO4H7XK2P');
      expect(queried({ phone: ` ${sha256(form)} ` })).toBe('paid UKO4H7XK2P');
    },
  );

  test.each([
    ['that of another number', sha256('254712345679')],
    ['that of another form of the number', sha256('254 712 345 678')],
    ['cut short', sha256('254712345678').slice(1)],
    ['one character too long', `${sha256('254712345678')}0`],
    [
      'a SHA-512, cut to the same length',
      createHash('sha512').update('254712345678').digest('hex').slice(0, 64),
    ],
    ['zeros', '0'.repeat(64)],
  ])('is a mismatch when the hash is %s', (_what, phone) => {
    expect(queried({ phone })).toBe('mismatch: phone');
  });
});

const SUCCESS = JSON.stringify(PAID);

test.each([
  ['a byte order mark', `\ufeff${SUCCESS}`],
  ['three byte order marks', `\ufeff\ufeff\ufeff${SUCCESS}`],
  ['two byte order marks with line breaks between', `\ufeff\n\ufeff\r\n ${SUCCESS}`],
])('the JSON is read after %s', (_what, body) => {
  expect(meaning(body)).toBe('paid UKO4H7XK2P');
});

test('a key that two objects have once each is no duplicate', () => {
  expect(queried({ details: [{ status: 1 }, { status: 2 }], more: { status: 3, amount: '"amount":' } })).toBe(
    'paid UKO4H7XK2P',
  );
});
const HOSTILE: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['white space', ' \n\t '],
  ['null', 'null'],
  ['zero', '0'],
  ['zero as text', '"0"'],
  ['true', 'true'],
  ['an empty list', '[]'],
  ['a success in a list', `[${SUCCESS}]`],
  ['a success in an object', `{"data":${SUCCESS}}`],
  ['a success as text', JSON.stringify(SUCCESS)],
  ['an empty object', '{}'],
  ['HTML', '<html><body><h1>502 Bad Gateway</h1></body></html>'],
  ['a PHP notice before the JSON', `<br />\n<b>Notice</b>: Undefined index<br />\n${SUCCESS}`],
  ['a PHP notice after the JSON', `${SUCCESS}\n<br /><b>Warning</b>`],
  ['the document’s PHP arrows', `{"status" => 0 "B0smi_Id" => ${ID} "amount" => 500}`],
  ['PHP’s print_r', `Array ( [status] => 0 [B0smi_Id] => ${ID} [mpesa_receipt] => UKO4H7XK2P )`],
  ['cut JSON', SUCCESS.slice(0, -5)],
  ['JSON cut after the receipt', SUCCESS.slice(0, SUCCESS.indexOf(',"message"'))],
  ['two documents', `${SUCCESS}${SUCCESS}`],
  ['a byte order mark inside', SUCCESS.replace(':', ':\ufeff')],
  ['NaN', SUCCESS.replace('"amount":500', '"amount":NaN')],
  ['single quotes', SUCCESS.replaceAll('"', "'")],
  ['a comment', `/**/${SUCCESS}`],
  ['a trailing comma', SUCCESS.replace('}', ',}')],
  ['form encoding', `status=0&B0smi_Id=${ID}&amount=500&mpesa_receipt=UKO4H7XK2P`],
  ['a callback', `callback(${SUCCESS})`],
  ['lists a thousand deep', `${'['.repeat(1_000)}${']'.repeat(1_000)}`],
  ['a hundred thousand open brackets', '['.repeat(100_000)],
  ['64 KiB of text', 'x'.repeat(65_536)],
  ['status ""', SUCCESS.replace('"status":0', '"status":""')],
  ['status null', SUCCESS.replace('"status":0', '"status":null')],
  ['status []', SUCCESS.replace('"status":0', '"status":[]')],
  ['status [0]', SUCCESS.replace('"status":0', '"status":[0]')],
  ['status false', SUCCESS.replace('"status":0', '"status":false')],
  ['status "00"', SUCCESS.replace('"status":0', '"status":"00"')],
  ['status "0.0"', SUCCESS.replace('"status":0', '"status":"0.0"')],
  ['status " 0"', SUCCESS.replace('"status":0', '"status":" 0"')],
  ['status 1', SUCCESS.replace('"status":0', '"status":1')],
  ['status 200', SUCCESS.replace('"status":0', '"status":200')],
  ['status "success"', SUCCESS.replace('"status":0', '"status":"success"')],
  ['status -0', SUCCESS.replace('"status":0', '"status":-0')],
  ['status {}', SUCCESS.replace('"status":0', '"status":{}')],
  ['no status', SUCCESS.replace('"status":0,', '')],
  ['status by another name', SUCCESS.replace('"status"', '"Status"')],
  ['a status in __proto__', `{"__proto__":${SUCCESS}}`],
  ['a status twice', SUCCESS.replace('}', ',"status":0}')],
  ['a receipt twice', SUCCESS.replace('}', ',"mpesa_receipt":"UKO4H7XK2P"}')],
  ['a status twice, once with an escape', SUCCESS.replace('}', ',"st\\u0061tus":0}')],
  ['a key twice that we do not use', SUCCESS.replace('}', ',"a":1,"a":1}')],
  ['a key twice in a nested object', SUCCESS.replace('}', ',"a":[{"b":1,"b":1}]}')],
];

describe('a hostile answer', () => {
  test('comes in at least thirty forms', () => {
    expect(new Set(HOSTILE.map(([, body]) => body)).size).toBeGreaterThanOrEqual(30);
  });

  test.each(HOSTILE)('that is %s is unreadable, to a push and to a query', (_what, body) => {
    expect(readPushAnswer(body)).toEqual({ kind: 'unreadable' });
    expect(readQuery(body)).toEqual({ kind: 'unreadable' });
  });
});
