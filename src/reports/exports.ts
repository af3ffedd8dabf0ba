import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExportRecipe } from '../domain/file-recipe.ts';
import { isAtLeast } from '../domain/roles.ts';
import type { Store } from '../store/port/store.ts';
import { EXPORT_LABELS } from './export-labels.ts';
import { cellsOf, sumCellsOf, type Cell } from './export-row.ts';
import { exportSource, type ExportSource } from './export-source.ts';
import type { FileFolder } from './file-folder.ts';
import type { FileRequest, MadeFile } from './made-file.ts';
import type { MerchantDays } from './merchant-days.ts';
import type { SheetOfRows } from './workbook.ts';

export interface ExportParts {
  readonly store: Pick<Store, 'exports' | 'reports' | 'closings' | 'members'>;
  readonly days: MerchantDays;
  readonly folder: FileFolder;
}

/** How often an export is made again because a payment or a refund was recorded, or a mark changed, while it was read. */
const MOST_TRIES = 3;
const MANY_ROWS = 500;

/**
 * Makes an export. Its sheets agree to the shilling: the rows are added up and compared with the store's sums.
 *
 * @throws if whoever asked may not have it any more, or it changed each time while it was read
 */
export async function makeExport(
  parts: ExportParts,
  recipe: ExportRecipe,
  onProgress: FileRequest['onProgress'],
): Promise<MadeFile> {
  const { store, days, folder } = parts;
  const member = await store.members.find(recipe.merchantId, recipe.userId);
  if (member === undefined || !isAtLeast(member.role, 'manager'))
    throw new Error('whoever asked for the export is no manager of the shop any more');
  const source = await exportSource(store, days, recipe);
  if (source === undefined) throw new Error('there is no such closing');
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const path = folder.newPath(recipe.format);
    try {
      if (await writeExport(path, source, parts, recipe, onProgress))
        return {
          kind: 'document',
          filename: `${source.name}.${recipe.format}`,
          source: path,
          dispose: () => folder.remove(path),
        };
    } catch (error) {
      await folder.remove(path);
      throw error;
    }
    await folder.remove(path);
  }
  throw new Error('the charges changed while they were exported');
}

/** Writes an export. Returns whether its rows are what the store sums up. */
async function writeExport(
  path: string,
  source: ExportSource,
  { days }: ExportParts,
  { format, language }: ExportRecipe,
  onProgress: FileRequest['onProgress'],
): Promise<boolean> {
  const labels = EXPORT_LABELS[language];
  let rows = 0;
  let netKes = 0;
  const counted = async function* counted(): AsyncGenerator<readonly Cell[]> {
    for await (const row of source.rows()) {
      rows += 1;
      netKes += row.paidKes - row.refundedKes;
      if (rows % MANY_ROWS === 0) onProgress(rows);
      yield cellsOf(row);
    }
  };
  const sums = once(() => source.sums());
  const sumSheet = (name: string, first: string, of: 'days' | 'cashiers'): SheetOfRows => ({
    name,
    widths: SUM_WIDTHS,
    header: [first, ...labels.sums],
    async *rows() {
      for (const row of (await sums())[of]) yield sumCellsOf(row);
    },
  });
  if (format === 'csv') await writeCsv(path, labels.columns, counted(), days);
  else {
    const sheets = [
      { name: labels.sheets.charges, widths: WIDTHS, header: labels.columns, rows: counted },
      sumSheet(labels.sheets.days, labels.day, 'days'),
      sumSheet(labels.sheets.cashiers, labels.cashier, 'cashiers'),
    ];
    // What writes files is loaded for the first one: a start need not wait for it.
    const { writeWorkbook } = await import('./workbook.ts');
    await writeWorkbook(path, sheets, days.offsetAt);
  }
  return netKes === (await sums()).netKes;
}

/** In characters, in the order of the columns. */
const WIDTHS: readonly number[] = [17, 9, 20, 13, 13, 13, 14, 15, 18, 30, 18, 18];
const SUM_WIDTHS: readonly number[] = [20, 16, 14, 16, 14, 14, 14, 14];

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}

/** Writes a table as CSV (RFC 4180) that Excel reads as UTF-8. What a spreadsheet would take for a formula gets an apostrophe. */
async function writeCsv(
  path: string,
  header: readonly string[],
  rows: AsyncIterable<readonly Cell[]>,
  days: MerchantDays,
): Promise<void> {
  const records = async function* records(): AsyncGenerator<readonly (string | number)[]> {
    yield header;
    for await (const cells of rows)
      yield cells.map((cell) => (cell.kind === 'moment' ? days.stampAt(cell.value) : cell.value));
  };
  const { stringify } = await import('csv-stringify');
  await pipeline(
    Readable.from(records()),
    stringify({ bom: true, escape_formulas: true, record_delimiter: 'windows' }),
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  );
}
