import pg from 'pg';

type Query = (this: pg.Client, query: unknown, ...more: readonly unknown[]) => unknown;
/** Answers a statement in place of PostgreSQL, or leaves it to it (undefined). */
type Answer = (text: string, ask: () => Promise<pg.QueryResult>, client: pg.Client) => unknown;

const believesToRenew: Answer = (text) =>
  text.startsWith('UPDATE leases SET expires_at') ? Promise.resolve({ rows: [{}] }) : undefined;

/** Bugs that only show where several programs run. Each changes what PostgreSQL is asked, or what it answers. */
export const SEEDED_BUGS = {
  'no fence: a former leader pushes': (text, ask, client) =>
    text.includes('FOR KEY SHARE') ? Promise.resolve({ rows: [{}] }) : believesToRenew(text, ask, client),

  'leading past the lease': believesToRenew,

  '`unknown` too early': (text) =>
    text.includes('SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint')
      ? Promise.resolve({ rows: [[Date.now() + 600_000]] })
      : undefined,

  'a rescue of `pushing`': (text, ask, client) =>
    text.includes('UPDATE leases SET holder')
      ? ask().then(async (acquired) => {
          if (acquired.rows.length > 0)
            await client.query(`UPDATE charges SET state = 'created' WHERE state = 'pushing'`);
          return acquired;
        })
      : undefined,
} satisfies Record<string, Answer>;

/** Loaded before the program. */
const bug = process.env['SEEDED_BUG'];
if (bug !== undefined && Object.hasOwn(SEEDED_BUGS, bug)) {
  const answer: Answer = SEEDED_BUGS[bug as keyof typeof SEEDED_BUGS];
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function queryWithBug(asked, ...more) {
    const text = typeof asked === 'string' ? asked : String((asked as { text?: unknown }).text);
    const ask = (): Promise<pg.QueryResult> => query.call(this, asked, ...more) as Promise<pg.QueryResult>;
    return answer(text, ask, this) ?? ask();
  };
}
