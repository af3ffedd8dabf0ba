import type { ExportWords } from '../../bot/features/exports.words.ts';

export const exports: ExportWords = {
  commands: { export: 'A month, some days or a closing as a file' },
  exports: {
    format: { xlsx: 'Excel', csv: 'CSV' },
    ask: (what) => `Export ${what}: which file?`,
    hint: 'Other days:',
    masked: 'In a group, customers’ numbers are masked. For whole numbers, ask in our private chat.',
    coming: (what, format) => `📄 ${what} · ${format}`,
    refused: {
      unreadable: 'I can’t tell which days you mean.',
      'no-such-day': 'The calendar has no such day.',
      future: 'That hasn’t begun yet.',
      backwards: 'The last day is before the first.',
      'too-long': 'That is too long: a year is the most.',
    },
    noClosing: (number) => `There is no day ${number} yet. To see them: /closings`,
    examples: ['/export 2026-11', '/export 1-15 Nov', '/export closing 12'],
  },
};
