import { bold, fmt } from 'telegraf/format';
import type { ClosingWords } from '../../bot/features/closings.words.ts';
import { plural } from './grammar.ts';

export const closings: ClosingWords = {
  commands: {
    close: 'Close the day, or your shift',
    closings: 'Days and shifts that were closed',
  },
  closings: {
    buttons: {
      closeDay: 'Close the day',
      closeShift: 'Close my shift',
      older: 'Older ›',
      newest: '‹ Newest',
      all: '‹ All closings',
    },
    name: (of) => (of.kind === 'day' ? `Day ${of.number}` : `Shift ${of.number} · ${of.person}`),
    askDay: (number) => `Close day ${number}?`,
    askShift: (number) => `Close your shift ${number}?`,
    total: (amount, count) => fmt`${bold(amount)} · ${plural(count, 'payment', 'payments')}`,
    taken: (kind, amount, count) =>
      kind === 'confirmed' ? `✅ M‑Pesa: ${amount} (${count})` : `✍️ By hand: ${amount} (${count})`,
    takenBack: (amount, count) => `↩️ Earlier marks undone: ${amount} (${count})`,
    refunded: (amount, count) => `💸 Refunded: ${amount} (${count})`,
    refundsTakenBack: (amount, count) => `↩️ Earlier refunds taken back: ${amount} (${count})`,
    byCashier: 'By cashier',
    ofItByHand: (amount) => `✍️ ${amount} by hand`,
    outsideChats: 'Nobody’s',
    open: (amount, count) => `⏳ Still open: ${amount} (${count})`,
    numbers: (first, last) => (first === last ? `Charge #${first}` : `Charges #${first} to #${last}`),
    span: (from, to) => (from === undefined ? `Until ${to}` : `${from} – ${to}`),
    closedBy: (name) => `Closed by ${name}`,
    laterHint: 'A closing is final. What is paid later goes into the next one.',
    nothing: (since) =>
      since === undefined
        ? 'There’s nothing to close yet: nobody was charged.'
        : `There’s nothing to close: nothing has happened since ${since}.`,
    left: 'Cancelled. Nothing was closed.',
    closedAlready: 'It’s closed already.',
    noLonger: 'That’s out of date. Send /close again.',
    title: 'Closings',
    none: 'Nothing was closed yet. To close: /close',
  },
};
