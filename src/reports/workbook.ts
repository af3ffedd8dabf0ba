import { createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import ZipStream from 'zip-stream';
import type { Cell } from './export-row.ts';

/** A sheet: its rows are pulled one after another and never held together. */
export interface SheetOfRows {
  readonly name: string;
  readonly widths: readonly number[];
  readonly header: readonly string[];
  rows(): AsyncIterable<readonly Cell[]>;
}

/**
 * Writes a workbook (Office Open XML, ECMA-376) to a new file that only its owner may read. Texts are cells of the type text, so that no
 * program takes one for a formula. Memory does not grow with the rows.
 *
 * @param offsetMs how far the shop's clock is ahead of UTC at a moment: a cell has no time zone
 */
export async function writeWorkbook(
  path: string,
  sheets: readonly SheetOfRows[],
  offsetMs: (at: number) => number,
): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const zip = new ZipStream({ level: 6 });
  const written = finished(file);
  // A fault of the disk ends whatever waits, so it is not left to the end.
  const failed = written.then(() => undefined);
  failed.catch(() => undefined);
  zip.on('error', (error: Error) => file.destroy(error));
  zip.pipe(file);
  const add = async (name: string, content: AsyncIterable<string>): Promise<void> => {
    const part = new PassThrough();
    const added = new Promise<void>((resolve, reject) => {
      zip.entry(part, { name }, (error) => (error == null ? resolve() : reject(error)));
    });
    added.catch(() => undefined);
    for await (const text of content)
      if (!part.write(text)) await Promise.race([once(part, 'drain'), added, failed]);
    part.end();
    await Promise.race([added, failed]);
  };
  try {
    for (const [name, text] of Object.entries(partsOf(sheets.map(({ name: sheet }) => sheet))))
      await add(name, one(text));
    for (const [place, sheet] of sheets.entries())
      await add(`xl/worksheets/sheet${place + 1}.xml`, sheetXml(sheet, offsetMs));
    zip.finalize();
    await written;
  } catch (error) {
    zip.destroy();
    file.destroy();
    throw error;
  }
}

async function* one(text: string): AsyncGenerator<string> {
  yield text;
}

async function* sheetXml(
  { widths, header, rows }: SheetOfRows,
  offsetMs: (at: number) => number,
): AsyncGenerator<string> {
  const columns = widths.map(
    (width, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" customWidth="1"/>`,
  );
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData>`;
  yield rowXml(
    1,
    header.map((text) => ({ style: STYLES.header, xml: inlineText(text) })),
  );
  let n = 1;
  for await (const cells of rows()) {
    n += 1;
    yield rowXml(
      n,
      cells.map((cell) => contentOf(cell, offsetMs)),
    );
  }
  yield '</sheetData></worksheet>';
}

/** What a cell holds: its style, its type and its value as XML; undefined for an empty cell. */
interface CellContent {
  readonly style: number;
  readonly xml: string;
}

/** Names each cell, which readers want though the format does not ask for it. */
const rowXml = (n: number, cells: readonly (CellContent | undefined)[]): string =>
  `<row r="${n}">${cells
    .map((cell, column) =>
      cell === undefined ? '' : `<c r="${COLUMNS[column] ?? ''}${n}" s="${cell.style}"${cell.xml}</c>`,
    )
    .join('')}</row>`;

const A = 65;
const COLUMNS: readonly string[] = Array.from({ length: 26 }, (_, n) => String.fromCodePoint(A + n));

function contentOf(cell: Cell, offsetMs: (at: number) => number): CellContent | undefined {
  switch (cell.kind) {
    case 'text':
      return cell.value === '' ? undefined : { style: STYLES.plain, xml: inlineText(cell.value) };
    case 'number':
      return { style: STYLES.plain, xml: `><v>${cell.value}</v>` };
    case 'moment':
      return { style: STYLES.moment, xml: `><v>${serialOf(cell.value + offsetMs(cell.value))}</v>` };
    case 'day':
      return { style: STYLES.day, xml: `><v>${Math.floor(serialOf(cell.value + offsetMs(cell.value)))}</v>` };
  }
}

const inlineText = (text: string): string =>
  ` t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is>`;

const DAY_MS = 86_400_000;
/** Days from the beginning of the workbook's calendar to 1970. */
const DAYS_TO_1970 = 25_569;
const serialOf = (localMs: number): number => localMs / DAY_MS + DAYS_TO_1970;

/** XML cannot hold these characters, nor half a surrogate pair. */
const NOT_XML = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string =>
  text.replace(NOT_XML, '').replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Places in `cellXfs` of the styles. */
const STYLES = { plain: 0, moment: 1, day: 2, header: 3 } as const;

/** The parts of the package beside the sheets. */
const partsOf = (names: readonly string[]): Readonly<Record<string, string>> => ({
  '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/>${names.map((_, n) => `<Override PartName="/xl/worksheets/sheet${n + 1}.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/>`).join('')}</Types>`,
  '_rels/.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${names.map((name, n) => `<sheet name="${escaped(name)}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`).join('')}</sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships">${names.map((_, n) => `<Relationship Id="rId${n + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n + 1}.xml"/>`).join('')}<Relationship Id="rId${names.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
});
