import { describe, expect, test } from 'vitest';
import type { CalendarDay } from '../../../src/domain/calendar.ts';
import { daySpan, monthSpan, rangeSpan, weekSpan } from '../../../src/domain/report-span.ts';
import type { Msisdn } from '../../../src/domain/msisdn.ts';
import {
  CALLBACK_KINDS,
  decodeCallbackData,
  encodeCallbackData,
  type CallbackAction,
} from '../../../src/telegram/bot/callback-data.ts';
import { newToken } from '../../../src/telegram/bot/bot-services.ts';

const LONGEST_ID = 999_999_999_999_999;
const token = newToken();
/** A charge's name in a button, and a merchant's: in the present form, and in the forms of earlier versions. */
const CHARGES = ['r-_4567890123456', '0123456789abcdef', '12', `${LONGEST_ID}`];
const MERCHANTS = ['0123456789abcdef01234567', '2', `${LONGEST_ID}`];
const DAY = '2024-01-01' as CalendarDay;
const SPANS = [daySpan(DAY), weekSpan(DAY), monthSpan(DAY), rangeSpan(DAY, '2024-12-31' as CalendarDay)];
const ACTIONS: readonly CallbackAction[] = [
  { kind: 'send', token },
  { kind: 'leave', token },
  { kind: 'number', token, msisdn: '254712345678' as Msisdn },
  ...CHARGES.flatMap((charge): CallbackAction[] => [
    { kind: 'customer', token, charge },
    { kind: 'again', charge },
    { kind: 'paid', charge },
    { kind: 'unpaid', charge },
    { kind: 'ours', charge, report: 10 },
    { kind: 'notOurs', charge, report: 1 },
    { kind: 'open', charge },
    { kind: 'find', toward: 'older', charge, text: '🧺 two bags of unga, no!' },
    { kind: 'ofPhone', toward: 'newer', charge, phone: charge },
    { kind: 'receipt', charge },
    { kind: 'refund', charge },
    { kind: 'takeBack', refund: charge },
    { kind: 'cancelled', charge },
    { kind: 'close', charge },
    { kind: 'closeListed', charge },
    { kind: 'keepOpen', charge },
    { kind: 'keepOpenListed', charge },
    { kind: 'closeAs', charge, reason: 'changed-mind' },
    { kind: 'closeListedAs', charge, reason: 'wrong-number' },
  ]),
  ...MERCHANTS.flatMap((merchant): CallbackAction[] => [
    { kind: 'shop', merchant },
    { kind: 'staff', merchant },
    { kind: 'invite', merchant, role: 'manager' },
    { kind: 'remove', merchant, userId: LONGEST_ID },
    { kind: 'removeNow', merchant, userId: LONGEST_ID },
    ...SPANS.flatMap((span): CallbackAction[] => [
      { kind: 'report', merchant, span, whose: LONGEST_ID, page: 99 },
      { kind: 'report', merchant, span, whose: 0, page: 1 },
      { kind: 'chart', merchant, span, whose: 7 },
    ]),
    { kind: 'customerList', merchant, page: LONGEST_ID },
    { kind: 'eraseNow', merchant, msisdn: '254712345678' as Msisdn },
    // A customer's name is as long as a merchant's.
    { kind: 'person', customer: merchant, page: LONGEST_ID },
    { kind: 'chargePerson', customer: merchant },
    { kind: 'blockPerson', customer: merchant, page: LONGEST_ID },
    { kind: 'unblockPerson', customer: merchant, page: LONGEST_ID },
    { kind: 'erasePerson', customer: merchant },
    { kind: 'chargeNamed', token, customer: merchant },
    { kind: 'set', merchant, panel: 'askAmount' },
    { kind: 'setLanguage', merchant, language: 'own' },
    { kind: 'setQuiet', merchant, from: 1_439, to: 9_999 },
    { kind: 'setMarks', merchant, on: 'yes' },
    { kind: 'setAsks', merchant, on: 'no' },
    { kind: 'setLimit', merchant, of: 'amount', most: LONGEST_ID },
    { kind: 'setSummary', merchant, at: 1_440 },
    { kind: 'unset', merchant, what: 'logo' },
  ]),
  { kind: 'dontErase' },
  ...MERCHANTS.flatMap((merchant): CallbackAction[] => [
    { kind: 'closeDay', merchant, number: 999_999_999 },
    { kind: 'closeShift', merchant, userId: LONGEST_ID, number: 999_999_999 },
    { kind: 'closings', merchant, before: 0 },
    { kind: 'exportSpan', merchant, from: 0, to: 99_999_999_999_000, format: 'xlsx' },
    { kind: 'exportSpan', merchant, from: 99_999_999_998_000, to: 99_999_999_999_000, format: 'xlsx' },
    { kind: 'closings', merchant, before: LONGEST_ID },
  ]),
  { kind: 'leaveOpen', userId: LONGEST_ID },
  { kind: 'closing', closing: 'r-_4567890123456' },
  { kind: 'exportClosing', closing: 'r-_4567890123456', format: 'csv' },
  { kind: 'customers', token },
  { kind: 'revoke', ref: 'abcdefgh' },
  { kind: 'revokeApplicant', userId: LONGEST_ID },
  { kind: 'keepChat', ref: token },
  { kind: 'endChat', ref: token },
  ...MERCHANTS.map((merchant): CallbackAction => ({ kind: 'unlinkChat', merchant, chatId: -LONGEST_ID })),
  { kind: 'amount', token, amountKes: 250_000 },
  { kind: 'item', token, item: token },
  { kind: 'itemsDone', token },
  { kind: 'itemsClear', token },
  ...MERCHANTS.flatMap((merchant): CallbackAction[] => [
    { kind: 'addItem', merchant },
    { kind: 'removeItem', merchant, item: token },
  ]),
  { kind: 'refundWhole', token },
  { kind: 'refundPart', token },
  { kind: 'refundWhy', token, reason: 'wrong-amount' },
  { kind: 'sendToPayers', token },
  { kind: 'pickPayers', token, page: 99 },
  ...MERCHANTS.map((customer): CallbackAction => ({ kind: 'pick', token, customer, page: 99 })),
  { kind: 'picked', token },
  ...[token, 'r-_4567890123456'].flatMap((collection): CallbackAction[] => [
    { kind: 'remindPayers', collection },
    { kind: 'addPayers', collection },
    { kind: 'resumeCollection', collection },
    { kind: 'closeCollection', collection },
    { kind: 'closeCollectionNow', collection },
    { kind: 'keepCollection', collection },
    { kind: 'boardPage', collection, page: 99 },
    { kind: 'showBoard', collection },
  ]),
  { kind: 'resume', copiedAt: LONGEST_ID },
  { kind: 'language', language: 'en' },
  { kind: 'language', language: 'sw' },
];

