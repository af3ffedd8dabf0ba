import { bold } from 'telegraf/format';
import type { Locale, Text } from '../locales/locale.ts';
import { lines } from './payload.ts';

/** The most characters of a caption. Telegram counts as a string's length does. */
const MAX_CAPTION = 1_024;

/** What a part of a chart says in its caption. */
export interface Figure {
  readonly amountKes: number;
  readonly text: string;
}

/** Makes a caption: what stands above, and a line for each part of a chart; if they do not fit, the greatest of them. */
export function chartCaption(
  words: Pick<Locale, 'chartGreatest'>,
  above: Text,
  parts: readonly Figure[],
): Text {
  const all = parts.map(({ amountKes, text }, part) => ({ amountKes, text, part }));
  const fitting: typeof all = [];
  // With an empty line between, and the line about the greatest.
  let left = MAX_CAPTION - lengthOf(above) - words.chartGreatest.length - 2;
  for (const line of all.toSorted((a, b) => b.amountKes - a.amountKes || a.part - b.part)) {
    left -= line.text.length + 1;
    if (left < 0) break;
    fitting.push(line);
  }
  const shown = fitting.toSorted((a, b) => a.part - b.part).map(({ text }) => text);
  if (shown.length === 0) return above;
  return lines(above, '', shown.length < all.length ? bold(words.chartGreatest) : undefined, ...shown);
}

const lengthOf = (text: Text): number => (typeof text === 'string' ? text : text.text).length;
