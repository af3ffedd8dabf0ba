import { describe, expect, test } from 'vitest';
import type { CalendarDay } from '../../../src/domain/calendar.ts';
import { daySpan, monthSpan, rangeSpan, weekSpan } from '../../../src/domain/report-span.ts';
import type { Msisdn } from '../../../src/domain/msisdn.ts';
import {
  decodeCallbackData,
  encodeCallbackData,
  type CallbackAction,
} from '../../../src/telegram/bot/callback-data.ts';

const TOKEN = 'AbCdEfGhIjKlMn-_';
const CHARGE = 'r-_4567890123456';
const ITEM = 'i-_4567890123456';
const MERCHANT = '0123456789abcdef01234567';
const CUSTOMER = 'fedcba9876543210fedcba98';

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
  open: [[`open:${CHARGE}`, { kind: 'open', charge: CHARGE }]],
  find: [
    [`find:older:${CHARGE}:dW5nYQ`, { kind: 'find', toward: 'older', charge: CHARGE, text: 'unga' }],
    [`find:newer:${CHARGE}:8J-nug`, { kind: 'find', toward: 'newer', charge: CHARGE, text: '🧺' }],
  ],
  ofPhone: [
    [`ofPhone:older:${CHARGE}:${TOKEN}`, { kind: 'ofPhone', toward: 'older', charge: CHARGE, phone: TOKEN }],
  ],
  sendToPayers: [[`sendToPayers:${TOKEN}`, { kind: 'sendToPayers', token: TOKEN }]],
  pickPayers: [[`pickPayers:${TOKEN}:2`, { kind: 'pickPayers', token: TOKEN, page: 2 }]],
  pick: [[`pick:${TOKEN}:${CUSTOMER}:12`, { kind: 'pick', token: TOKEN, customer: CUSTOMER, page: 12 }]],
  picked: [[`picked:${TOKEN}`, { kind: 'picked', token: TOKEN }]],
  remindPayers: [[`remindPayers:${CHARGE}`, { kind: 'remindPayers', collection: CHARGE }]],
  addPayers: [[`addPayers:${CHARGE}`, { kind: 'addPayers', collection: CHARGE }]],
  resumeCollection: [[`goOnCollection:${CHARGE}`, { kind: 'resumeCollection', collection: CHARGE }]],
  closeCollection: [[`closeCollection:${CHARGE}`, { kind: 'closeCollection', collection: CHARGE }]],
  closeCollectionNow: [[`closeCollectionNow:${CHARGE}`, { kind: 'closeCollectionNow', collection: CHARGE }]],
  keepCollection: [[`keepCollection:${CHARGE}`, { kind: 'keepCollection', collection: CHARGE }]],
  boardPage: [[`boardPage:${CHARGE}:3`, { kind: 'boardPage', collection: CHARGE, page: 3 }]],
  showBoard: [[`showBoard:${CHARGE}`, { kind: 'showBoard', collection: CHARGE }]],
  receipt: [[`receipt:${CHARGE}`, { kind: 'receipt', charge: CHARGE }]],
  refund: [[`refund:${CHARGE}`, { kind: 'refund', charge: CHARGE }]],
  refundWhole: [[`refundWhole:${TOKEN}`, { kind: 'refundWhole', token: TOKEN }]],
  refundPart: [[`refundPart:${TOKEN}`, { kind: 'refundPart', token: TOKEN }]],
  refundWhy: [
    [`refundWhy:${TOKEN}:returned`, { kind: 'refundWhy', token: TOKEN, reason: 'returned' }],
    [`refundWhy:${TOKEN}:twice`, { kind: 'refundWhy', token: TOKEN, reason: 'twice' }],
    [`refundWhy:${TOKEN}:wrong-amount`, { kind: 'refundWhy', token: TOKEN, reason: 'wrong-amount' }],
    [`refundWhy:${TOKEN}:not-there`, { kind: 'refundWhy', token: TOKEN, reason: 'not-there' }],
    [`refundWhy:${TOKEN}:mistake`, { kind: 'refundWhy', token: TOKEN, reason: 'mistake' }],
  ],
  takeBack: [[`takeBack:${CHARGE}`, { kind: 'takeBack', refund: CHARGE }]],
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
  resume: [['goOn:1767225600000', { kind: 'resume', copiedAt: 1_767_225_600_000 }]],
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
  amount: [[`amount:${TOKEN}:1500`, { kind: 'amount', token: TOKEN, amountKes: 1_500 }]],
  item: [[`item:${TOKEN}:${ITEM}`, { kind: 'item', token: TOKEN, item: ITEM }]],
  itemsDone: [[`itemsDone:${TOKEN}`, { kind: 'itemsDone', token: TOKEN }]],
  itemsClear: [[`itemsClear:${TOKEN}`, { kind: 'itemsClear', token: TOKEN }]],
  addItem: [[`addItem:${MERCHANT}`, { kind: 'addItem', merchant: MERCHANT }]],
  removeItem: [[`removeItem:${MERCHANT}:${ITEM}`, { kind: 'removeItem', merchant: MERCHANT, item: ITEM }]],
  keepChat: [[`keepChat:${TOKEN}`, { kind: 'keepChat', ref: TOKEN }]],
  endChat: [[`endChat:${TOKEN}`, { kind: 'endChat', ref: TOKEN }]],
  report: [
    [
      `report:${MERCHANT}:d20261127:0:1`,
      { kind: 'report', merchant: MERCHANT, span: daySpan('2026-11-27' as CalendarDay), whose: 0, page: 1 },
    ],
    [
      'report:2:w20261123:7:2',
      { kind: 'report', merchant: '2', span: weekSpan('2026-11-27' as CalendarDay), whose: 7, page: 2 },
    ],
    [
      'report:2:m202611:7:12',
      { kind: 'report', merchant: '2', span: monthSpan('2026-11-27' as CalendarDay), whose: 7, page: 12 },
    ],
  ],
  chart: [
    [
      `chart:${MERCHANT}:r20261101.15:1234567890`,
      {
        kind: 'chart',
        merchant: MERCHANT,
        span: rangeSpan('2026-11-01' as CalendarDay, '2026-11-15' as CalendarDay),
        whose: 1_234_567_890,
      },
    ],
  ],
  unlinkChat: [
    [
      `unlinkChat:${MERCHANT}:-1001234567890`,
      { kind: 'unlinkChat', merchant: MERCHANT, chatId: -1_001_234_567_890 },
    ],
    ['unlinkChat:2:1234567890', { kind: 'unlinkChat', merchant: '2', chatId: 1_234_567_890 }],
  ],
  customerList: [[`customerList:${MERCHANT}:2`, { kind: 'customerList', merchant: MERCHANT, page: 2 }]],
  person: [[`person:${CUSTOMER}:1`, { kind: 'person', customer: CUSTOMER, page: 1 }]],
  chargePerson: [[`chargePerson:${CUSTOMER}`, { kind: 'chargePerson', customer: CUSTOMER }]],
  blockPerson: [[`blockPerson:${CUSTOMER}:3`, { kind: 'blockPerson', customer: CUSTOMER, page: 3 }]],
  unblockPerson: [[`unblockPerson:${CUSTOMER}:3`, { kind: 'unblockPerson', customer: CUSTOMER, page: 3 }]],
  erasePerson: [[`erasePerson:${CUSTOMER}`, { kind: 'erasePerson', customer: CUSTOMER }]],
  eraseNow: [
    [
      `eraseNow:${MERCHANT}:254712345678`,
      { kind: 'eraseNow', merchant: MERCHANT, msisdn: '254712345678' as Msisdn },
    ],
  ],
  dontErase: [['dontErase', { kind: 'dontErase' }]],
  chargeNamed: [
    [`chargeNamed:${TOKEN}:${CUSTOMER}`, { kind: 'chargeNamed', token: TOKEN, customer: CUSTOMER }],
  ],
  exportSpan: [
    [
      `exportSpan:${MERCHANT}:1793480400:1796072400:xlsx`,
      {
        kind: 'exportSpan',
        merchant: MERCHANT,
        from: 1_793_480_400_000,
        to: 1_796_072_400_000,
        format: 'xlsx',
      },
    ],
  ],
  exportClosing: [[`exportClosing:${TOKEN}:csv`, { kind: 'exportClosing', closing: TOKEN, format: 'csv' }]],
  closeDay: [[`closeDay:${MERCHANT}:12`, { kind: 'closeDay', merchant: MERCHANT, number: 12 }]],
  closeShift: [
    [
      `closeShift:${MERCHANT}:1234567890:12`,
      { kind: 'closeShift', merchant: MERCHANT, userId: 1_234_567_890, number: 12 },
    ],
  ],
  leaveOpen: [['leaveOpen:1234567890', { kind: 'leaveOpen', userId: 1_234_567_890 }]],
  closing: [[`closing:${TOKEN}`, { kind: 'closing', closing: TOKEN }]],
  closings: [
    [`closings:${MERCHANT}:0`, { kind: 'closings', merchant: MERCHANT, before: 0 }],
    [`closings:${MERCHANT}:12`, { kind: 'closings', merchant: MERCHANT, before: 12 }],
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
