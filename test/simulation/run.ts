import { parseArgs } from 'node:util';
import { runSeeds } from './seeds.ts';

/**
 * `npm run simulate -- --seeds 1000 --from 1`. One seed alone prints its trace when it breaks a promise. With `--programs 3`, so many programs share
 * the database, and one of them leads.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    programs: { type: 'string', default: '1' },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
const programs = Number(values.programs);
if (
  !Number.isSafeInteger(from) ||
  !Number.isSafeInteger(seeds) ||
  seeds < 1 ||
  from < 0 ||
  ![1, 2, 3].includes(programs)
) {
  process.stderr.write('Usage: npm run simulate -- --seeds 1000 --from 1 --programs 1\n');
  process.exit(2);
}

const faults = new Map<string, number>();
let [run, hours, charges, paid, failed] = [0, 0, 0, 0, 0];
const begun = performance.now();
const again = programs === 1 ? '' : ` --programs ${programs}`;
await runSeeds(from, seeds, programs, (result) => {
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
