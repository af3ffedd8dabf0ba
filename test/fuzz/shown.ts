import { addDays, type CalendarDay } from '../../src/domain/calendar.ts';
import { daySpan, monthSpan, rangeSpan, weekSpan } from '../../src/domain/report-span.ts';
import { chargeMessageOf } from '../support/store.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AmountKes } from '../../src/domain/amount.ts';
import type { Mismatch } from '../../src/domain/verify-payment.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import { MAX_CUSTOMER_NAME, readCustomerName } from '../../src/domain/customer-name.ts';
import { MAX_NOTE_LENGTH } from '../../src/domain/charge-request.ts';
import { REFUND_REASONS, TAKE_BACK_REASONS } from '../../src/domain/refund.ts';
import { ROLES } from '../../src/domain/roles.ts';
import { CHOSEN_CLOSE_REASONS, CLOSE_REASONS } from '../../src/domain/close-reason.ts';
import { CHARGE_STATES } from '../../src/domain/charge-states.ts';
import { oneLine } from '../../src/domain/one-line.ts';
import { NOTICE_KINDS, type NoticeKind } from '../../src/domain/messages.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import type { Charge, ChargeMessage } from '../../src/domain/charge.ts';
import {
  decodeCallbackData,
  encodeCallbackData,
  type CallbackAction,
} from '../../src/telegram/bot/callback-data.ts';
import { MAX_SEARCH_BYTES } from '../../src/telegram/bot/callback-fields.ts';
import { messagePayload, type Keyboard } from '../../src/telegram/outbound/payload.ts';
import { chargeButtons, noticeButtons } from '../../src/telegram/outbound/charge-buttons.ts';
import { cardText, noticeText } from '../../src/telegram/outbound/render.ts';
import { shownIn } from '../../src/telegram/outbound/shown-charge.ts';
import { merchantTime } from '../../src/telegram/outbound/times.ts';
import type { Text } from '../../src/telegram/locales/locale.ts';
import { subscriber } from './commands.ts';
import { property } from './property.ts';
import { CHAT_KINDS, LANGUAGES, telegramAccepts, type AcceptedMessage } from './telegram.ts';
import { aName, anyText, deliveredText } from './texts.ts';

const NOW = Date.parse('2026-11-24T14:05:00+03:00');
const CONTEXT = { time: merchantTime('Africa/Nairobi'), now: NOW, steadyNow: NOW, confirmMs: 180_000 };
const MISMATCHES: readonly Mismatch[] = ['transaction', 'amount', 'phone', 'receipt', 'receipt-reused'];
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 4 });
/** Text of other people is stored as one line. */
const line = (limit: number) => anyText.map((text) => oneLine(text, limit));

/** The message of a charge: where its end is told. */
const aHome: fc.Arbitrary<ChargeMessage> = fc.record({
  chatId: fc.constantFrom(501, -4001),
  chatKind: fc.constantFrom(...CHAT_KINDS),
  threadId: fc.constant(null),
  commandMessageId: orNull(fc.nat()),
  commandWord: orNull(fc.constant('/charge')),
  userName: aName.map((name) => oneLine(name, 40) || '501'),
  language: fc.constantFrom(...LANGUAGES),
  shop: fc.constant(null),
  cardMessageId: fc.constant(null),
  cardDueAt: fc.constant(null),
  cardAttempts: fc.constant(0),
  revision: fc.constant(1),
  noticeMessageId: fc.constant(null),
});

