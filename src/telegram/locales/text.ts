import type { FmtString } from 'telegraf/format';

/** A piece of a message: plain text, or text with formatting that nothing in it can break. */
export type Text = string | FmtString;
