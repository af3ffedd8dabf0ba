import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' } },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(seeds) || seeds < 1) {
  process.stderr.write('Usage: npm run simulate -- --seeds 1000 --from 1\n');
  process.exit(2);
}

const faults = new Map<string, number>();
let [hours, charges, paid, failed] = [0, 0, 0, 0];
const begun = performance.now();
for (let seed = from; seed < from + seeds; seed += 1) {
  const run = await simulate(seed);
  hours += run.hours;
  charges += run.charges;
  paid += run.paid;
  for (const [name, count] of run.faults) faults.set(name, (faults.get(name) ?? 0) + count);
  if (run.broken.length === 0) continue;
  failed += 1;
  const trace = seeds === 1 ? `\n${run.trace.join('\n')}` : '';
  process.stdout.write(
    `seed ${seed} breaks:\n  ${run.broken.join('\n  ')}\n  (npm run simulate -- --seeds 1 --from ${seed})${trace}\n`,
  );
}
const minutes = (performance.now() - begun) / 60_000;
const table = [...faults]
  .toSorted(([, a], [, b]) => b - a)
  .map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`);
process.stdout.write(
  [
    `${seeds} seeds from ${from}: ${failed} failed`,
    `${charges} charges, ${paid} of them paid, in ${Math.round(hours)} simulated hours (${Math.round(hours / minutes)} a minute)`,
    'faults:',
    ...table,
    '',
  ].join('\n'),
);
process.exitCode = failed === 0 ? 0 : 1;
