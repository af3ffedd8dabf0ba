import stringWidth from 'string-width';

const GAP = 2;

/** Lays out rows in columns. A column is as wide as its widest cell in a terminal. No line ends in spaces. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [n, cell] of row.entries()) widths[n] = Math.max(widths[n] ?? 0, stringWidth(cell));
  return rows
    .map((row) =>
      row
        .map((cell, n) => cell + ' '.repeat((widths[n] ?? 0) - stringWidth(cell) + GAP))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
