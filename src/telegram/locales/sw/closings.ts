import { bold, fmt } from 'telegraf/format';
import type { ClosingWords } from '../../bot/features/closings.words.ts';

export const closings: ClosingWords = {
  commands: {
    close: 'Funga siku, au zamu yako',
    closings: 'Siku na zamu zilizofungwa',
  },
  closings: {
    buttons: {
      closeDay: 'Funga siku',
      closeShift: 'Funga zamu yangu',
      older: 'Za zamani ›',
      newest: '‹ Za karibuni',
      all: '‹ Zote zilizofungwa',
    },
    name: (of) => (of.kind === 'day' ? `Siku ya ${of.number}` : `Zamu ya ${of.number} · ${of.person}`),
    askDay: (number) => `Tufunge siku ya ${number}?`,
    askShift: (number) => `Tufunge zamu yako ya ${number}?`,
    total: (amount, count) => fmt`${bold(amount)} · malipo ${count}`,
    taken: (kind, amount, count) =>
      kind === 'confirmed' ? `✅ M‑Pesa: ${amount} (${count})` : `✍️ Kwa mkono: ${amount} (${count})`,
    takenBack: (amount, count) => `↩️ Za awali zilizofutwa: ${amount} (${count})`,
    refunded: (amount, count) => `💸 Zilizorudishwa: ${amount} (${count})`,
    refundsTakenBack: (amount, count) => `↩️ Za awali, hazikurudishwa: ${amount} (${count})`,
    byCashier: 'Kwa kila keshia',
    ofItByHand: (amount) => `✍️ ${amount} kwa mkono`,
    outsideChats: 'Bila keshia',
    open: (amount, count) => `⏳ Bado hayajalipwa: ${amount} (${count})`,
    numbers: (first, last) => (first === last ? `Ombi #${first}` : `Maombi #${first} hadi #${last}`),
    span: (from, to) => (from === undefined ? `Hadi ${to}` : `${from} hadi ${to}`),
    closedBy: (name) => `Imefungwa na ${name}`,
    laterHint: 'Ikifungwa haibadiliki. Kitakacholipwa baadaye kitaingia kwenye inayofuata.',
    nothing: (since) =>
      since === undefined
        ? 'Bado hakuna cha kufunga: hakuna aliyeombwa malipo.'
        : `Hakuna cha kufunga: hakuna kilichofanyika tangu ${since}.`,
    left: 'Imeghairiwa. Hakuna kilichofungwa.',
    closedAlready: 'Imeshafungwa.',
    noLonger: 'Swali hili limepitwa na wakati. Tuma /funga tena.',
    title: 'Zilizofungwa',
    none: 'Bado hakuna kilichofungwa. Kufunga: /funga',
  },
};
