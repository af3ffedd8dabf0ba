import { parseArgs } from 'node:util';
import { notLinear } from './linear.ts';
import { PROPERTIES } from './properties.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    only: { type: 'string', default: '' },
    path: { type: 'string' },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const chosen = PROPERTIES.filter(({ name }) => name.includes(values.only));
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed) || chosen.length === 0) {
  process.stderr.write(
    'Usage: npm run fuzz -- --runs 100000 [--seed 1] [--only "part of a name" [--path 0:1]]\n',
  );
  process.exit(2);
}

process.stdout.write(`seed ${seed}\n`);
const rows: {
  readonly name: string;
  readonly cases: number;
  readonly ms: number;
  readonly failure: string | undefined;
}[] = [];
for (const property of chosen) {
  const begun = performance.now();
  const { cases, failure } = await property.try(Math.min(runs, property.most), seed, values.path);
  const ms = performance.now() - begun;
  rows.push({ name: property.name, cases, ms, failure });
  process.stdout.write(`${failure === undefined ? 'holds' : 'FAILS'}  ${property.name}\n`);
  if (failure !== undefined) process.stdout.write(`${failure.replace(/^/gm, '    ')}\n`);
}

const total = rows.reduce((sum, { ms }) => sum + ms, 0);
const cases = rows.reduce((sum, row) => sum + row.cases, 0);
const failed = rows.filter(({ failure }) => failure !== undefined).length;
process.stdout.write(
  [
    '',
    '    cases   time  property',
    ...rows.map(
      ({ name, cases, ms }) =>
        `${String(cases).padStart(9)}  ${`${Math.round((100 * ms) / total)} %`.padStart(5)}  ${name}`,
    ),
    `${cases} cases of ${rows.length} properties in ${Math.round(total / 1_000)} s with seed ${seed}: ${failed} failed`,
    '',
  ].join('\n'),
);

// Times are measured only here, never by `npm test`: a busy machine must not fail a test.
const { measured, slow } = values.only === '' ? notLinear() : { measured: 0, slow: [] };
if (measured > 0) {
  const said = slow.map((one) => `    FAILS to be linear: ${one}\n`).join('');
  process.stdout.write(
    `${said}twice the text costs about twice: ${measured - slow.length} of ${measured} texts\n`,
  );
}
process.exitCode = failed + slow.length === 0 ? 0 : 1;
