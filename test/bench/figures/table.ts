import { cellsOf, HEADINGS, type Row } from './row.ts';

const columns = (rows: readonly (readonly string[])[]): number[] =>
  HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));

/** Returns rows as a table for a terminal. The first column is aligned left, figures right. */
export function textTable(rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = columns(cells);
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 || column === HEADINGS.length - 1
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Returns rows as a table in Markdown, aligned as the formatter does. */
export function markdownTable(rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = columns(cells);
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [heading = '', ...body] = cells.map(line);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [heading, rule, ...body].join('\n');
}
