import { describe, expect, test } from 'vitest';
import type { Msisdn } from '../../src/charge/msisdn.ts';
import { decodeAction, encodeAction, type ButtonAction } from '../../src/telegram/buttons.ts';
import { newToken } from '../../src/telegram/desk.ts';

const LONGEST_ID = 999_999_999_999_999;
const actions = (token: string, chargeId: number): readonly ButtonAction[] => [
  { kind: 'send', token },
  { kind: 'leave', token },
  { kind: 'customer', token, chargeId },
  { kind: 'number', token, msisdn: '254712345678' as Msisdn },
  { kind: 'again', chargeId },
  { kind: 'paid', chargeId },
  { kind: 'unpaid', chargeId },
  { kind: 'language', language: 'en' },
  { kind: 'language', language: 'sw' },
];

describe('a button', () => {
  test.each(actions(newToken(), LONGEST_ID))(
    '$kind says what it said, within Telegram’s 64 bytes',
    (action) => {
      const data = encodeAction(action);
      expect(decodeAction(data)).toEqual(action);
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
    },
  );

  test.each([
    '',
    ':',
    'send',
    'send:',
    'send:a b',
    'send:token:1',
    'leave:token:1',
    'customer:token',
    'customer:token:',
    'customer:token:x',
    'customer:token:-1',
    'customer:token:1:2',
    'number:token',
    'number:token:',
    'number:token:0712345678',
    'number:token:254202345678',
    'number:a b:254712345678',
    'number:token:254712345678:1',
    'again:',
    'again:x',
    'again:-1',
    'again:1.5',
    'again:1e3',
    'again:0x1',
    'again:9999999999999999',
    'paid:1:1',
    'paid: 1',
    'paid:1\n',
    'unpaid:١',
    'language:fr',
    'language:en:1',
    'PAID:1',
    'settle:1',
    '__proto__:1',
    'x'.repeat(64),
  ])('of another version, or forged as %j, is none of ours', (data) => {
    expect(decodeAction(data)).toBeUndefined();
  });
});
