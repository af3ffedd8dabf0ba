import { parseArgs } from 'node:util';
import { machine } from './figures/machine.ts';
import { textTable } from './figures/table.ts';
import { randomNumbers } from './history/sales.ts';
import { PARTS } from './parts/parts.ts';
import type { Part, Settings } from './parts/part.ts';
import { writeFindings } from './figures/document.ts';

/** `npm run bench`. It judges nothing: it exits with 0 whatever it finds, and with 1 if a part could not be measured. */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
    note: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const unknown = values.only.filter((name) => !PARTS.some((part) => part.name === name));
if (values.help || unknown.length > 0 || !Number.isSafeInteger(rounds) || rounds < 1 || rounds > 100) {
  process.stderr.write(
    [
      'Usage: npm run bench -- [--quick] [--only <part>]… [--rounds 3] [--write] [--note "on a busy machine"]',
      ...PARTS.map(
        ({ name, when, title }) =>
          `  ${name.padEnd(12)} ${title}${when === 'long' ? ' (only if named)' : ''}`,
      ),
      '',
    ].join('\n'),
  );
  process.exit(values.help ? 0 : 2);
}

const isWanted = ({ name, when }: Part): boolean =>
  values.only.length > 0
    ? values.only.includes(name)
    : when === 'quick' || (when === 'usual' && !values.quick);
const settings: Settings = {
  isQuick: values.quick,
  rounds,
  random: randomNumbers(1),
  say: (line) => process.stdout.write(`  ${line}\n`),
};
/** What to type to measure the same again. */
const commandFor = (part: Part): string =>
  [
    `npm run bench -- --only ${part.name}`,
    ...(values.quick ? ['--quick'] : []),
    ...(values.rounds === undefined ? [] : [`--rounds ${rounds}`]),
  ].join(' ');

for (const part of PARTS.filter(isWanted)) {
  const about = machine();
  process.stdout.write(`\n${part.title}\n  ${about}\n`);
  try {
    await measure(part, about);
  } catch (error) {
    // The other parts are measured all the same.
    process.stdout.write(`  could not be measured: ${String(error)}\n`);
    process.exitCode = 1;
  }
}

async function measure(part: Part, about: string): Promise<void> {
  const begun = performance.now();
  const findings = await part.run(settings);
  const seconds = Math.round((performance.now() - begun) / 1_000);
  process.stdout.write(`\n${findings.table.length > 0 ? `${textTable(findings.table)}\n` : ''}`);
  for (const note of findings.notes ?? []) process.stdout.write(`  ${note}\n`);
  process.stdout.write(`  ${seconds} s\n`);
  const { note } = values;
  if (values.write)
    writeFindings(part, findings, { command: commandFor(part), machine: about, seconds, note });
}
