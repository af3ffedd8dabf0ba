import './telegram/api/no-debug.ts';
import { keyringOf } from './app/accounts.ts';
import { startApp } from './app/app.ts';
import type { CompetingParts } from './app/compete.ts';
import { readConfig } from './app/settings.ts';
import { runCommand } from './cli/run-command.ts';
import type { CommonConfig, LiveConfig } from './config/config.ts';
import { systemClock } from './runtime/clock.ts';
import { freeRatio } from './runtime/disk.ts';
import { withHealthFile } from './runtime/health-file.ts';
import { sampledLog, type After } from './runtime/log-sampling.ts';
import { newLog, newSecrets } from './runtime/log.ts';
import { UNKNOWN_TOKEN } from './runtime/operator-error.ts';
import { untilSignal } from './runtime/until-signal.ts';
import { openStoreAt } from './store/store.ts';
import type { Ended } from './telegram/inbound/long-polling.ts';

/**
 * Reads the configuration and runs the live bot or the sandbox. Ends at a signal, or when Telegram does not know the token.
 *
 * @returns the exit code
 */
async function main(): Promise<number> {
  const config = readConfig(process.env);
  return await withHealthFile(config.common.healthFile, async () => {
    if (config.mode === 'live') return await runLive(config.live, config.common);
    // The live bot need not load it.
    const { runSandbox } = await import('./sandbox/sandbox.ts');
    return await runSandbox(config.common, config.sandboxPort, untilSignal());
  });
}

async function runLive(live: LiveConfig, common: CommonConfig): Promise<number> {
  const secrets = newSecrets(...live.secrets);
  const whole = newLog(common.logLevel, secrets);
  const log = sampledLog(whole, afterwards);
  // An uncaught error ends the program. It is logged first, because the log hides secrets and Node's own message does not.
  process.on('uncaughtException', (error) => {
    log.flush();
    whole.fatal({ err: error }, 'uncaught error');
    process.exit(1);
  });

  const parts = {
    common,
    live,
    keyring: keyringOf(common.secretKeys),
    secrets,
    log,
    clock: systemClock,
    random: Math.random,
    freeRatio,
    // Not through the log: what is printed may be a secret link, and logs are kept and read by many.
    print: (line: string) => console.error(line),
  };
  const end = 'url' in common.database ? await runShared(parts, common.database.url) : await runAlone(parts);
  log.flush();
  if (end !== 'unauthorized') return 0;
  console.error(UNKNOWN_TOKEN);
  return 1;
}

/** Runs the bot on a file, which no other program uses. */
async function runAlone(parts: CompetingParts): Promise<Ended | NodeJS.Signals> {
  const { common, keyring, log } = parts;
  const store = await openStoreAt(common.database, keyring, systemClock);
  const app = await startApp({ ...parts, store });
  const end = await Promise.race([untilSignal(), app.ended]);
  log.info({ end }, 'stopping');
  await app.stop();
  store.close();
  return end;
}

/** Runs the bot on a database that it shares with others, of which one leads. A bot on a file need not load this. */
async function runShared(parts: CompetingParts, url: string): Promise<Ended | NodeJS.Signals> {
  const { compete } = await import('./app/compete.ts');
  const end = await compete(parts, url, untilSignal());
  // Connections to a database that is away would keep the program for long.
  setTimeout(() => process.exit(), EXIT_MS).unref();
  return end;
}

const EXIT_MS = 500;

/** Timers that do not keep the process alive. */
const afterwards: After = (ms, act) => {
  const timer = setTimeout(act, ms).unref();
  return () => clearTimeout(timer);
};

await runCommand(main);
