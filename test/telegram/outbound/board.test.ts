import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import {
  MAX_PAYERS,
  PAUSE_REASONS,
  PAYER_REFUSALS,
  type Board,
  type Collection,
  type Payer,
  type PayersCharge,
} from '../../../src/domain/collection.ts';
import { CHARGE_STATES } from '../../../src/domain/charge-states.ts';
import { CLOSE_REASONS } from '../../../src/domain/close-reason.ts';
import { asErased } from '../../../src/domain/msisdn.ts';
import type { Text } from '../../../src/telegram/locales/locale.ts';
import { BOARD_PAGE, boardButtons, boardText } from '../../../src/telegram/outbound/board.ts';
import { merchantTime } from '../../../src/telegram/outbound/times.ts';
import { phone } from '../../support/store.ts';

const NOW = Date.parse('2026-11-24T14:05:00+03:00');
const CONTEXT = { time: merchantTime('Africa/Nairobi'), now: NOW, steadyNow: NOW, confirmMs: 180_000 };
const plain = (text: Text): string => (typeof text === 'string' ? text : text.text);

const collection = (over: Partial<Collection> = {}): Collection => ({
  id: 1,
  merchantId: 1,
  ref: 'r'.repeat(16),
  userId: 7,
  amountKes: 1_500 as AmountKes,
  note: 'rent',
  createdAt: NOW,
  chatId: 7,
  chatKind: 'private',
  threadId: null,
  commandMessageId: null,
  commandWord: null,
  language: 'en',
  shop: null,
  boardMessageId: 1,
  boardPage: 1,
  revision: 1,
  dueAt: null,
  dueWallAt: null,
  pause: null,
  closedAt: null,
  closedByName: null,
  ...over,
});

const charge = (over: Partial<PayersCharge> = {}): PayersCharge => ({
  id: 1,
  ref: 'c'.repeat(16),
  number: 1,
  state: 'pending',
  amountKes: 1_500 as AmountKes,
  receipt: null,
  paidAt: null,
  mismatch: null,
  markedByName: null,
  closedAt: null,
  closeReason: null,
  gatewayMessage: null,
  refundedKes: 0,
  ...over,
});
const paid = (over: Partial<PayersCharge> = {}): PayersCharge =>
  charge({ state: 'paid', receipt: 'UKO4H7XK2P', paidAt: NOW, ...over });

let nextId = 1;
const payer = (over: Partial<Payer> = {}): Payer => ({
  id: nextId++,
  msisdn: phone('0712345678'),
  customerName: 'Wanjiku Njeri',
  amountKes: 1_500 as AmountKes,
  state: 'charged',
  refusal: null,
  dueAt: null,
  charges: [charge()],
  ...over,
});

/** The text of a board, with plain spaces. */
const shown = (board: Board): string => plain(boardText(board, CONTEXT)).replaceAll('\u00a0', ' ');
const labels = (board: Board): string[] =>
  boardButtons(board)
    .flat()
    .map(({ text }) => text);

