/**
 * Which way imports may go. `npm run check` runs it; test/boundaries.test.ts plants a breach of every rule.
 */

/** An import only points to a folder above its own in this list. */
const LAYERS = [
  'domain',
  'runtime',
  'security',
  'config',
  'gateway',
  'store',
  'payments',
  'reports',
  'telegram',
  'http',
  'sandbox',
  'app',
  'cli',
  'main.ts|start.ts|start-from-source.js|tillbot.ts',
];

const downwards = LAYERS.slice(0, -1).map((layer, place) => ({
  name: `${layer}-imports-upwards`,
  comment: `${layer}/ may import the folders before it: ${LAYERS.slice(0, place).join(', ') || 'none'}.`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: `^src/(?:${LAYERS.slice(place + 1).join('|')})(?:/|$)` },
}));

/** A package that only one folder of src/ may import. */
const only = (folder, packages) => ({
  name: `${packages}-elsewhere`,
  comment: `Only ${folder} imports ${packages}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${folder}/` },
  to: { path: `node_modules/(?:@types/|@)?${packages}(?:/|$)` },
});

export default {
  forbidden: [
    ...downwards,
    {
      name: 'domain-imports-only-itself',
      comment: 'domain/ is pure: no package and nothing of Node.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    only('store', 'drizzle-orm'),
    only('store/engines/sqlite', 'better-sqlite3'),
    only('store/engines/postgres', 'pg'),
    only('telegram', 'telegraf'),
    only('gateway', 'undici'),
    only('(?:http|sandbox)', 'hono'),
    only('http', 'prom-client'),
    only('reports', '(?:napi-rs|chart\\.js)'),
    {
      name: 'drawing-in-the-main-thread',
      comment: 'Only the thread that draws (drawing-worker.ts) loads the libraries that do.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/reports/(?:drawing-worker|draw-chart|draw-receipt|fonts)\\.ts$' },
      to: {
        path: '^src/reports/(?:draw-chart|draw-receipt|fonts)\\.ts$|node_modules/(?:@napi-rs|chart\\.js)/',
      },
    },
    {
      name: 'provider-elsewhere',
      comment: 'Only the list of providers (gateway/providers.ts) imports a provider of payments.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/gateway/(?:[^/]+/|providers\\.ts$)' },
      to: { path: '^src/gateway/[^/]+/' },
    },
    {
      name: 'port-knows-an-implementation',
      comment: "The store's port names domain types alone: nothing of SQL, Drizzle or an engine.",
      severity: 'error',
      from: { path: '^src/store/port/' },
      to: { pathNot: '^src/(?:store/port|domain|security|runtime)/' },
    },
    {
      name: 'store-chooses-an-engine',
      comment: 'The queries know an engine by engine.ts. Only store.ts chooses one.',
      severity: 'error',
      from: { path: '^src/store/', pathNot: '^src/store/(?:engines/|store\\.ts$)' },
      to: { path: '^src/store/engines/' },
    },
    {
      name: 'postgres-loaded-at-start',
      comment: "PostgreSQL's engine is loaded by a dynamic import: a start on SQLite does without it.",
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/store/engines/postgres/' },
      to: { path: '^src/store/engines/postgres/', dynamic: false },
    },
    {
      name: 'contract-knows-an-engine',
      comment: "The contract's tests use the store's port alone. Only engines.ts opens an engine.",
      severity: 'error',
      from: { path: '^test/store/contract/', pathNot: '/engines\\.ts$' },
      to: {
        pathNot: [
          '^src/(?:store/port|domain|security)/',
          '^test/(?:support|store/contract)/',
          'node_modules/(?:vitest|fast-check)/',
        ],
      },
    },
    {
      name: 'contract-sees-rows',
      comment: "The contract's tests cannot look at an engine's rows, by a helper either.",
      severity: 'error',
      from: { path: '^test/store/contract/', pathNot: '/engines\\.ts$' },
      to: {
        path: '^test/support/(?:sqlite|failing-statements|recorded-statements|query-plans)\\.ts$',
      },
    },
    {
      name: 'store-behind-its-port',
      comment:
        'Outside of store/, only its port and store.ts are imported. app/, cli/ and sandbox/ also choose an engine.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:store|app|cli|sandbox)/' },
      to: { path: '^src/store/', pathNot: '^src/store/(?:port/|store\\.ts$)' },
    },
    {
      name: 'queries-elsewhere',
      comment: 'app/, cli/ and sandbox/ open a database, and do not run queries.',
      severity: 'error',
      from: { path: '^src/(?:app|cli|sandbox)/' },
      to: {
        path: '^src/store/',
        pathNot: '^src/store/(?:port/|store\\.ts$|engines/(?:sqlite/|(?:beside-tillbot|move)\\.ts$))',
      },
    },
    {
      name: 'test-code-in-src',
      comment: 'src/ stands without test/.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphan',
      comment: 'Every file is reached from main.ts, a command or the page.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/(?:cli/|main\\.ts$|sandbox/page/)' },
      to: {},
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/sandbox/page/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.d.ts'],
    },
  },
};
