import pg from 'pg';

/**
 * Loaded before the program: kills its process, or the engine's, at the nth commit that may have changed something, at one of these moments.
 *
 * - `before`: its statements have run, and PostgreSQL was not told to commit.
 * - `after`: PostgreSQL was told, and may have committed.
 * - `answered`: PostgreSQL has committed, and the program does not know yet.
 */
const [moment, nth] = (process.env['CRASH_AT_COMMIT'] ?? '').split(' ');
const engine = process.env['CRASH_ENGINE'];
let left = Number(nth);

const reach = (reached: string): void => {
  if (reached !== moment) return;
  left -= 1;
  if (left !== 0) return;
  if (engine === undefined) process.kill(process.pid, 'SIGKILL');
  else process.kill(Number(engine), Math.random() < 0.5 ? 'SIGQUIT' : 'SIGKILL');
};

/** What the engine asks before it commits what may have changed something: see `commit.ts`. */
const ASKED_BEFORE = 'SELECT pg_current_xact_id_if_assigned()';
const writing = new WeakSet<object>();

interface Watched {
  readonly connection: { readonly stream: NodeJS.ReadableStream };
}
type Query = (this: Watched, query: unknown, ...more: readonly unknown[]) => unknown;

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
