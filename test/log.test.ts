import { describe, expect, test } from 'vitest';
import { newLog, newSecrets } from '../src/log.ts';

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
    'shows of the phone %s its ends',
    (phone) => {
      const text = logged((log) => log.info({ payload: { text: `to ${phone} now` } }, phone));
      expect(text).not.toContain(phone);
      expect(text).toContain(`•••${phone.slice(-3)}`);
    },
  );

  test.each(['0712 345 678', '+254 712-345-678', '(0712) 345.678', '712 345 678', '00254712345678'])(
    'shows of the phone %s its ends, too',
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
