import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { subscriber } from './commands.ts';
import { REFUSED_ACCOUNT, type Ours } from './oracle.ts';
import { anyText } from './texts.ts';

/** Answers of the gateway: true ones, ones that are wrong in one detail, and any bytes. */

export interface Answer {
  readonly ours: Ours;
  readonly body: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const json = (value: unknown): string => JSON.stringify(value);
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const quoted = (texts: readonly string[]): string[] => texts.map(json);

/** Values that may replace the value of any field. */
const WRONG = [
  'null',
  'true',
  'false',
  '[]',
  '{}',
  '""',
  '" "',
  '0',
  '-0',
  '-1',
  '1e400',
  '0x1F4',
  '"0"',
  '"null"',
  '[0]',
  '{"0":0}',
  '9007199254740993000',
  '"\\ud800"',
  '"\\u0000"',
  'undefined',
  'NaN',
  "'0'",
  '"error"',
  '1e-400',
  '"٥٠٠"',
] as const;
const wrong = fc.oneof(fc.constantFrom(...WRONG), anyText.map(json), fc.jsonValue({ maxDepth: 2 }).map(json));

/** Mostly a right value, so that answers with only right fields are common. Otherwise a nearly right value, or any value. */
const field = (right: readonly string[], near: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...right) },
    { weight: 2, arbitrary: fc.constantFrom(...near) },
    { weight: 1, arbitrary: wrong },
  );

/** A number as the gateway may show it: whole or with hidden digits, ours or different in one digit. */
export const shownPhone = (msisdn: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('', '0', '254', '+254', '00254'),
      seldom(fc.tuple(fc.nat({ max: 8 }), fc.constantFrom('0', '9'))),
      fc.option(fc.tuple(fc.nat({ max: 13 }), fc.nat({ max: 13 }), fc.constantFrom('*', 'x', 'X', '•')), {
        freq: 2,
        nil: undefined,
      }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom('', ' ', '-'),
    )
    .map(([prefix, other, hide, width, gap]) => {
      const own = msisdn.slice(3);
      const digits = other === undefined ? own : own.slice(0, other[0]) + other[1] + own.slice(other[0] + 1);
      const number = prefix + digits;
      if (hide === undefined) return number.slice(0, -3) + gap + number.slice(-3);
      const [from, length, mask] = hide;
      return number.slice(0, from) + gap + mask.repeat(width) + gap + number.slice(from + length);
    });

const ours: fc.Arbitrary<Ours> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('B0smi_Id2025032121054940609', '9007199254740993000', '9007199254740993123', '123456'),
      fc.stringMatching(/^[!-~]{1,100}$/),
    ),
    fc.integer({ min: 1, max: 250_000 }),
    subscriber,
  )
  .map(([transactionId, amountKes, digits]) => ({ transactionId, amountKes, msisdn: `254${digits}` }));

const fieldsFor = ({ transactionId: id, amountKes, msisdn }: Ours) => {
  const amount = String(amountKes);
  const grouped = amountKes.toLocaleString('en-US');
  const hashes = ['254', '0', '+254', '', '00254'].map((prefix) => sha256(prefix + msisdn.slice(3)));
  const idIsNumber = /^[1-9]\d{0,18}$/.test(id);
  return fc.record({
    status: field(
      ['0', '"0"', '0', '"0"', '0.0', '0e5'],
      ['"00"', '" 0"', '"0.0"', '-0', '1', '"success"', '"error"', '"Error"', '"-0"'],
    ),
    B0smi_Id: fc.oneof(
      {
        weight: 9,
        arbitrary: field(idIsNumber ? [json(id), id] : [json(id), json(` ${id}\n`)], [
          json(`${id} ${id}`),
          '" "',
          json(id.toLowerCase()),
          json(`${id}0`),
          json(id.slice(1)),
          json([id]),
          '9007199254740993001',
        ]),
      },
      { weight: 1, arbitrary: fc.constantFrom('', 'null', '""', '" "') },
    ),
    transaction_id: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('', 'null', '""') },
      { weight: 2, arbitrary: field([json(id)], [json(`x${id}`), '9007199254740993001']) },
    ),
    amount: field(
      [
        amount,
        json(amount),
        `${amount}.0`,
        `${amount}e0`,
        `${amount}.0E+0`,
        ...quoted([`${amount}.00`, ` ${amount} `, `${grouped}.00`, grouped, `\t${grouped}.0\n`]),
      ],
      [
        `-${amount}`,
        `${amount}.5`,
        `${amount}0`,
        amount.slice(0, -1) || '0',
        `${amount}e1`,
        `${amount}.0000001`,
        ...quoted([
          `${amount} ${amount}`,
          `+${amount}`,
          `${grouped},000`,
          `${grouped}.50`,
          grouped.replace(',', '.'),
          grouped.replace(',', ' '),
          `0,${amount}`,
          `0${amount}`,
          `${amount}.`,
          `${amount}e0`,
          `${amount},00`,
          `${amount}.50`,
          `KES ${amount}`,
          `${grouped},`,
        ]),
      ],
    ),
    phone: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('', 'null', '""') },
      {
        weight: 3,
        arbitrary: field(
          [
            msisdn,
            json(msisdn),
            json(` 0${msisdn.slice(3)} `),
            `${msisdn}.0`,
            ...quoted(hashes.slice(0, 3)),
            json(hashes[0]?.toUpperCase()),
          ],
          [
            `${msisdn}0`,
            ...quoted([`${msisdn}0`, '**********', '+xxx', ...hashes.slice(3), sha256(`${msisdn}\n`)]),
          ],
        ),
      },
      { weight: 2, arbitrary: shownPhone(msisdn).map(json) },
    ),
    mpesa_receipt: field(
      quoted(['UKO4H7XK2P', 'TK3GE944U2', 'UKO4H7XK2P9', 'ABCDEFG1', '1BCDEFGHIJKL', ' UKO4H7XK2P\n']),
      [
        ...quoted([
          '',
          'uko4h7xk2p',
          'UKO4H\n7XK2P',
          'PROCESSING',
          'CANCELLED',
          '0000000000',
          '1234567890',
          ' ',
          'UKO4H7X',
          'UKO4H7XK2P123',
          'PENDING',
          'UKO4H7ＸK2P',
        ]),
        '12345678',
        '1e10',
        'null',
      ],
    ),
    message: fc.constantFrom(
      '',
      '"Transaction completed successfully."',
      '"Transaction is being processed or failed."',
      '{"a":1}',
      '7',
    ),
  });
};

