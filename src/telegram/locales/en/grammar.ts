// Parts of English sentences.

/** `1 charge`, `2 charges`. */
export const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

/** `a cashier`, `an owner`. */
export const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

/** Names the person who did it, if the name is known. */
export const by = (name: string | undefined): string => (name === undefined ? '' : ` by ${name}`);

/** Names the receipt, if there is one. */
export const withReceipt = (receipt: string): string => (receipt === '' ? '' : `, receipt ${receipt}`);

/** A group in a sentence, by its title if that is known. */
export const group = (title: string | null): string => (title === null ? 'a group' : `the group “${title}”`);

/** Names the shop, if it has a name. */
export const at = (shop: string): string => (shop === '' ? '' : ` at ${shop}`);
