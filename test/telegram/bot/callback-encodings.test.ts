import { describe, expect, test } from 'vitest';
import type { Msisdn } from '../../../src/domain/msisdn.ts';
import {
  decodeCallbackData,
  encodeCallbackData,
  type CallbackAction,
} from '../../../src/telegram/bot/callback-data.ts';

const TOKEN = 'AbCdEfGhIjKlMn-_';
const CHARGE = 'r-_4567890123456';
const MERCHANT = '0123456789abcdef01234567';

/**
 * Every kind of button that was ever sent, byte for byte. Old messages keep their buttons, so a line here never changes; a new kind
 * adds one. A kind that is not here does not compile.
 */
const ENCODINGS: {
  readonly [K in CallbackAction['kind']]: readonly [
    data: string,
    action: Extract<CallbackAction, { readonly kind: K }>,
  ][];
} = {
  send: [[`send:${TOKEN}`, { kind: 'send', token: TOKEN }]],
  leave: [[`leave:${TOKEN}`, { kind: 'leave', token: TOKEN }]],
  customers: [[`customers:${TOKEN}`, { kind: 'customers', token: TOKEN }]],
  customer: [
    [`customer:${TOKEN}:${CHARGE}`, { kind: 'customer', token: TOKEN, charge: CHARGE }],
    [`customer:${TOKEN}:12`, { kind: 'customer', token: TOKEN, charge: '12' }],
  ],
  number: [
    [`number:${TOKEN}:254712345678`, { kind: 'number', token: TOKEN, msisdn: '254712345678' as Msisdn }],
  ],
  again: [
    [`again:${CHARGE}`, { kind: 'again', charge: CHARGE }],
    ['again:12', { kind: 'again', charge: '12' }],
  ],
  paid: [
    [`paid:${CHARGE}`, { kind: 'paid', charge: CHARGE }],
    ['paid:12', { kind: 'paid', charge: '12' }],
  ],
  unpaid: [
    [`unpaid:${CHARGE}`, { kind: 'unpaid', charge: CHARGE }],
    ['unpaid:12', { kind: 'unpaid', charge: '12' }],
  ],
  ours: [[`ours:${CHARGE}:1`, { kind: 'ours', charge: CHARGE, report: 1 }]],
  notOurs: [[`notOurs:${CHARGE}:2`, { kind: 'notOurs', charge: CHARGE, report: 2 }]],
  cancelled: [[`cancelled:${CHARGE}`, { kind: 'cancelled', charge: CHARGE }]],
  close: [[`close:${CHARGE}`, { kind: 'close', charge: CHARGE }]],
  closeListed: [[`closeListed:${CHARGE}`, { kind: 'closeListed', charge: CHARGE }]],
  closeAs: [
    [`closeAs:${CHARGE}:took-cash`, { kind: 'closeAs', charge: CHARGE, reason: 'took-cash' }],
    [`closeAs:${CHARGE}:changed-mind`, { kind: 'closeAs', charge: CHARGE, reason: 'changed-mind' }],
    [`closeAs:${CHARGE}:wrong-number`, { kind: 'closeAs', charge: CHARGE, reason: 'wrong-number' }],
  ],
  closeListedAs: [
    [`closeListedAs:${CHARGE}:took-cash`, { kind: 'closeListedAs', charge: CHARGE, reason: 'took-cash' }],
  ],
  keepOpen: [[`keepOpen:${CHARGE}`, { kind: 'keepOpen', charge: CHARGE }]],
  keepOpenListed: [[`keepOpenListed:${CHARGE}`, { kind: 'keepOpenListed', charge: CHARGE }]],
  goOn: [['goOn:1767225600000', { kind: 'goOn', copiedAt: 1_767_225_600_000 }]],
  language: [
    ['language:en', { kind: 'language', language: 'en' }],
    ['language:sw', { kind: 'language', language: 'sw' }],
  ],
  shop: [
    [`shop:${MERCHANT}`, { kind: 'shop', merchant: MERCHANT }],
    ['shop:2', { kind: 'shop', merchant: '2' }],
  ],
  staff: [
    [`staff:${MERCHANT}`, { kind: 'staff', merchant: MERCHANT }],
    ['staff:2', { kind: 'staff', merchant: '2' }],
  ],
  invite: [
    [`invite:${MERCHANT}:owner`, { kind: 'invite', merchant: MERCHANT, role: 'owner' }],
    [`invite:${MERCHANT}:manager`, { kind: 'invite', merchant: MERCHANT, role: 'manager' }],
    ['invite:2:cashier', { kind: 'invite', merchant: '2', role: 'cashier' }],
  ],
  remove: [
    [`remove:${MERCHANT}:1234567890`, { kind: 'remove', merchant: MERCHANT, userId: 1_234_567_890 }],
    ['remove:2:7', { kind: 'remove', merchant: '2', userId: 7 }],
  ],
  removeNow: [
    [`removeNow:${MERCHANT}:1234567890`, { kind: 'removeNow', merchant: MERCHANT, userId: 1_234_567_890 }],
    ['removeNow:2:7', { kind: 'removeNow', merchant: '2', userId: 7 }],
  ],
  revoke: [['revoke:abcdefgh', { kind: 'revoke', ref: 'abcdefgh' }]],
  revokeApplicant: [['revokeApplicant:1234567890', { kind: 'revokeApplicant', userId: 1_234_567_890 }]],
  keepChat: [[`keepChat:${TOKEN}`, { kind: 'keepChat', ref: TOKEN }]],
  endChat: [[`endChat:${TOKEN}`, { kind: 'endChat', ref: TOKEN }]],
  unlinkChat: [
    [
      `unlinkChat:${MERCHANT}:-1001234567890`,
      { kind: 'unlinkChat', merchant: MERCHANT, chatId: -1_001_234_567_890 },
    ],
    ['unlinkChat:2:1234567890', { kind: 'unlinkChat', merchant: '2', chatId: 1_234_567_890 }],
  ],
  set: [
    [`set:${MERCHANT}:main`, { kind: 'set', merchant: MERCHANT, panel: 'main' }],
    [`set:${MERCHANT}:askAmount`, { kind: 'set', merchant: MERCHANT, panel: 'askAmount' }],
  ],
  setLanguage: [
    [`setLanguage:${MERCHANT}:own`, { kind: 'setLanguage', merchant: MERCHANT, language: 'own' }],
  ],
  setQuiet: [
    [`setQuiet:${MERCHANT}:1290:360`, { kind: 'setQuiet', merchant: MERCHANT, from: 1_290, to: 360 }],
    [`setQuiet:${MERCHANT}:0:0`, { kind: 'setQuiet', merchant: MERCHANT, from: 0, to: 0 }],
  ],
  setMarks: [[`setMarks:${MERCHANT}:no`, { kind: 'setMarks', merchant: MERCHANT, on: 'no' }]],
  setAsks: [[`setAsks:${MERCHANT}:yes`, { kind: 'setAsks', merchant: MERCHANT, on: 'yes' }]],
  setLimit: [
    [
      `setLimit:${MERCHANT}:amount:250000`,
      { kind: 'setLimit', merchant: MERCHANT, of: 'amount', most: 250_000 },
    ],
    [`setLimit:${MERCHANT}:phone:0`, { kind: 'setLimit', merchant: MERCHANT, of: 'phone', most: 0 }],
  ],
  setSummary: [[`setSummary:${MERCHANT}:1201`, { kind: 'setSummary', merchant: MERCHANT, at: 1_201 }]],
  unset: [[`unset:${MERCHANT}:logo`, { kind: 'unset', merchant: MERCHANT, what: 'logo' }]],
};

describe('an old button in a chat', () => {
  test.each(Object.values(ENCODINGS).flat())('%s keeps its meaning', (data, action) => {
    expect(decodeCallbackData(data)).toEqual(action);
    expect(encodeCallbackData(action)).toBe(data);
  });
});
