import type { Chance } from './chance.ts';
import type { Api } from '../../src/telegram/api.ts';
import type { Bank } from './bank.ts';
import type { Habits } from './habits.ts';
import type { MemoryStore } from './memory-store.ts';
import type { Life } from './mortal.ts';
import type { Promptness } from './noise.ts';
import type { People } from './people.ts';
import type { Telegraph } from './telegraph.ts';
import type { Seen } from './witness.ts';
import type { Timekeeper } from '../../src/timekeeper.ts';
import type { World } from './world.ts';

/** All that outlives a program. */
export interface Town {
  readonly world: World;
  readonly habits: Habits;
  readonly people: People;
  readonly telegraph: Telegraph;
  readonly api: Api;
  /** By account. */
  readonly banks: ReadonlyMap<string, Bank>;
  readonly seen: Seen;
  /** Chance for what has nothing to do with the rest of a run. */
  readonly side: Chance;
  readonly promptness: Promptness;
  /** Chats that cannot be reached for a while. */
  readonly unreachable: Set<number>;
  /** Programs that run. */
  readonly lives: Set<Life>;
  /** The clock of the last program. */
  time: Timekeeper | undefined;
  /** How many programs there have been. */
  born: number;
  memory: MemoryStore;
  /** The last copy of the database. */
  copy: Buffer | undefined;
  /** How often a copy was put back. */
  generation: number;
}
