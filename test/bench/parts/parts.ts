import { charges } from './charges.ts';
import { commits } from './commits.ts';
import { history } from './history.ts';
import { memory } from './memory.ts';
import type { Part } from './part.ts';
import { profile } from './profile.ts';

/** Every part of the bench, in the order in which it is run. */
export const PARTS: readonly Part[] = [charges, commits, profile, memory, history];