/** A charge as it may be stored. */
export const aCharge: fc.Arbitrary<Charge> = fc
  .record({
    id: fc.constantFrom(1, 41, 999_999_999, Number.MAX_SAFE_INTEGER),
    merchantId: fc.constant(FIRST_MERCHANT),
    number: fc.constantFrom(1, 41, 999_999_999, Number.MAX_SAFE_INTEGER),
    ref: fc.constant('r'.repeat(16)),
    idempotencyKey: fc.constant('message:1:1'),
    state: fc.constantFrom(...CHARGE_STATES),
    customerName: orNull(line(MAX_CUSTOMER_NAME).map((name) => readCustomerName(name) ?? 'W')),
    msisdn: subscriber.map((digits) => `254${digits}` as Msisdn),
    amountKes: fc.integer({ min: 1, max: 250_000 }).map((amount) => amount as AmountKes),
    note: orNull(line(MAX_NOTE_LENGTH).filter((note) => note !== '')),
    userId: fc.constant(501),
    message: aHome,
    requestedAt: fc.integer({ min: NOW - 400 * 86_400_000, max: NOW }),
    createdAt: fc.constant(NOW),
    pushedAt: fc.constant(NOW),
    createdSteadyAt: fc.constant(NOW),
    pushedSteadyAt: fc.constant(NOW),
    accountId: fc.constant(1),
    accountRefusedAt: orNull(fc.constant(NOW)),
    transactionId: fc.constant('T1'),
    confirmBy: fc.constant(NOW),
    watchUntil: orNull(fc.integer({ min: NOW, max: NOW + 7 * 86_400_000 })),
    watchDueAt: fc.constant(null),
    receipt: orNull(fc.constantFrom('UKO4H7XK2P', 'UKO4H7XK2P12')),
    paidAt: orNull(fc.integer({ min: NOW - 86_400_000, max: NOW })),
    gatewayMessage: orNull(line(300)),
    mismatch: orNull(fc.constantFrom(...MISMATCHES)),
    reported: orNull(
      fc.record(
        {
          number: fc.integer({ min: 1, max: 10 }),
          amount: fc.constantFrom('40', undefined),
          phone: fc.constantFrom('0712***678', undefined),
          receipt: fc.constant('UKO4H7XK2P'),
        },
        { noNullPrototype: true },
      ),
    ),
    markedBy: orNull(fc.constant(501)),
    markedByName: orNull(aName.map((name) => oneLine(name, 40) || '501')),
    closedAt: orNull(fc.constant(NOW)),
    closedBy: fc.constant(501),
    closedByName: orNull(aName.map((name) => oneLine(name, 40) || '501')),
    closeReason: orNull(fc.constantFrom(...CLOSE_REASONS)),
    collectionPayerId: fc.constant(null),
  })
  // The database holds no paid charge without a receipt.
  .filter(({ state, receipt }) => state !== 'paid' || receipt !== null);

/** The card and a notice of a charge, as Telegram accepts them. */
function messagesOf(
  charge: Charge,
  kind: NoticeKind,
): { readonly card: AcceptedMessage; readonly notice: AcceptedMessage } {
  const accepted = (text: Text, rows: Keyboard): AcceptedMessage =>
    telegramAccepts(messagePayload(text, { markup: { kind: 'buttons', rows } }));
  const shown = shownIn(charge);
  return {
    card: accepted(cardText(shown, CONTEXT), chargeButtons(shown, CONTEXT)),
    notice: accepted(noticeText(shown, kind, CONTEXT), noticeButtons(shown, kind, CONTEXT)),
  };
}

/** The same charge with texts of other people at their shortest, so that only the bot's own text is left. */
const bare = (charge: Charge): Charge => ({
  ...charge,
  message: { ...chargeMessageOf(charge), userName: 'x' },
  markedByName: charge.markedByName === null ? null : 'x',
  closedByName: charge.closedByName === null ? null : 'x',
  note: charge.note === null ? null : 'x',
  gatewayMessage:
    charge.gatewayMessage === null || charge.gatewayMessage === '' ? charge.gatewayMessage : 'x',
});

