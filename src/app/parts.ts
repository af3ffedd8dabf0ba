import type { CommonConfig, LiveConfig } from '../config/config.ts';
import type { Leadership } from '../runtime/elector.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Role } from '../runtime/role.ts';
import type { Log, Secrets } from '../runtime/log.ts';
import type { Keyring } from '../security/keyring.ts';
import type { Store } from '../store/port/store.ts';

/** What the program brings to the bot: its settings, its store, and everything that a test replaces. */
export interface AppParts {
  readonly common: CommonConfig;
  readonly live: LiveConfig;
  readonly store: Store;
  /** The keyring that the store seals with; undefined without a SECRET_KEY. */
  readonly keyring: Keyring | undefined;
  /** What the log hides. The app adds the credentials of every account that it opens. */
  readonly secrets: Secrets;
  /** Undefined where this program is alone on its database. */
  readonly leadership?: Leadership;
  /** What this program is at present among those that share its database; undefined where it is alone. */
  readonly role?: () => Role;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** Which part of the disk of a path is free, from 0 to 1; undefined if it is not known. */
  readonly freeRatio: (path: string) => Promise<number | undefined>;
  /** Prints for the person who started the program. What it prints must not be logged. */
  readonly print: (line: string) => void;
}
