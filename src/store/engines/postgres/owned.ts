import type { Clock } from '../../../runtime/clock.ts';
import { elector, type Leadership } from '../../../runtime/elector.ts';
import { LEASE_TTL_MS } from '../../../runtime/lease.ts';
import type { Log } from '../../../runtime/log.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';
import type { Engine } from '../../engine.ts';
import { openSharedDatabase } from './shared-database.ts';

/** A program that died keeps the lease for this long. */
const PATIENCE_MS = LEASE_TTL_MS + 2_000;
/** Whoever runs this reads its output, which needs no log. */
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A database that no other program works on. */
export interface OwnedDatabase {
  readonly engine: Engine;
  /** Lets others work on it, and resolves when all connections have ended. */
  close(): Promise<void>;
}

/**
 * Opens a database for a command that must be alone on it, as its leader. It is migrated as needed.
 *
 * @param onLost is told when the lease was lost: another program may work on the database. Default: the program ends.
 * @throws OperatorError when another program leads, or the database cannot be used
 */
export async function openOwned(
  url: string,
  clock: Clock,
  onLost: (error: Error) => void = endProgram,
): Promise<OwnedDatabase> {
  let leadership: Leadership | undefined;
  const database = await openSharedDatabase(url, clock, () => leadership);
  try {
    leadership = await elector({ lease: database.lease, clock, log: SILENT }).lead(
      AbortSignal.timeout(PATIENCE_MS),
    );
    if (leadership === undefined)
      throw new OperatorError(
        'Another Tillbot runs on this database. Nothing was changed. Stop every one of them first.',
      );
    await database.migrate();
  } catch (error) {
    await leadership?.release();
    await database.close();
    throw error;
  }
  const { over, release } = leadership;
  const lost = (): void => onLost(new Error('the lease that keeps other programs out is lost'));
  over.addEventListener('abort', lost);
  return {
    engine: database.engine,
    async close() {
      over.removeEventListener('abort', lost);
      await release();
      await database.close();
    },
  };
}

function endProgram(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
