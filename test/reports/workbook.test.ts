import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import readXlsxFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { numberCell, textCell, type Cell } from '../../src/reports/export-row.ts';
import { writeWorkbook, type SheetOfRows } from '../../src/reports/workbook.ts';
import { tempFolder } from '../support/store.ts';

const NAIROBI_MS = 3 * 3_600_000;

const sheet = (
  name: string,
  rows: readonly (readonly Cell[])[],
  after: () => void = () => undefined,
): SheetOfRows => ({
  name,
  widths: [10, 10],
  header: ['One', 'Two'],
  async *rows() {
    yield* rows;
    after();
  },
});

test('another library reads the sheets, numbers, times at the shop, and texts as they were', async () => {
  const path = join(tempFolder(), 'book.xlsx');
  const texts = [
    '=1+1',
    '+254',
    '-5',
    '@x',
    '\ttab',
    'a & <b> "c"',
    'unga 🌽',
    '0712',
    ' spaces ',
    'two\nlines',
  ];
  const at = Date.parse('2026-11-27T23:30:00+03:00');
  await writeWorkbook(
    path,
    [
      sheet(
        'First',
        texts.map((text, n) => [textCell(text), numberCell(n - 3)]),
      ),
      sheet('Second & last', [
        [
          { kind: 'moment', value: at },
          { kind: 'day', value: at },
        ],
        [textCell(''), numberCell(250_000)],
      ]),
    ],
    () => NAIROBI_MS,
  );
  const [first, second] = await readXlsxFile(path, { trim: false });
  expect([first?.sheet, second?.sheet]).toEqual(['First', 'Second & last']);
  expect(first?.data).toEqual([['One', 'Two'], ...texts.map((text, n) => [text, n - 3])]);
  expect(second?.data.slice(1)).toEqual([
    // The library gives a cell's time as UTC.
    [new Date('2026-11-27T23:30:00Z'), new Date('2026-11-27T00:00:00Z')],
    [null, 250_000],
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('characters that XML cannot hold are left out', async () => {
  const path = join(tempFolder(), 'book.xlsx');
  await writeWorkbook(
    path,
    [sheet('S', [[textCell('a\u0000b\u0007c\ud800d\uffff'), numberCell(1)]])],
    () => 0,
  );
  expect((await readXlsxFile(path))[0]?.data[1]).toEqual(['abcd', 1]);
});

test('a fault while rows are read, or of the disk, ends the writing', async () => {
  const path = join(tempFolder(), 'book.xlsx');
  const fault = sheet('S', [[textCell('x')]], () => {
    throw new Error('the database is gone');
  });
  await expect(writeWorkbook(path, [fault], () => 0)).rejects.toThrow('the database is gone');
  const nowhere = join(tempFolder(), 'no', 'book.xlsx');
  await expect(writeWorkbook(nowhere, [sheet('S', [])], () => 0)).rejects.toThrow('ENOENT');
  expect(existsSync(nowhere)).toBe(false);
});
