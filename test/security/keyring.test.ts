import { describe, expect, test } from 'vitest';
import {
  hashOfCode,
  isSecretKey,
  keyring,
  newCode,
  newSecretKey,
  SealError,
} from '../../src/security/keyring.ts';

const FIRST = Buffer.alloc(32, 1).toString('base64');
const SECOND = Buffer.alloc(32, 2).toString('base64');
const first = keyring([FIRST]);
const second = keyring([SECOND]);
const both = keyring([SECOND, FIRST]);

const PLACE = 'merchant:7';
const TEXT = '{"apiKey":"Sd4#k[HFS","username":"mama","email":"mama@duka.example"}';

describe('a sealed text', () => {
  test.each(['', 'a', TEXT, 'Karibu 🛒 ünïcode \u0000', 'x'.repeat(100_000)])(
    'opens to the same text at the same place',
    (text) => {
      expect(first.open(first.seal(text, PLACE), PLACE)).toBe(text);
    },
  );

  test('is different each time, and shows nothing of the text or the key', () => {
    const sealed = Array.from({ length: 100 }, () => first.seal(TEXT, PLACE));
    expect(new Set(sealed.map(({ sealed }) => sealed)).size).toBe(100);
    expect(new Set(sealed.map(({ sealed }) => sealed.split('.')[1])).size).toBe(100);
    for (const { sealed: text } of sealed) {
      expect(text).toMatch(/^v1\.[\w-]{16}\.[\w-]+$/);
      expect(Buffer.from(text.split('.')[2]!, 'base64url').includes('mama')).toBe(false);
    }
    expect(JSON.stringify(sealed)).not.toContain(FIRST);
  });

  test.each(['merchant:8', 'merchant:70', 'Merchant:7', 'update:7', ''])('does not open at %s', (place) => {
    expect(() => first.open(first.seal(TEXT, PLACE), place)).toThrow(SealError);
    expect(() => first.open(first.seal(TEXT, PLACE), place)).toThrow(/was changed or moved/);
  });

  test('does not open with another key, and the error names the id of the missing one', () => {
    const sealed = first.seal(TEXT, PLACE);
    expect(() => second.open(sealed, PLACE)).toThrow(SealError);
    expect(() => second.open(sealed, PLACE)).toThrow(`no key ${first.currentKeyId} is here`);
    expect(() => second.open({ ...sealed, keyId: second.currentKeyId }, PLACE)).toThrow(SealError);
  });

  test('does not open when any bit of it was changed', () => {
    const sealed = first.seal('short', PLACE);
    const [, nonce = '', body = ''] = sealed.sealed.split('.');
    const opening = (changed: string) => () => first.open({ ...sealed, sealed: changed }, PLACE);
    const flips = (part: string): string[] => {
      const bytes = Buffer.from(part, 'base64url');
      return Array.from({ length: bytes.length * 8 }, (_, bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        return changed.toString('base64url');
      });
    };
    for (const flipped of flips(nonce)) expect(opening(`v1.${flipped}.${body}`)).toThrow(SealError);
    for (const flipped of flips(body)) expect(opening(`v1.${nonce}.${flipped}`)).toThrow(SealError);
  });

  test('does not open when it was cut or lengthened, or is not a sealed text', () => {
    const sealed = first.seal(TEXT, PLACE);
    const [, nonce = '', body = ''] = sealed.sealed.split('.');
    const wrong = [
      '',
      'v1',
      TEXT,
      `v2.${nonce}.${body}`,
      `v1.${nonce}`,
      `v1.${nonce}.`,
      `v1.${nonce.slice(4)}.${body}`,
      `v1.${nonce}.${body}AAAA`,
      `v1.${nonce}.${body}.${body}`,
      ...Array.from({ length: body.length }, (_, length) => `v1.${nonce}.${body.slice(0, length)}`),
    ];
    for (const text of wrong) expect(() => first.open({ ...sealed, sealed: text }, PLACE)).toThrow(SealError);
  });
});

describe('a keyring', () => {
  test('seals under its first key, and opens what any of them sealed', () => {
    expect(both.currentKeyId).toBe(second.currentKeyId);
    expect(both.keyIds).toEqual([second.currentKeyId, first.currentKeyId]);
    expect(both.seal(TEXT, PLACE).keyId).toBe(second.currentKeyId);
    expect(both.open(first.seal(TEXT, PLACE), PLACE)).toBe(TEXT);
    expect(second.open(both.seal(TEXT, PLACE), PLACE)).toBe(TEXT);
  });

  test('names each key by eight digits that are always the same, and no part of the key', () => {
    expect(first.currentKeyId).toMatch(/^[0-9a-f]{8}$/);
    expect(keyring([FIRST]).currentKeyId).toBe(first.currentKeyId);
    expect(second.currentKeyId).not.toBe(first.currentKeyId);
    expect(first.currentKeyId).not.toBe('01010101');
  });

  test('needs a key', () => {
    expect(() => keyring([])).toThrow(/needs a key/);
  });
});

describe('a keyed hash', () => {
  const PHONE = '254712345678';

  test('is the same for the same text and key, and different for another text or key', () => {
    expect(first.hash(PHONE)).toBe(keyring([FIRST]).hash(PHONE));
    expect(first.hash(PHONE)).not.toBe(first.hash('254712345679'));
    const [hash, otherHash] = [first, second].map((keys) => keys.hash(PHONE).split('.')[1]);
    expect(hash).not.toBe(otherHash);
  });

  test('names its key, has 128 bits, and shows nothing of the text', () => {
    expect(first.hash(PHONE)).toMatch(new RegExp(`^${first.currentKeyId}\\.[\\w-]{22}$`));
    expect(first.hash(PHONE)).not.toContain(PHONE);
  });

  test('is made with each key, the current one first', () => {
    expect(both.hash(PHONE)).toBe(second.hash(PHONE));
    expect(both.hashes(PHONE)).toEqual([second.hash(PHONE), first.hash(PHONE)]);
  });
});

describe('a secret key', () => {
  test('is new each time, and valid', () => {
    const keys = Array.from({ length: 100 }, newSecretKey);
    expect(new Set(keys).size).toBe(100);
    expect(keys.every(isSecretKey)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['31 bytes', Buffer.alloc(31, 1).toString('base64')],
    ['33 bytes', Buffer.alloc(33, 1).toString('base64')],
    ['hexadecimal digits', 'ab'.repeat(32)],
    ['base64url', Buffer.alloc(32, 0xfb).toString('base64url')],
    ['no padding', FIRST.slice(0, -1)],
    ['padding twice', `${FIRST.slice(0, -2)}==`],
    ['a space before it', ` ${FIRST}`],
    ['a line after it', `${FIRST}\n`],
    ['a letter that is not in base64', `ü${FIRST.slice(1)}`],
    ['two keys', `${FIRST},${SECOND}`],
  ])('is not %s', (_what, text) => {
    expect(isSecretKey(text)).toBe(false);
  });

  test('may contain the letters of base64 that are not in base64url', () => {
    expect(isSecretKey(Buffer.alloc(32, 0xfb).toString('base64'))).toBe(true);
  });
});

test('a one-time code fits into a link, is new each time, and is hashed with SHA-256', () => {
  const codes = Array.from({ length: 100 }, newCode);
  expect(new Set(codes).size).toBe(100);
  // Telegram accepts up to 64 of these characters.
  for (const code of codes) expect(code).toMatch(/^[\w-]{24}$/);
  expect(hashOfCode('a')).toBe('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb');
});
