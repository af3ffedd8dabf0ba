import type { Chance } from './chance.ts';
import type { Api } from '../../src/telegram/api/bounded-api.ts';
import type { FakeGateway } from './fake-gateway.ts';
import type { Scenario } from './scenario.ts';
import type { PowerCuts, RunStore } from './memory-store.ts';
import type { Life } from './crash-injection.ts';
import type { Promptness } from './noise.ts';
import type { People } from './people.ts';
import type { FakeTelegram } from './fake-telegram.ts';
import type { Seen } from './state-checker.ts';
import type { Timekeeper } from '../../src/runtime/timekeeper.ts';
import type { SharedDatabase } from './shared-database.ts';
import type { World } from './world.ts';

/** Everything that outlives a crash of the program. */
export interface Setting {
  readonly world: World;
  readonly scenario: Scenario;
  readonly people: People;
  readonly telegram: FakeTelegram;
  readonly api: Api;
  /** By account. */
  readonly gateways: ReadonlyMap<string, FakeGateway>;
  readonly seen: Seen;
  /** A second source of chance, for events that must not change the rest of a run. */
  readonly side: Chance;
  readonly promptness: Promptness;
  /** How the machine loses power; undefined if it does not. */
  readonly power: (PowerCuts & { readonly chance: Chance }) | undefined;
  /** Chats that cannot be reached for a while. */
  readonly unreachable: Set<number>;
  /** Programs that run. */
  readonly lives: Set<Life>;
  /** The clock of the last program. */
  time: Timekeeper | undefined;
  /** Undefined if the database is one program's. */
  readonly shared: SharedDatabase | undefined;
  /** How many programs were started. */
  born: number;
  memory: RunStore;
  /** The last copy of the database. */
  copy: Buffer | undefined;
  /** How often a copy was put back. */
  generation: number;
}