const token = fc.stringMatching(/^[\w-]{16}$/);
/** A charge's name in a button: random, or an id of an earlier version. */
const ref = fc.oneof(
  fc.stringMatching(/^[\w-]{16}$/),
  fc.stringMatching(/^[\da-f]{24}$/),
  fc.integer({ min: 1, max: 999_999_999_999_999 }).map(String),
);
const anId = fc.oneof(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999_999_999_999_999 }));
const toward = fc.constantFrom('older', 'newer');
/** The longest beginning of a text that a button can hold. */
const fitting = (text: string): string => {
  const characters = Array.from(text);
  while (Buffer.byteLength(characters.join('')) > MAX_SEARCH_BYTES) characters.pop();
  return characters.join('');
};
const aDay = fc.integer({ min: 0, max: 100_000 }).map((days) => addDays('1970-01-01' as CalendarDay, days));
const aSpan = fc.oneof(
  aDay.map(daySpan),
  aDay.map(weekSpan),
  aDay.map(monthSpan),
  fc.tuple(aDay, fc.integer({ min: 1, max: 365 })).map(([day, days]) => rangeSpan(day, addDays(day, days))),
);
const aMoment = fc.integer({ min: 0, max: 99_999_999_999 }).map((seconds) => seconds * 1_000);
const aCount = fc.integer({ min: 1, max: 999_999_999 });
/** Actions of every kind. If a kind is missing, this does not compile. */
const ACTIONS: {
  readonly [K in CallbackAction['kind']]: fc.Arbitrary<CallbackAction & { readonly kind: K }>;
} = {
  send: fc.record({ kind: fc.constant('send'), token }),
  leave: fc.record({ kind: fc.constant('leave'), token }),
  customers: fc.record({ kind: fc.constant('customers'), token }),
  customer: fc.record({ kind: fc.constant('customer'), token, charge: ref }),
  number: fc.record({
    kind: fc.constant('number'),
    token,
    msisdn: subscriber.map((digits) => `254${digits}` as Msisdn),
  }),
  again: fc.record({ kind: fc.constant('again'), charge: ref }),
  paid: fc.record({ kind: fc.constant('paid'), charge: ref }),
  unpaid: fc.record({ kind: fc.constant('unpaid'), charge: ref }),
  ours: fc.record({ kind: fc.constant('ours'), charge: ref, report: anId }),
  notOurs: fc.record({ kind: fc.constant('notOurs'), charge: ref, report: anId }),
  open: fc.record({ kind: fc.constant('open'), charge: ref }),
  find: fc.record({
    kind: fc.constant('find'),
    toward,
    charge: token,
    text: deliveredText.map(fitting).filter((text) => text !== ''),
  }),
  ofPhone: fc.record({ kind: fc.constant('ofPhone'), toward, charge: token, phone: token }),
  receipt: fc.record({ kind: fc.constant('receipt'), charge: ref }),
  refund: fc.record({ kind: fc.constant('refund'), charge: ref }),
  refundWhole: fc.record({ kind: fc.constant('refundWhole'), token }),
  refundPart: fc.record({ kind: fc.constant('refundPart'), token }),
  refundWhy: fc.record({
    kind: fc.constant('refundWhy'),
    token,
    reason: fc.constantFrom(...REFUND_REASONS, ...TAKE_BACK_REASONS),
  }),
  takeBack: fc.record({ kind: fc.constant('takeBack'), refund: token }),
  cancelled: fc.record({ kind: fc.constant('cancelled'), charge: ref }),
  close: fc.record({ kind: fc.constant('close'), charge: ref }),
  closeListed: fc.record({ kind: fc.constant('closeListed'), charge: ref }),
  closeAs: fc.record({
    kind: fc.constant('closeAs'),
    charge: ref,
    reason: fc.constantFrom(...CHOSEN_CLOSE_REASONS),
  }),
  closeListedAs: fc.record({
    kind: fc.constant('closeListedAs'),
    charge: ref,
    reason: fc.constantFrom(...CHOSEN_CLOSE_REASONS),
  }),
  sendToPayers: fc.record({ kind: fc.constant('sendToPayers'), token }),
  pickPayers: fc.record({ kind: fc.constant('pickPayers'), token, page: fc.integer({ min: 1, max: 99 }) }),
  pick: fc.record({
    kind: fc.constant('pick'),
    token,
    customer: ref,
    page: fc.integer({ min: 1, max: 99 }),
  }),
  picked: fc.record({ kind: fc.constant('picked'), token }),
  remindPayers: fc.record({ kind: fc.constant('remindPayers'), collection: ref }),
  addPayers: fc.record({ kind: fc.constant('addPayers'), collection: ref }),
  resumeCollection: fc.record({ kind: fc.constant('resumeCollection'), collection: ref }),
  closeCollection: fc.record({ kind: fc.constant('closeCollection'), collection: ref }),
  closeCollectionNow: fc.record({ kind: fc.constant('closeCollectionNow'), collection: ref }),
  keepCollection: fc.record({ kind: fc.constant('keepCollection'), collection: ref }),
  boardPage: fc.record({
    kind: fc.constant('boardPage'),
    collection: ref,
    page: fc.integer({ min: 1, max: 99 }),
  }),
  showBoard: fc.record({ kind: fc.constant('showBoard'), collection: ref }),
  keepOpen: fc.record({ kind: fc.constant('keepOpen'), charge: ref }),
  keepOpenListed: fc.record({ kind: fc.constant('keepOpenListed'), charge: ref }),
  resume: fc.record({ kind: fc.constant('resume'), copiedAt: anId }),
  language: fc.record({ kind: fc.constant('language'), language: fc.constantFrom('en', 'sw') }),
  shop: fc.record({ kind: fc.constant('shop'), merchant: ref }),
  staff: fc.record({ kind: fc.constant('staff'), merchant: ref }),
  invite: fc.record({ kind: fc.constant('invite'), merchant: ref, role: fc.constantFrom(...ROLES) }),
  remove: fc.record({ kind: fc.constant('remove'), merchant: ref, userId: anId }),
  removeNow: fc.record({ kind: fc.constant('removeNow'), merchant: ref, userId: anId }),
  revoke: fc.record({ kind: fc.constant('revoke'), ref: fc.stringMatching(/^[a-z]{8}$/) }),
  revokeApplicant: fc.record({ kind: fc.constant('revokeApplicant'), userId: anId }),
  keepChat: fc.record({ kind: fc.constant('keepChat'), ref: token }),
  endChat: fc.record({ kind: fc.constant('endChat'), ref: token }),
  report: fc.record({
    kind: fc.constant('report'),
    merchant: ref,
    span: aSpan,
    whose: fc.oneof(fc.constant(0), anId),
    page: fc.integer({ min: 1, max: 99 }),
  }),
  chart: fc.record({
    kind: fc.constant('chart'),
    merchant: ref,
    span: aSpan,
    whose: fc.oneof(fc.constant(0), anId),
  }),
  customerList: fc.record({ kind: fc.constant('customerList'), merchant: ref, page: anId }),
  person: fc.record({ kind: fc.constant('person'), customer: ref, page: anId }),
  chargePerson: fc.record({ kind: fc.constant('chargePerson'), customer: ref }),
  blockPerson: fc.record({ kind: fc.constant('blockPerson'), customer: ref, page: anId }),
  unblockPerson: fc.record({ kind: fc.constant('unblockPerson'), customer: ref, page: anId }),
  erasePerson: fc.record({ kind: fc.constant('erasePerson'), customer: ref }),
  eraseNow: fc.record({
    kind: fc.constant('eraseNow'),
    merchant: ref,
    msisdn: subscriber.map((digits) => `254${digits}` as Msisdn),
  }),
  dontErase: fc.record({ kind: fc.constant('dontErase') }),
  chargeNamed: fc.record({ kind: fc.constant('chargeNamed'), token, customer: ref }),
  amount: fc.record({ kind: fc.constant('amount'), token, amountKes: anId }),
  item: fc.record({ kind: fc.constant('item'), token, item: ref }),
  itemsDone: fc.record({ kind: fc.constant('itemsDone'), token }),
  itemsClear: fc.record({ kind: fc.constant('itemsClear'), token }),
  addItem: fc.record({ kind: fc.constant('addItem'), merchant: ref }),
  removeItem: fc.record({ kind: fc.constant('removeItem'), merchant: ref, item: ref }),
  unlinkChat: fc.record({
    kind: fc.constant('unlinkChat'),
    merchant: ref,
    chatId: fc.oneof(
      anId,
      anId.map((id) => -id),
    ),
  }),
  exportSpan: fc.record({
    kind: fc.constant('exportSpan'),
    merchant: ref,
    from: aMoment,
    to: aMoment,
    format: fc.constantFrom('xlsx', 'csv'),
  }),
  exportClosing: fc.record({
    kind: fc.constant('exportClosing'),
    closing: ref,
    format: fc.constantFrom('xlsx', 'csv'),
  }),
  closeDay: fc.record({ kind: fc.constant('closeDay'), merchant: ref, number: aCount }),
  closeShift: fc.record({ kind: fc.constant('closeShift'), merchant: ref, userId: anId, number: aCount }),
  leaveOpen: fc.record({ kind: fc.constant('leaveOpen'), userId: anId }),
  closing: fc.record({ kind: fc.constant('closing'), closing: ref }),
  closings: fc.record({
    kind: fc.constant('closings'),
    merchant: ref,
    before: fc.oneof(fc.constant(0), anId),
  }),
  set: fc.record({
    kind: fc.constant('set'),
    merchant: ref,
    panel: fc.constantFrom(
      'main',
      'language',
      'quiet',
      'limits',
      'amount',
      'askAmount',
      'askLogo',
      'askName',
      'chats',
    ),
  }),
  setLanguage: fc.record({
    kind: fc.constant('setLanguage'),
    merchant: ref,
    language: fc.constantFrom('en', 'sw', 'own'),
  }),
  setQuiet: fc.record({
    kind: fc.constant('setQuiet'),
    merchant: ref,
    from: fc.nat(9_999),
    to: fc.nat(9_999),
  }),
  setMarks: fc.record({ kind: fc.constant('setMarks'), merchant: ref, on: fc.constantFrom('yes', 'no') }),
  setAsks: fc.record({ kind: fc.constant('setAsks'), merchant: ref, on: fc.constantFrom('yes', 'no') }),
  setLimit: fc.record({
    kind: fc.constant('setLimit'),
    merchant: ref,
    of: fc.constantFrom('phone', 'member', 'amount'),
    most: fc.oneof(fc.constant(0), anId),
  }),
  setSummary: fc.record({ kind: fc.constant('setSummary'), merchant: ref, at: fc.nat(9_999) }),
  unset: fc.record({ kind: fc.constant('unset'), merchant: ref, what: fc.constantFrom('line', 'logo') }),
};
const anyAction: fc.Arbitrary<CallbackAction> = fc.oneof(...Object.values(ACTIONS));
const KINDS = Object.keys(ACTIONS);
const nearAction = fc
  .tuple(
    fc.constantFrom(...KINDS),
    fc.array(
      fc.oneof(
        fc.constantFrom<string>(...ROLES),
        fc.stringMatching(/^[\w-]{0,24}$/),
        fc.stringMatching(/^\d{0,18}$/),
        anyText,
      ),
      {
        maxLength: 3,
      },
    ),
  )
  .map(([kind, parts]) => [kind, ...parts].join(':'));

