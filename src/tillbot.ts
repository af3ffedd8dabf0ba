#!/usr/bin/env -S node --max-semi-space-size=2 --max-old-space-size=256
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** `tillbot [command]`: what `npx tillbot` runs. The flags of Node above are those of `npm start`. */

const COMMANDS: ReadonlyMap<string, () => Promise<unknown>> = new Map<string, () => Promise<unknown>>([
  ['start', () => import('./start.ts')],
  ['sandbox', () => import('./cli/sandbox.ts')],
  ['backup', () => import('./cli/backup.ts')],
  ['restore', () => import('./cli/restore.ts')],
  ['invite', () => import('./cli/invite.ts')],
  ['merchants', () => import('./cli/merchants.ts')],
  ['keygen', () => import('./cli/keygen.ts')],
  ['move', () => import('./cli/move.ts')],
  ['hold', () => import('./cli/hold.ts')],
  ['rotate-key', () => import('./cli/rotate-key.ts')],
  ['doctor', () => import('./cli/doctor.ts')],
  ['health', () => import('./cli/health.ts')],
]);

const USAGE = `tillbot [COMMAND], in the folder that has .env and the database:

  start               runs the bot, or the sandbox if nothing is configured; this is the default
  sandbox             runs the sandbox, whatever is configured
  backup [FILE]       copies the database while the bot runs
  restore FILE        puts a copy back while the bot is stopped
  move --to ADDRESS   moves the database to PostgreSQL, or to a file, while the bot is stopped
  hold [on|off]       holds all pushes, as after a restore, or lets them go on
  invite              makes a link that lets somebody connect a shop
  merchants [WORDS]   lists the shops, and changes them (tillbot merchants help)
  keygen              prints a new SECRET_KEY
  rotate-key          seals everything anew under the first key of SECRET_KEY
  doctor              checks settings, database, clock, gateway and Telegram, and says what is wrong
  health              says whether the bot works or hangs (by HEALTH_FILE)
  version, help`;

/** As in package.json. An older Node would end with an error about some import. */
const LEAST_NODE = [24, 5] as const;

function isOldNode(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

async function run(word: string): Promise<void> {
  if (['help', '--help', '-h'].includes(word)) return console.log(USAGE);
  if (['version', '--version', '-v'].includes(word)) return console.log(version());
  const command = COMMANDS.get(word);
  if (command === undefined || isOldNode()) {
    console.error(
      command === undefined
        ? USAGE
        : `Tillbot needs Node ${LEAST_NODE.join('.')} or newer. This is ${process.version}.`,
    );
    process.exitCode = 1;
    return;
  }
  // A command reads its own words, as with `npm run`.
  process.argv.splice(2, 1);
  await command();
}

/**
 * Ends the program at a signal until it has a handler of its own, which stops it in order. In a container it is process 1, and the kernel passes that no signal
 * that it does not handle.
 */
function endAtSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
    });
}

if (process.pid === 1) endAtSignals();
await run(process.argv[2] ?? 'start');