/** Ways to distort a whole body. */
const DISTORTIONS: readonly ((body: string, at: number) => string)[] = [
  (body) => `<br />\n<b>Notice</b>: Undefined index in /x.php<br />\n${body}`,
  (body) => `${body}\n<br /><b>Warning</b>`,
  (body, at) => body.slice(0, at % body.length),
  (body) => `[${body}]`,
  (body) => `{"data":${body}}`,
  (body) => json(body),
  (body) => body + body,
  (body) => `\ufeff${body}`,
  (body, at) => '\ufeff'.repeat(1 + (at % 4)) + body,
  (body) => `\ufeff\r\n\ufeff${body}`,
  (body) => body.replace(/^\s*\{/, '$&\ufeff'),
  (body) => body.replace(/\}\s*$/, ',"a":[{"b":1},{"b":1}]}'),
  (body) => body.replace(/\}\s*$/, ',"a":[{"b":1,"c":2,"b":1}]}'),
  (body) => body.replace(/\}\s*$/, ',"\\u0061":1,"a":1}'),
  (body) => body.replace(/\}\s*$/, ',"a":"\\"b\\":","b":":"}'),
  (body) => `cb(${body})`,
  (body) => body.replaceAll('"', "'"),
  (body) => body.replaceAll(':', ' =>'),
  (body) => body.replace('{', '{"__proto__":{"status":0,"amount":500},'),
  (body) => body.replace(/\}$/, ',"status":"error"}'),
  (body) => body.replace(/\}$/, ',"mpesa_receipt":null}'),
  (body) => body.replace(/\}$/, ',"phone":"254700000000"}'),
  (body) => body.replace('"status"', '"\\u0073tatus"'),
  (body) => body.replace('"amount"', '"Amount"'),
  (body) => `{"__proto__":${body}}`,
  (body) => `${'['.repeat(3_000)}${body}`,
];

/** An answer to a query. Every field is right, nearly right or wrong. */
export const structured: fc.Arbitrary<Answer> = ours.chain((ours) =>
  fc
    .tuple(
      fieldsFor(ours),
      fc.shuffledSubarray(
        ['status', 'B0smi_Id', 'transaction_id', 'amount', 'phone', 'mpesa_receipt', 'message'] as const,
        { minLength: 7 },
      ),
      seldom(fc.tuple(fc.constantFrom(...DISTORTIONS), fc.nat({ max: 500 }))),
      fc.constantFrom('', ' ', '\n  ', '\t\r\n'),
    )
    .map(([fields, order, distort, gap]) => {
      const members = order
        .filter((name) => fields[name] !== '')
        .map((name) => `${gap}"${name}":${gap}${fields[name]}`);
      const body = `${gap}{${members.join(',')}${gap}}${gap}`;
      return { ours, body: distort === undefined ? body : distort[0](body, distort[1]) };
    }),
);

/** An answer to a push. Every field is right, nearly right or wrong. */
export const pushAnswer: fc.Arbitrary<string> = fc
  .tuple(
    fc.record({
      status: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('0', '"0"', '"error"', '"error"') },
        {
          weight: 1,
          arbitrary: fc.constantFrom('-0', '"00"', '1', '"Error"', '"success"', 'null', '', '["0"]'),
        },
      ),
      transaction_id: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('', '"B0smi_Id2025032121054940609"', '"1"') },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            'null',
            '""',
            '" "',
            '" 1 "',
            '2025',
            `"${'x'.repeat(101)}"`,
            '"a b"',
            '"a\\n"',
            '"\\u0041"',
            '["a"]',
            '"é"',
            '{}',
          ),
        },
      ),
      B0smi_Id: fc.constantFrom('', '', '', '', '"B0smi_Id1"', 'null', '""'),
      Phone_Num: fc.constantFrom('', '"254712345678"'),
      message: fc.oneof(
        fc.constantFrom('', '{}', 'null', '"Failed to initiate payment"', json(REFUSED_ACCOUNT)),
        anyText.map(json),
      ),
    }),
    seldom(fc.tuple(fc.constantFrom(...DISTORTIONS), fc.nat({ max: 500 }))),
  )
  .map(([fields, distort]) => {
    const members = Object.entries(fields).filter(([, token]) => token !== '');
    const body = `{${members.map(([name, token]) => `"${name}":${token}`).join(',')}}`;
    return distort === undefined ? body : distort[0](body, distort[1]);
  });

/** Any bytes, or the bytes of a text or a message with a few changes. */
export const bytesNear = (whole: string | Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(fc.nat({ max: 2_000 }), fc.integer({ min: 0, max: 255 })), { maxLength: 3 })
        .map((changes) => {
          const bytes = typeof whole === 'string' ? new TextEncoder().encode(whole) : Uint8Array.from(whole);
          for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
          return bytes;
        }),
    },
  );
