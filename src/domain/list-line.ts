import { MAX_PAYERS } from './collection.ts';

/** What a line of a pasted list says beside its words. */
export interface ListLine {
  /** The line's words, without what only belongs to the list or to the chat from which it was pasted. */
  readonly words: readonly string[];
  /** Somebody marked it as paid, with a tick or a word. */
  readonly isMarkedPaid: boolean;
}

/** `[27/11/2026, 10:15] Wanjiku: `: WhatsApp puts this before each message that is copied with others. */
const COPIED = /^\[(?=[^\]]*\d:\d\d)(?=[^\]]*\d[/.]\d)[^\]]{8,30}\] ?[^:]{1,60}: ?/;
/** `27/11/2026, 10:15 - Wanjiku: `, in an exported chat. */
const EXPORTED = /^\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)? [-–] [^:]{1,60}: ?/i;
/** `*bold*`, `_italic_`: not between digits, where they hide some of a number. */
const FORMATTING = /^[*_~]{1,3} ?| ?[*_~]{1,3}$|(?<=\p{L})[*_~]{1,3}|[*_~]{1,3}(?=\p{L})/gu;
/** Between the cells of a table, beside letters: in an amount a comma is part of it. */
const CELL_END = /(?<=\p{L})[,;|](?=[\p{L}\d])|(?<=\d)[,;|](?=\p{L})/gu;
const NOT_PAID =
  /(?<!\p{L})(?:not (?:yet )?paid|unpaid|hajalipa|bado)(?!\p{L})|[\u274c\u274e\u2716]\ufe0f?/giu;
const PAID =
  /(?<!\p{L})(?:paid|cleared|settled|done|amelipa|ameshalipa|kalipa|nimelipa|imelipwa|wamelipa)(?!\p{L})|[\u2705\u2714\u2611\u2713]/iu;
/** A whole number, which may touch a name or a mark, as in `Wanjiku-0712345678` or `Wanjiku,0712345678,1500`. */
const WHOLE_PHONE = /(?<![\d+])((?:\+?254|0)[17]\d{8})(?!\d)/g;
/** What stands before the items of a list: `1.`, `1)`, `(1)`, `1]`, `1:`, `#1`, a keycap. */
const NUMBERED = /^(?:[([]?(\d{1,3})[.)\]:]|#(\d{1,3})|(?:\d\ufe0f?\u20e3)+)$/u;
const BULLET = /^[-•*–—>]$/;
/** The same where no space follows. */
const NUMBERED_BEFORE = /^([([]?\d{1,3}[.)\]:-]|[-•*–—>])(?=\p{L}|\+?\d{9}|0[17]\d)/u;

/** Takes a line of a list apart, as people paste it from a chat, a note or a table. */
export function readListLine(line: string): ListLine {
  const text = line
    .replace(COPIED, '')
    .replace(EXPORTED, '')
    .replace(FORMATTING, ' ')
    // Digits before it and after it do not belong together.
    .replace(NOT_PAID, ' | ')
    .replace(WHOLE_PHONE, ' $1 ')
    .replace(CELL_END, ' ')
    .trim()
    .replace(NUMBERED_BEFORE, '$1 ');
  const words = text.split(/ +/).filter((word) => word !== '');
  if (words.length > 1 && isBullet(words[0] ?? '')) words.shift();
  return { words, isMarkedPaid: PAID.test(text) };
}

function isBullet(word: string): boolean {
  if (BULLET.test(word)) return true;
  const numbered = NUMBERED.exec(word.replace(/-$/, '.'));
  // A list has no more places. A higher number may be an amount.
  return numbered !== null && Number(numbered[1] ?? numbered[2] ?? 0) <= MAX_PAYERS;
}
