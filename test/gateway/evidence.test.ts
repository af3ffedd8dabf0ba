import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import { redactRaw, secretValues, trimRaw } from '../../src/gateway/evidence.ts';

const KEY = 'Sd4#k["HFS';
const EMAIL = 'mama@duka.example';
const redact = (raw: string): string =>
  trimRaw(redactRaw(raw, secretValues(KEY, EMAIL), '254712345678' as Msisdn));

test.each([
  ['as it is', `key ${KEY} of ${EMAIL}`],
  ['as JSON writes it', JSON.stringify({ api_key: KEY, email: EMAIL })],
  ['as a URL writes it', new URLSearchParams({ api_key: KEY, email: EMAIL }).toString()],
  ['as encodeURIComponent writes it', `${encodeURIComponent(KEY)}&${encodeURIComponent(EMAIL)}`],
  ['as JSON in a URL writes it', encodeURIComponent(JSON.stringify({ api_key: KEY, email: EMAIL }))],
  ['as HTML writes it', `<p>${KEY.replace('"', '&quot;')} ${EMAIL.replace('@', '&#64;')}</p>`],
])('a secret %s is removed', (_how, raw) => {
  const kept = redact(raw);
  expect(kept).toContain('[secret]');
  expect(kept).not.toContain('Sd4');
  expect(kept).not.toMatch(/mama(@|%40|&#64;)duka/);
});

test.each([
  '254712345678',
  '0712345678',
  '712345678',
  '+254712345678',
  '0712 345 678',
  '+254 712-345-678',
  '(0712) 345.678',
  '0712\u200b345\u2011678',
  '0712/345/678',
  '%30%37%31%32345678',
  String.raw`\u0030\u0037\u0031\u0032345678`,
])('the number %s is masked', (number) => {
  const kept = redact(`{"phone":"${number}","amount":500}`);
  expect(kept).toMatch(/^\{"phone":"\(?0712 ••• 678","amount":500\}$/);
});

test.each(['254712345678', '0712345678', '+254712345678'])(
  'a hash of the number as %s is masked, because trying all numbers reveals the number',
  (form) => {
    const hash = createHash('sha256').update(form).digest('hex');
    expect(redact(`{"phone":"${hash}"}`)).toBe('{"phone":"0712 ••• 678"}');
    expect(redact(`phone=${hash.toUpperCase()}`)).toBe('phone=0712 ••• 678');
  },
);

test('long evidence is cut, and says how long it was', () => {
  const kept = redact('x'.repeat(5_000));
  expect(kept).toBe(`${'x'.repeat(1_000)}… (5000 characters)`);
  expect(redact('x'.repeat(1_000))).toBe('x'.repeat(1_000));
});

test('a secret at the place of the cut leaves no part behind', () => {
  expect(redact(`${'x'.repeat(995)}${KEY}`)).not.toContain('Sd4');
});

test('other text stays unchanged', () => {
  const raw = '{"status":"error","message":"Transaction is being processed or failed."}';
  expect(redact(raw)).toBe(raw);
});

test('a secret and a number are removed each time that they occur', () => {
  const kept = redact(`${KEY} ${EMAIL} 0712345678, ${KEY} ${EMAIL} 254712345678`);
  expect(kept).toBe('[secret] [secret] 0712 ••• 678, [secret] [secret] 0712 ••• 678');
});

// PHP's json_encode writes a character outside ASCII as \\uXXXX, or as two of them if it needs more than 16 bits.
test.each([
  ['a space, as a form', 'Sd4 kHFS', 'api_key=Sd4+kHFS'],
  ['a space, as a URL', 'Sd4 kHFS', 'api_key=Sd4%20kHFS'],
  ['a letter of two bytes, as a URL', 'Sd4ékHFS', `api_key=${encodeURIComponent('Sd4ékHFS')}`],
  ['a letter of two bytes, as PHP’s JSON', 'Sd4ékHFS', '{"api_key":"Sd4\\u00e9kHFS"}'],
  ['a character of four bytes, as PHP’s JSON', 'Sd4🔑kHFS', '{"api_key":"Sd4\\ud83d\\uDD11kHFS"}'],
  ['a tab, as a URL', 'Sd4\tkHFS', 'api_key=Sd4%09kHFS'],
  ['every character escaped', 'Sd4', '{"api_key":"\\u0053\\u0064\\u0034"}'],
])('a secret with %s, is removed', (_what, secret, raw) => {
  const kept = redactRaw(raw, secretValues(secret), '254712345678' as Msisdn);
  expect(kept).toContain('[secret]');
  expect(kept).not.toMatch(/Sd4|HFS|0053/);
});

test('characters that no encoding of the secret contains stay unchanged', () => {
  expect(redact('+'.repeat(KEY.length))).toBe('+'.repeat(KEY.length));
});
