import { oneLine } from './one-line.ts';

/** The longest name of a shop, in characters: it must fit in one line of a message. */
export const MAX_SHOP_NAME = 40;

/** Reads a shop's name: one line without invisible characters, of 1 to `MAX_SHOP_NAME` characters; undefined if it is none. */
export function readShopName(text: string): string | undefined {
  const name = oneLine(text, Number.POSITIVE_INFINITY);
  return name === '' || name.length > MAX_SHOP_NAME ? undefined : name;
}
