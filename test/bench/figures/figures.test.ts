import { describe, expect, test } from 'vitest';
import { callsBetween } from '../parts/commits.ts';
import { withSection } from './document.ts';
import { median, percentile } from './percentile.ts';
import { comparison } from './row.ts';
import { markdownTable, textTable } from './table.ts';

const ROWS = [
  {
    what: 'processor time a charge',
    unit: 'ms',
    floor: [8, 4, 6],
    bot: [30, 9_000, 40],
    goal: '≤ 2 × floor',
  },
  { what: 'resident memory', unit: 'MiB', bot: [249.4] },
];

describe('percentiles', () => {
  test('are values that were measured', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0.01, 0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([1, 3, 5, 5]);
  });

  test('a median of an even number of values is between two', () => {
    expect([median([3]), median([4, 1]), median([9, 1, 2])]).toEqual([3, 2.5, 2]);
  });

  test('of nothing are no number', () => {
    expect([percentile([], 0.5), median([])]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('the table', () => {
  test('shows medians, and the ratio of the medians', () => {
    expect(textTable(comparison(ROWS))).toBe(
      [
        'what                     floor  bot      bot ÷ floor  goal',
        'processor time a charge   6 ms    40 ms         6.67  ≤ 2 × floor',
        'resident memory                 249 MiB',
      ].join('\n'),
    );
  });

  test('is the same in Markdown', () => {
    expect(markdownTable(comparison(ROWS)).split('\n').at(-1)).toBe(
      '| resident memory         |       | 249 MiB |             |             |',
    );
  });
});

describe('the page of results', () => {
  test('gets a new section at its end', () => {
    expect(withSection('# Performance\n', 'burst', 'new')).toBe(
      '# Performance\n\n<!-- bench: burst -->\n\nnew\n\n<!-- end of burst -->\n',
    );
  });

  test('keeps everything else when a section is measured again', () => {
    const page = withSection(withSection('# Performance\n', 'burst', 'old'), 'start', 'kept');
    const again = withSection(page, 'burst', 'new');
    expect(again).toBe(page.replace('old', 'new'));
    expect(again).toContain('kept');
  });
});

test('only the calls that began while it was measured are counted', () => {
  const trace = [
    '71 100.500000 fdatasync(12) = 0',
    '71 101.000000 fsync(12 <unfinished ...>',
    '72 101.500000 fdatasync(13) = 0',
    '71 101.600000 <... fsync resumed>) = 0',
    '71 102.000000 fdatasync(12) = 0',
    '',
  ].join('\n');
  expect(callsBetween(trace, 101_000, 102_000)).toBe(2);
});
