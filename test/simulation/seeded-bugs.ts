import type { SeededBug } from './seeded-bug.ts';
import { BETWEEN_SHOPS } from './seeded-bugs/between-shops.ts';
import { BOOKS } from './seeded-bugs/books.ts';
import { COLLECTIONS } from './seeded-bugs/collections.ts';
import { LEADING } from './seeded-bugs/leading.ts';
import { NOISE } from './seeded-bugs/noise.ts';
import { PUSHES } from './seeded-bugs/pushes.ts';
import { TIME_AND_ACCOUNTS } from './seeded-bugs/time-and-accounts.ts';
import { TELLING } from './seeded-bugs/telling.ts';

/** The seeded bugs. Each breaks one promise, and the simulation must find every one. */
export const SEEDED_BUGS: Readonly<Record<string, SeededBug>> = {
  ...PUSHES,
  ...TELLING,
  ...BETWEEN_SHOPS,
  ...TIME_AND_ACCOUNTS,
  ...NOISE,
  ...BOOKS,
  ...COLLECTIONS,
  ...LEADING,
};
