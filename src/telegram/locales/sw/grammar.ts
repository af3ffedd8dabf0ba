// Parts of Kiswahili sentences.

/** Begins a statement of a person, if the name is known. (“… na Juma” would say that Juma paid.) */
export const saysThat = (name: string | undefined): string =>
  name === undefined ? 'Imesemwa kuwa' : `${name} amesema`;

/** Names the receipt, if there is one. */
export const withReceipt = (receipt: string): string => (receipt === '' ? '' : `, risiti ${receipt}`);

/** A group in a sentence, by its title if that is known. */
export const group = (title: string | null): string => (title === null ? 'kikundi' : `kikundi “${title}”`);

/** Names the shop, if it has a name. */
export const at = (shop: string): string => (shop === '' ? '' : ` kwenye ${shop}`);
