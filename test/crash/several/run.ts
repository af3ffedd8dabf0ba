import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { campaign } from './campaign.ts';
import { HARMS } from './harms.ts';

/** `npm run crash:several -- --times 80 --seed 1` */
const { values } = parseArgs({
  options: { times: { type: 'string', default: '80' }, seed: { type: 'string', default: '1' } },
});
const [times, seed] = [Number(values.times), Number(values.seed)];
if (!Number.isSafeInteger(times) || times < HARMS.length || !Number.isSafeInteger(seed)) {
  process.stderr.write(
    `Usage: npm run crash:several -- --times 80 --seed 1     (${HARMS.length} harms at least: one of each)\n`,
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'tillbot-several-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const begun = performance.now();
const report = await campaign({
  times,
  seed,
  folder,
  onHarm: (done, what, ms) =>
    process.stdout.write(`  ${done}  ${what}${ms === undefined ? '' : `: taken over in ${seconds(ms)} s`}\n`),
});

function seconds(ms: number | undefined): string {
  return ms === undefined ? '-' : (ms / 1_000).toFixed(1);
}

/** The value below which a share of some are. */
const quantile = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

const takeovers = HARMS.map(({ name }) => {
  const times = report.takeovers
    .filter(({ harm }) => harm === name)
    .map(({ ms }) => ms)
    .toSorted((a, b) => a - b);
  const figures = [0.5, 0.95, 1].map((share) => seconds(quantile(times, share)).padStart(6)).join(' ');
  const counts = [report.harms.get(name) ?? 0, times.length].map((n) => String(n).padStart(6)).join(' ');
  return `  ${name.padEnd(36)}${counts} ${figures}`;
});
process.stdout.write(
  [
    `${times} harms to the leader of three programs in ${Math.round((performance.now() - begun) / 1_000)} s, ${report.misses} without a hit`,
    `  ${'harm'.padEnd(36)}  done  taken    p50    p95    max  (seconds until another program serves)`,
    ...takeovers,
    `${report.commands} commands, ${report.pushes} pushes, ${report.doubled} notices doubled`,
    `${report.breaches.length} breaches`,
    ...report.breaches.map((breach) => `  ${breach}`),
    `again: npm run crash:several -- --times ${times} --seed ${seed}`,
    '',
  ].join('\n'),
);
process.exitCode = report.breaches.length === 0 ? 0 : 1;
