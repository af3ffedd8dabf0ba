import './telegram/api/no-debug.ts';
import { keyringOf } from './app/accounts.ts';
import { startApp } from './app/app.ts';
import { readConfig } from './app/settings.ts';
import { systemClock } from './runtime/clock.ts';
import type { CommonConfig, LiveConfig } from './config/config.ts';
import { newLog, newSecrets } from './runtime/log.ts';
import { runCommand } from './cli/run-command.ts';
import { runSandbox } from './sandbox/sandbox.ts';
import { sampledLog, type After } from './runtime/log-sampling.ts';
import { UNKNOWN_TOKEN } from './runtime/operator-error.ts';
import { openStore } from './store/store.ts';

/** Reads the configuration and runs what it asks for, until a signal or a fault that only a person can mend. */
async function main(): Promise<number> {
  const config = readConfig(process.env);
  return config.mode === 'live'
    ? await runLive(config.live, config.common)
    : await runSandbox(config.common, config.sandboxPort, untilSignal());
}

async function runLive(live: LiveConfig, common: CommonConfig): Promise<number> {
  const secrets = newSecrets(...live.secrets);
  const whole = newLog(common.logLevel, secrets);
  const log = sampledLog(whole, afterwards);
  // A fault that nobody caught ends the program, through the log that hides secrets.
  process.on('uncaughtException', (error) => {
    log.flush();
    whole.fatal({ err: error }, 'a fault that nobody planned');
    process.exit(1);
  });

  const keyring = keyringOf(common.secretKeys);
  const store = openStore(common.databasePath, keyring);
  const app = await startApp({
    common,
    live,
    store,
    keyring,
    secrets,
    log,
    clock: systemClock,
    random: Math.random,
    // Apart from the log, which may be kept and read by many.
    print: (line) => console.error(line),
  });
  const end = await Promise.race([untilSignal(), app.ended]);
  log.info({ end }, 'stopping');
  await app.stop();
  store.close();
  log.flush();
  if (end !== 'unauthorized') return 0;
  console.error(UNKNOWN_TOKEN);
  return 1;
}

const afterwards: After = (ms, act) => {
  const timer = setTimeout(act, ms).unref();
  return () => clearTimeout(timer);
};

/** Resolves at the first SIGINT or SIGTERM; a second one is the system's own. */
const untilSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });

await runCommand(main);
