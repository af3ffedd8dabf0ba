import { burst } from './burst.ts';
import { capacity } from './capacity.ts';
import { charges } from './charges.ts';
import { commits } from './commits.ts';
import { history } from './history.ts';
import { longLoad } from './long-load.ts';
import { memory } from './memory.ts';
import { neighbours } from './neighbours.ts';
import type { Part } from './part.ts';
import { profile } from './profile.ts';
import { schedule } from './schedule.ts';
import { slowDisk } from './slow-disk.ts';
import { statements } from './statements.ts';

/** Every part of the bench, in the order in which it is run. */
export const PARTS: readonly Part[] = [
  charges,
  commits,
  schedule,
  profile,
  statements,
  memory,
  history,
  burst,
  slowDisk,
  capacity,
  neighbours,
  longLoad,
];
