import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crash } from './crash.ts';
import { POINTS, POINTS_ON_POSTGRES } from './points.ts';
import { ownPostgres } from './postgres.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'sqlite' },
  },
});
const [times, seed] = [Number(values.times), Number(values.seed)];
const isPostgres = values.database === 'postgres';
const points = isPostgres ? POINTS_ON_POSTGRES : POINTS;
if (
  !Number.isSafeInteger(times) ||
  times < points.length ||
  times > 100_000 ||
  !Number.isSafeInteger(seed) ||
  !['sqlite', 'postgres'].includes(values.database)
) {
  process.stderr.write(
    `Usage: npm run crash -- --times 1000 --seed 1 --database sqlite|postgres     (${points.length} kills at least: one a point)\n`,
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'tillbot-crash-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const begun = performance.now();
const report = await crash({
  times,
  seed,
  folder,
  points,
  ...(isPostgres ? { database: await ownPostgres() } : {}),
  onKill: (killed, point) => {
    if (killed % 50 === 0 || killed === times)
      process.stdout.write(`  ${killed} kills, the last at ${point}\n`);
  },
});
const seconds = Math.round((performance.now() - begun) / 1_000);
const table = (counts: ReadonlyMap<string, number>): string[] =>
  [...counts].map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`);
process.stdout.write(
  [
    `killed ${[...report.hits.values()].reduce((sum, count) => sum + count, 0)} times in ${seconds} s, ${report.lives} lives, ${report.misses} without a hit`,
    'hits per point:',
    ...table(report.hits),
    `${report.commands} commands, ${report.pushes} pushes, charges by how they ended:`,
    ...table(report.states),
    `${report.breaches.length} breaches`,
    ...report.breaches.map((breach) => `  ${breach}`),
    `again: npm run crash -- --times ${times} --seed ${seed} --database ${values.database}`,
    '',
  ].join('\n'),
);
process.exitCode = report.breaches.length === 0 ? 0 : 1;
