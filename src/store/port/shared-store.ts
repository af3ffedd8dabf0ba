import type { Lease } from '../../runtime/lease.ts';
import type { Log } from '../../runtime/log.ts';
import type { Store } from './store.ts';

/** What programs on one database tell each other. Each is only a hint to look: it may get lost. */
export type Signal = 'lease released' | 'updates received' | 'something changed';

/** Which version wrote a database's schema, compared with this one. */
export type SchemaAge = 'older' | 'current' | 'newer';

/** A store on which several programs work, of which one leads. */
export interface SharedStore {
  /** What is marked as beginning something is refused unless this program leads. */
  readonly store: Store;
  readonly lease: Lease;
  schemaAge(): Promise<SchemaAge>;
  /**
   * Brings the schema up to date. The leader does it.
   *
   * @throws OperatorError if a newer version wrote it
   */
  migrate(): Promise<void>;
  /** Tells all programs on the database. */
  say(signal: Signal): Promise<void>;
  /**
   * Hears what the programs say, until the end. Whenever it begins to listen, also after its connection was lost, it calls `act` without a
   * signal: something may have been said before.
   */
  listen(act: (signal: Signal | undefined) => void, log: Log, ending: AbortSignal): Promise<void>;
  /** Resolves when all connections have ended. */
  close(): Promise<void>;
}
