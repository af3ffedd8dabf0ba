import type { Gateway } from '../../src/gateway/gateway.ts';
import type { Db } from '../support/sqlite.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { Leadership } from '../../src/runtime/elector.ts';
import type { Timekeeper } from '../../src/runtime/timekeeper.ts';
import type { Messenger } from '../../src/payments/messenger.ts';
import type { Reads } from '../books/books.ts';

/** The places at which a bug is put into the program, to show that the simulation finds it. */
export interface BugHooks {
  readonly store?: (store: Store, db: Db) => Store;
  readonly gateway?: (gateway: Gateway) => Gateway;
  readonly messenger?: (messenger: Messenger) => Messenger;
  /** What makes lists, reports, exports and charts at the end of a run. */
  readonly reads?: (reads: Reads) => Reads;
  /** Returns the account that is used instead of this one. */
  readonly accountOf?: (account: string) => string;
  readonly clock?: (clock: Timekeeper) => Timekeeper;
  /** Whether no commit of the store is awaited. */
  readonly allDelayed?: true;
  /** Returns the leadership that is used instead of this one. */
  readonly leads?: (leadership: Leadership) => Leadership;
  /** Whether a push begins without a look at the lease. */
  readonly noFence?: true;
  /** The scenario in which the bug can show. By chance few runs have it. */
  readonly given?: {
    readonly copies?: true;
    readonly slow?: true;
    readonly programs?: 2;
    readonly limited?: true;
    /** Accounts are refused, accounts are changed, or clocks are set more often. No clock is set in a run with copies. */
    readonly refused?: true;
    readonly reconnects?: true;
    readonly clocks?: true;
    /** Chats are gone more often. */
    readonly gone?: true;
    readonly noisy?: true;
    readonly unreachable?: true;
    /** Old numbers are erased. */
    readonly erases?: true;
    /** Many customers are asked at once, and the program is away for long. */
    readonly collects?: true;
    readonly absent?: true;
    readonly powerCuts?: true;
    /** So many programs share the database, and one of them leads. */
    readonly sharing?: number;
  };
}

export interface SeededBug extends BugHooks {
  /** What the model must report. */
  readonly breaks: RegExp;
  /** The first seed to try, for bugs that only show when a crash hits between two awaits. */
  readonly from?: number;
}
