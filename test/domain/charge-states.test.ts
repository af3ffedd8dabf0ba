import { expect, test } from 'vitest';
import {
  CHARGE_STATES,
  mayMove,
  statesBefore,
  statesWhere,
  type ChargeState,
} from '../../src/domain/charge-states.ts';

// Written by hand, independently of the table that it checks. One row and one column for each state, in the same order.
const COLUMNS: readonly ChargeState[] = [
  'created',
  'pushing',
  'pending',
  'unconfirmed',
  'expired',
  'paid',
  'declined',
  'unknown',
  'canceled',
  'marked_paid',
  'marked_unpaid',
];
const ALLOWED: Readonly<Record<ChargeState, string>> = {
  created: '        - y - - - - - y y - -',
  pushing: '        - - y - - - y y - - -',
  pending: '        - - - y - y - - - y -',
  unconfirmed: '    - - - - y y - - - y -',
  expired: '        - - - - - - - - - y y',
  paid: '           - - - - - - - - - - -',
  declined: '       - - - - - - - - - - -',
  unknown: '        - - y - - - y - - y y',
  canceled: '       - - - - - - - - - - -',
  marked_paid: '   - - - - - y - - - - y',
  marked_unpaid: ' - - - - - y - - - y -',
};
const PAIRS = COLUMNS.flatMap((from) =>
  COLUMNS.map((to, column) => [from, to, ALLOWED[from].trim().split(' ')[column] === 'y'] as const),
);

test('the table of this test has every state', () => {
  expect(CHARGE_STATES.toSorted()).toEqual(COLUMNS.toSorted());
  expect(PAIRS).toHaveLength(121);
  expect(PAIRS.filter(([, , allowed]) => allowed)).toHaveLength(22);
});

test.each(PAIRS)('%s → %s: %s', (from, to, allowed) => {
  expect(mayMove(from, to)).toBe(allowed);
});

test.each([
  ['open', 'created pushing pending unconfirmed unknown'],
  ['watched', 'pending unconfirmed'],
  ['neverSent', 'declined canceled'],
  ['noPrompt', 'paid declined canceled'],
  ['final', 'expired paid declined canceled marked_paid marked_unpaid'],
  ['marked', 'marked_paid marked_unpaid'],
  ['mismatchOpen', 'pending unconfirmed expired'],
  ['reportDecidable', 'pending unconfirmed expired marked_unpaid'],
  ['markablePaid', 'expired unknown marked_unpaid'],
  ['markableUnpaid', 'expired unknown marked_paid'],
  ['unanswered', 'created pushing'],
  ['cancelable', 'unconfirmed unknown'],
  ['countsAsPaid', 'paid marked_paid'],
  ['changesTakings', 'paid marked_paid marked_unpaid'],
  ['repeatable', 'unconfirmed expired paid declined canceled'],
] as const)('%s: %s', (trait, states) => {
  expect(statesWhere(trait)).toEqual(states.split(' '));
});

test('the states before another are those that may move to it', () => {
  expect(statesBefore('pending')).toEqual(['pushing', 'unknown']);
  expect(statesBefore('declined')).toEqual(['pushing', 'unknown']);
  expect(statesBefore('created')).toEqual([]);
});
