/** Emoji take the room of two letters in a terminal. */
const WIDE = /\p{Emoji_Presentation}/u;
const GAP = 2;

/** Lays rows out in columns, each as wide as its widest cell. */
export function inColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [n, cell] of row.entries()) widths[n] = Math.max(widths[n] ?? 0, widthOf(cell));
  return rows
    .map((row) =>
      row
        .map((cell, n) => cell + ' '.repeat((widths[n] ?? 0) - widthOf(cell) + GAP))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of characters.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}