describe('a board', () => {
  test('says how many have paid and how much, who has not, and who has, with the receipt', () => {
    const payers = [
      payer({ customerName: null, charges: [paid()] }),
      payer({ amountKes: 2_000 as AmountKes }),
      payer({ customerName: 'Otieno', charges: [charge({ state: 'unconfirmed' })] }),
    ];
    expect(shown({ collection: collection(), payers })).toBe(
      `👥 rent · KES 1,500 each
1 of 3 paid · KES 1,500 of KES 5,000

Not paid yet (2)
📲 Wanjiku Njeri · 0712 345 678 · KES 2,000 · waiting for the PIN
⌛ Otieno · 0712 345 678 · not paid

Paid (1)
✅ 0712 345 678 · UKO4H7XK2P`,
    );
  });

  test('breaks no amount and no phone at the end of a line', () => {
    const payers = [payer({ amountKes: 2_000 as AmountKes }), payer({ charges: [paid()] })];
    for (const chatKind of ['private', 'group'] as const) {
      const text = plain(boardText({ collection: collection({ chatKind }), payers }, CONTEXT));
      expect(text).not.toMatch(/KES \d|\d [\d•]|• \d/);
      expect(text).toMatch(/KES\u00a02,000/);
    }
  });

  test('shows no whole number in a group', () => {
    const payers = [payer(), payer({ customerName: null }), payer({ charges: [paid()] })];
    const text = shown({ collection: collection({ chatKind: 'group', chatId: -5 }), payers });
    expect(text).not.toMatch(/345/);
    expect(text).toContain('Wanjiku ···678');
    expect(text).toContain('0712 ••• 678');
  });

  test('says of one who paid twice and got one back what stands, and of one who got all back that they did', () => {
    const once = [paid(), paid({ id: 2, receipt: 'UKO4H7XK2Q', refundedKes: 1_500 })];
    const back = [paid({ refundedKes: 1_500 }), paid({ id: 2, refundedKes: 1_500 })];
    const board = { collection: collection(), payers: [payer({ charges: once }), payer({ charges: back })] };
    expect(shown(board)).not.toContain('twice');
    expect(shown(board)).toContain('2 of 2 paid · KES 1,500 of KES 3,000');
    const [first, second] = shown(board).split('\n').slice(-2);
    expect(first).not.toContain('refunded');
    expect(second).toContain('↩️ refunded');
  });

  test('counts who paid twice, who was marked by hand, and what went back, apart', () => {
    const payers = [
      payer({ charges: [paid(), paid({ id: 2, receipt: 'UKO4H7XK2Q' })] }),
      payer({ charges: [charge({ state: 'marked_paid', markedByName: 'Asha', paidAt: NOW })] }),
      payer({ charges: [paid({ refundedKes: 1_500 })] }),
    ];
    const text = shown({ collection: collection(), payers });
    expect(text).toContain('3 of 3 paid · KES 4,500 of KES 4,500');
    expect(text).toContain('✍️ 1 of them marked by hand');
    expect(text).toContain('⚠️ One customer paid twice. Send one back.');
    // Each payment is told with its receipt.
    expect(text).toMatch(/✅ Wanjiku[^\n]* · UKO4H7XK2P \+ UKO4H7XK2Q · ⚠️ paid twice/);
    expect(text).toMatch(/✍️ Wanjiku[^\n]* · marked as paid by Asha/);
    expect(text).toMatch(/↩️ refunded/);
  });

  test('says when the next prompt leaves if that takes a while, and why it is paused', () => {
    const waiting = [payer({ state: 'waiting', charges: [], dueAt: NOW })];
    const dueAt = NOW + 30 * 60_000;
    expect(shown({ collection: collection({ dueAt }), payers: waiting })).toContain(
      '⏳ One prompt still to send, the next at 14:35',
    );
    expect(shown({ collection: collection({ dueAt: NOW }), payers: waiting })).toContain(
      '⏳ One prompt still to send\n',
    );
    const paused = { collection: collection({ pause: 'away' }), payers: waiting } as const;
    expect(shown(paused)).toContain('⏸ I was away');
    expect(labels(paused)).toEqual(['Go on', '➕ Add', 'Close']);
  });

  test('offers to remind only while somebody can be, and nothing but pages once it is closed', () => {
    const unpaid = payer({ charges: [charge({ state: 'expired' })] });
    const board = { collection: collection(), payers: [payer(), unpaid] };
    expect(labels(board)).toEqual(['Remind those who have not', '➕ Add', 'Close']);
    expect(labels({ ...board, payers: [payer()] })).toEqual(['➕ Add', 'Close']);
    const cash = payer({ charges: [charge({ closedAt: NOW, closeReason: 'took-cash' })] });
    expect(labels({ ...board, payers: [cash] })).toEqual(['➕ Add', 'Close']);
    const cancelled = payer({ charges: [charge({ closedAt: NOW, closeReason: 'customer-cancelled' })] });
    expect(labels({ ...board, payers: [cancelled] })[0]).toBe('Remind those who have not');
    expect(labels({ ...board, collection: collection({ closedAt: NOW, closedByName: 'Asha' }) })).toEqual([]);
  });

  test('turns pages, with the latest payment on each, and comes back from a page that is no more', () => {
    const payers = [
      ...Array.from({ length: MAX_PAYERS - 1 }, () => payer()),
      payer({ customerName: 'Last', charges: [paid()] }),
    ];
    const pages = Math.ceil(MAX_PAYERS / BOARD_PAGE);
    for (let page = 1; page <= pages + 1; page += 1) {
      const board = { collection: collection({ boardPage: page }), payers };
      const text = shown(board);
      expect(text).toContain('Latest: Last · 0712 345 678 · UKO4H7XK2P');
      expect(text.match(/^📲/gm)?.length ?? 0).toBeLessThanOrEqual(BOARD_PAGE);
      expect(labels(board).slice(0, 2)).toEqual(
        page === 1
          ? ['2 ›', '➕ Add']
          : page >= pages
            ? [`‹ ${pages - 1}`, '➕ Add']
            : [`‹ ${page - 1}`, `${page + 1} ›`],
      );
    }
  });

  test.each(['en', 'sw'] as const)(
    'fits into a message with the longest of everything, whatever happened (%s)',
    (language) => {
      const long = { customerName: '🧕'.repeat(40), amountKes: 250_000 as AmountKes };
      const ends = [
        ...CHARGE_STATES.map((state) => [
          charge({
            state,
            receipt: 'UKO4H7XK2PX',
            markedByName: 'N'.repeat(40),
            amountKes: 250_000 as AmountKes,
          }),
        ]),
        ...CLOSE_REASONS.map((closeReason) => [charge({ closeReason, closedAt: NOW })]),
        [charge({ mismatch: 'amount' })],
        [paid(), paid(), paid({ refundedKes: 1 })],
      ];
      const kinds: Partial<Payer>[] = [
        ...ends.map((charges) => ({ charges })),
        ...PAYER_REFUSALS.map((refusal) => ({ charges: [], state: 'refused' as const, refusal })),
        { charges: [], state: 'waiting', dueAt: NOW + 86_400_000 },
        { charges: [], state: 'left', msisdn: asErased('k.x') },
      ];
      for (const kind of kinds)
        for (const pause of [null, ...PAUSE_REASONS]) {
          const payers = Array.from({ length: MAX_PAYERS }, () => payer({ ...long, ...kind }));
          const text = shown({
            collection: collection({
              language,
              pause,
              note: '🧺'.repeat(120),
              shop: 'S'.repeat(60),
              dueAt: NOW + 86_400_000,
            }),
            payers,
          });
          expect(text.length).toBeLessThan(4_096);
          expect(text).not.toMatch(/undefined|null|NaN|\[object/);
          expect(text).not.toMatch(/fail|shindwa/i);
        }
    },
  );
});
