import pg from 'pg';
import type { Checkpoint } from '../../src/sandbox/checkpoints.ts';

/** What the engine asks before it commits what may have changed something: see `commit.ts`. */
const ASKED_BEFORE = 'SELECT pg_current_xact_id_if_assigned()';

interface Watched {
  readonly connection: { readonly stream: NodeJS.ReadableStream };
}
type Query = (this: Watched, query: unknown, ...more: readonly unknown[]) => unknown;

/**
 * Watches every commit of this process that may have changed something.
 *
 * - `before`: its statements have run, and PostgreSQL was not told to commit.
 * - `after`: PostgreSQL was told, and may have committed.
 * - `answered`: PostgreSQL has committed, and the program does not know yet.
 */
export function watchCommits(reach: (moment: Checkpoint) => void): void {
  const writing = new WeakSet<object>();
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function queryWatched(text, ...more) {
    if (typeof text === 'string' && text.startsWith(ASKED_BEFORE)) writing.add(this);
    if (text !== 'COMMIT' || !writing.delete(this)) return query.call(this, text, ...more);
    reach('before');
    this.connection.stream.prependOnceListener('data', () => reach('answered'));
    const committed = query.call(this, text, ...more);
    reach('after');
    return committed;
  };
}
