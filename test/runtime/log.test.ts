import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { newLog, newSecrets, type Secrets } from '../../src/runtime/log.ts';
import { operationsOf } from '../support/operations.ts';

const TOKEN = '123456789:AAH-secret-token-that-is-long-enough-1';
const KEY = 'Sd4#k"[HFS';

function logged(write: (log: ReturnType<typeof newLog>) => void): string {
  const lines: string[] = [];
  write(
    newLog('info', newSecrets(TOKEN, KEY, 'shop@example.com'), {
      write: (line: string) => void lines.push(line),
    }),
  );
  return lines.join('');
}

describe('the log', () => {
  test.each([
    ['a field', { apiKey: KEY }],
    ['a nested field', { request: { headers: [{ url: `https://api.telegram.org/bot${TOKEN}/getMe` }] } }],
    [
      'an error',
      { err: new Error(`invalid json response body at https://x/bot${TOKEN}/sendMessage, ${KEY}`) },
    ],
    ['another bot’s token', { why: 'bot987654321:BBx-another-token-that-nobody-listed-12' }],
    ['an e-mail address of the account', { email: 'shop@example.com' }],
    ['URL-encoded text', { url: `https://x/?k=${encodeURIComponent(KEY)}` }],
  ])('hides secrets in %s', (_where, context) => {
    const text = logged((log) => log.error(context, `and in the message: ${TOKEN}`));
    for (const secret of ['AAH-secret', 'Sd4#k', 'Sd4%23k', 'another-token', 'shop@example.com']) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('[hidden]');
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  test.each(['0712345678', '254712345678', '+254712345678', '0110345678'])(
    'masks the middle of the phone %s',
    (phone) => {
      const text = logged((log) => log.info({ payload: { text: `to ${phone} now` } }, phone));
      expect(text).not.toContain(phone);
      expect(text).toContain(`•••${phone.slice(-3)}`);
    },
  );

  test.each(['0712 345 678', '+254 712-345-678', '(0712) 345.678', '712 345 678', '00254712345678'])(
    'masks the middle of the phone %s, too',
    (phone) => {
      const text = logged((log) => log.info({ [phone]: [phone], err: new Error(`to ${phone}`) }, phone));
      expect(text.replace(/\D/g, '')).not.toContain('712345678');
      expect(text).toContain('•••678');
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    },
  );

  test('stays JSON where a phone or a secret is a number', () => {
    const lines: string[] = [];
    const log = newLog('info', newSecrets('20260101'), { write: (line: string) => void lines.push(line) });
    log.info({ phone: 254_712_345_678, id: 120_260_101 }, 'x');
    expect(JSON.parse(lines.join(''))).toMatchObject({ phone: '254712•••678', id: '1[hidden]' });
  });

  test('hides secrets in JSON within JSON and in a URL', () => {
    const inner = JSON.stringify({ body: JSON.stringify({ api_key: KEY }) });
    const text = logged((log) => log.info({ inner, url: `https://x/?q=${encodeURIComponent(inner)}` }, ''));
    expect(text).not.toMatch(/Sd4|HFS/);
  });

  test('keeps ids and times whole', () => {
    const text = logged((log) =>
      log.info({ charge: 12, user: 712_345_678, at: 1_763_900_000_000, chat: -1_001_234_567_890 }, 'pushed'),
    );
    expect(JSON.parse(text)).toMatchObject({
      charge: 12,
      user: 712_345_678,
      at: 1_763_900_000_000,
      chat: -1_001_234_567_890,
      msg: 'pushed',
    });
  });
});

describe('a connected key of common characters', () => {
  const readWith = (key: string, context: object): unknown => {
    const lines: string[] = [];
    newLog('info', newSecrets(key), { write: (line: string) => void lines.push(line) }).info(
      context,
      'pushed',
    );
    return JSON.parse(lines.join(''));
  };

  test.each(['charge', 'level', '"time":"', new Date().toISOString().slice(0, 8), 'merchant', '{"level":30'])(
    '“%s” does not change the level, the time and the program’s own field names',
    (key) => {
      expect(readWith(key, { charge: 12, merchant: 2, why: `echo ${key}` })).toEqual({
        level: 30,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/),
        charge: 12,
        merchant: 2,
        why: 'echo [hidden]',
        msg: 'pushed',
      });
    },
  );

  test('is hidden everywhere else: in texts, in numbers and in field names from outside', () => {
    expect(readWith('00000000', { chat: -1_000_000_000_007, raw: 'x00000000x', k00000000: 1 })).toMatchObject(
      {
        chat: '-1[hidden]7',
        raw: 'x[hidden]x',
        'k[hidden]': 1,
      },
    );
    expect(readWith('charge', { err: { on: { recharge: 'to charge' } } })).toMatchObject({
      err: { on: { 're[hidden]': 'to [hidden]' } },
    });
  });
});

/** The answer of a gateway that is down, with every encoding that the log decodes. */
const PAGE =
  `<html>\r\n<h1>503 Service Temporarily Unavailable</h1> ${String.raw`"a\/b"`} %20 + &amp;</html>`.repeat(8);

/** The keys and e-mail addresses of a number of accounts. */
function secretsOf(accounts: number, keysBegin = '') {
  const secrets = newSecrets(TOKEN);
  for (let n = 1; n <= accounts; n += 1) {
    const [key, email] = accountOf(n);
    secrets.add(keysBegin + key, email);
  }
  return secrets;
}
const accountOf = (n: number): readonly [string, string] => [
  createHash('sha256').update(`${n}`).digest('base64').slice(0, 12),
  `shop${n}@example.com`,
];

describe('with a thousand accounts, the log', () => {
  const work = (raw: string, secrets: Secrets): number => {
    const log = newLog('info', secrets, { write: () => undefined });
    return operationsOf(() =>
      log.warn({ charge: 7, why: 'http-error', evidence: { raw } }, 'no answer to a query'),
    );
  };

  test('does little more work for a line than with ten', () => {
    expect(work(PAGE, secretsOf(1_000))).toBeLessThan(1.2 * work(PAGE, secretsOf(10)));
  });

  test('does little more work for a line that is full of the common beginning of their keys', () => {
    const text = 'sk_live_'.repeat(100);
    expect(work(text, secretsOf(1_000, 'sk_live_'))).toBeLessThan(
      1.2 * work(text, secretsOf(10, 'sk_live_')),
    );
  });

  test('adds one more with as little work as with ten', () => {
    const [few, many] = [secretsOf(10), secretsOf(1_000)];
    const add = (secrets: typeof few): number => operationsOf(() => secrets.add(...accountOf(1_001)));
    expect(add(many)).toBeLessThan(2 * add(few));
  });

  test('hides the first, the last, and one that was added between two lines', () => {
    const lines: string[] = [];
    const secrets = secretsOf(1_000);
    const log = newLog('info', secrets, { write: (line: string) => void lines.push(line) });
    const values = [1, 500, 1_000, 1_001].flatMap(accountOf);
    const line = (): string => {
      log.info({ raw: values.join(' ') }, encodeURIComponent(JSON.stringify(values)));
      return lines.at(-1) ?? '';
    };
    expect(line().match(/\[hidden\]/g)).toHaveLength(12);
    secrets.add(...accountOf(1_001));
    expect(line().match(/\[hidden\]/g)).toHaveLength(16);
    for (const value of values) expect(lines.at(-1)).not.toContain(value);
  });
});
