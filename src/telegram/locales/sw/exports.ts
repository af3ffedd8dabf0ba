import type { ExportWords } from '../../bot/features/exports.words.ts';

export const exports: ExportWords = {
  commands: { export: 'Mwezi, siku kadhaa au siku iliyofungwa kama faili' },
  exports: {
    format: { xlsx: 'Excel', csv: 'CSV' },
    ask: (what) => `Faili la ${what}: aina gani?`,
    hint: 'Siku nyingine:',
    masked: 'Kwenye kikundi namba za wateja hufichwa. Kwa namba kamili, omba kwenye gumzo letu la faragha.',
    coming: (what, format) => `📄 ${what} · ${format}`,
    refused: {
      unreadable: 'Sijaelewa ni siku zipi.',
      'no-such-day': 'Kalenda haina siku hiyo.',
      future: 'Bado haijaanza.',
      backwards: 'Siku ya mwisho iko kabla ya ya kwanza.',
      'too-long': 'Ni ndefu mno: mwisho ni mwaka mmoja.',
    },
    noClosing: (number) => `Siku ya ${number} bado haijafungwa. Kuziona: /zilizofungwa`,
    examples: ['/faili 2026-11', '/faili 1-15 Nov', '/faili siku 12'],
  },
};