export const SHOWN = [
  property({
    name: 'a note, a name and the gateway’s message appear unchanged in the card and the notices, and add no line to them',
    cases: 500,
    sides: { 'with a note': 0.3, 'with a gateway message': 0.3 },
    given: fc.tuple(aCharge, fc.constantFrom(...NOTICE_KINDS)),
    holds([charge, kind], saw) {
      const { note, gatewayMessage } = charge;
      const { userName } = chargeMessageOf(charge);
      if (note !== null) saw('with a note');
      if (gatewayMessage !== null && gatewayMessage !== '') saw('with a gateway message');
      const { card, notice } = messagesOf(charge, kind);
      const ours = messagesOf(bare(charge), kind);
      const linesOf = ({ text }: AcceptedMessage): string[] => text.split('\n');
      assert.equal(linesOf(card).length, linesOf(ours.card).length);
      assert.equal(linesOf(notice).length, linesOf(ours.notice).length);
      for (const { text, entities } of [card, notice]) {
        const lines = text.split('\n');
        if (note !== null) assert.ok(lines.includes(`📝 ${note}`), 'the note is missing');
        // No text of other people is in an entity. Only the first line, the amount in it and the receipt are.
        for (const { type, offset, length } of entities) {
          const marked = text.slice(offset, offset + length);
          assert.ok(type === 'code' ? marked === charge.receipt : (lines[0]?.startsWith(marked) ?? false));
        }
      }
      assert.ok(linesOf(notice).at(-1)?.includes(` ${userName} · `), 'the name is missing');
      if (kind !== 'declined' || gatewayMessage === null || gatewayMessage === '') return;
      assert.ok(
        linesOf(notice).some((said) => said.endsWith(`“${gatewayMessage}”`)),
        'the gateway’s message is missing',
      );
    },
  }),

  property({
    name: 'a button’s data has at most 64 bytes and is decoded to its action, and no other text is decoded',
    cases: 500,
    sides: { ours: 0.2, none: 0.2 },
    given: fc.oneof(anyAction, nearAction, anyText),
    holds(given, saw) {
      if (typeof given !== 'string') {
        const data = encodeCallbackData(given);
        assert.deepEqual(decodeCallbackData(data), { ...given });
        assert.ok(Buffer.byteLength(data) <= 64);
        return saw('ours');
      }
      const action = decodeCallbackData(given);
      if (action === undefined) return saw('none');
      assert.equal(encodeCallbackData(action), given);
    },
  }),
];
