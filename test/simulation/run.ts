import { parseArgs } from 'node:util';
import { runSeedsOnPostgres } from './on-postgres.ts';
import { runSeeds, type SeedResult } from './seeds.ts';

type OnResult = (result: SeedResult) => void;

/**
 * `npm run simulate -- --seeds 1000 --from 1`. One seed alone prints its trace when it breaks a promise. With `--programs 3`, so many programs share
 * the database, and one of them leads.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    database: { type: 'string', default: 'sqlite' },
    programs: { type: 'string', default: '1' },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
const programs = Number(values.programs);
const runOn = {
  sqlite: (onResult: OnResult) => runSeeds(from, seeds, programs, onResult),
  postgres: (onResult: OnResult) => runSeedsOnPostgres(from, seeds, onResult),
}[values.database];
if (
  !Number.isSafeInteger(from) ||
  !Number.isSafeInteger(seeds) ||
  seeds < 1 ||
  from < 0 ||
  runOn === undefined ||
  ![1, 2, 3].includes(programs) ||
  (programs > 1 && values.database !== 'sqlite')
) {
  process.stderr.write(
    'Usage: npm run simulate -- --seeds 1000 --from 1 --programs 1|2|3, or --database postgres with one program\n',
  );
  process.exit(2);
}

const faults = new Map<string, number>();
let [run, hours, charges, paid, failed] = [0, 0, 0, 0, 0];
const begun = performance.now();
const again =
  (programs === 1 ? '' : ` --programs ${programs}`) +
  (values.database === 'sqlite' ? '' : ` --database ${values.database}`);
await runOn((result) => {
  run += 1;
  hours += result.hours;
  charges += result.charges;
  paid += result.paid;
  for (const [name, count] of result.faults) faults.set(name, (faults.get(name) ?? 0) + count);
  if (result.broken.length === 0) return;
  failed += 1;
  const trace = seeds === 1 ? `\n${(result.trace ?? []).join('\n')}` : '';
  process.stdout.write(
    `seed ${result.seed} breaks:\n  ${result.broken.join('\n  ')}\n  (npm run simulate -- --seeds 1 --from ${result.seed}${again})${trace}\n`,
  );
});
const minutes = (performance.now() - begun) / 60_000;
const table = [...faults]
  .toSorted(([, a], [, b]) => b - a)
  .map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`);
process.stdout.write(
  [
    `${run} seeds from ${from}: ${failed} failed`,
    `${charges} charges, ${paid} of them paid, in ${Math.round(hours)} simulated hours (${Math.round(hours / minutes)} a minute)`,
    'faults:',
    ...table,
    '',
  ].join('\n'),
);
process.exitCode = failed === 0 ? 0 : 1;
