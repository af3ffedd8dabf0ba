import { formatKes } from '../../domain/amount.ts';

export const NBSP = '\u00a0';

/** Text that is not broken at the end of a line. */
export const unbroken = (text: string): string => text.replaceAll(' ', NBSP);

/** `KES 1,500`, on one line. */
export const kes = (amount: number): string => unbroken(formatKes(amount));

/** A text in which no number is broken at the end of a line, such as that of a phone. */
export const withoutBrokenNumbers = (text: string): string => text.replace(/(?<=[\d•]) (?=[\d•])/g, NBSP);
