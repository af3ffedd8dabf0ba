import type { Table } from './row.ts';

const widthsOf = (table: Table): number[] =>
  (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));

/** A figure is aligned right; words are aligned left. */
const isFigure = (cell: string): boolean => /^[-\d–]/.test(cell);

/** Returns a table for a terminal. */
export function textTable(table: Table): string {
  const widths = widthsOf(table);
  return table
    .map((row) =>
      row
        .map((cell, column) =>
          isFigure(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Returns a table in Markdown, as the formatter writes it. */
export function markdownTable(table: Table): string {
  const widths = widthsOf(table);
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [heading = '', ...body] = table.map(line);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [heading, rule, ...body].join('\n');
}