test('every kind of button is tried here', () => {
  expect(new Set(ACTIONS.map(({ kind }) => kind))).toEqual(new Set(CALLBACK_KINDS));
});

describe('a button', () => {
  test.each(ACTIONS.map((action) => [encodeCallbackData(action), action] as const))(
    '%s is decoded to its action, and has at most Telegram’s 64 bytes',
    (data, action) => {
      expect(decodeCallbackData(data)).toEqual(action);
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
    'again:012',
    'paid:1:1',
    'paid: 1',
    'paid:1\n',
    'unpaid:١',
    'language:fr',
    'language:en:1',
    'PAID:1',
    'paid:r-_456789012345',
    'paid:r-_45678901234567890123456',
    'paid:r-_456789012345.',
    'shop:0',
    'remove:0123456789abcdef01234567:x',
    'invite:0123456789abcdef01234567:boss',
    'settle:1',
    'find:older:12:',
    'find:older:12:dW5nYQ==',
    'find:older:12:dW5nYR',
    'find:older:12:_w',
    `find:older:12:${Buffer.from('x'.repeat(28)).toString('base64url')}`,
    'find:sideways:12:dW5nYQ',
    `refundWhy:${'t'.repeat(16)}:because`,
    'report:2:d20260231:0:1',
    'report:2:d20261127:0:0',
    'report:2:d20261127:0:100',
    'report:2:d20261127:-1:1',
    'report:2:d20261127',
    'report:2:w20261124:0:1',
    'report:2:m20261101:0:1',
    'report:2:m202613:0:1',
    'report:2:r20261101:0:1',
    'report:2:r20261101.1:0:1',
    'report:2:r20261101.367:0:1',
    'report:2:r202611.15:0:1',
    'chart:2:d20261127:01',
    '__proto__:1',
    'x'.repeat(64),
  ])('with the unknown or forged data %j is decoded to nothing', (data) => {
    expect(decodeCallbackData(data)).toBeUndefined();
  });
});
