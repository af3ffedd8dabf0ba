import './telegram/api/no-debug.ts';
import { keyringOf } from './app/accounts.ts';
import { startApp } from './app/app.ts';
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

  const keyring = keyringOf(common.secretKeys);
  const store = await openStoreAt(common.database, keyring, systemClock);
  const app = await startApp({
    common,
    live,
    store,
    keyring,
    secrets,
    log,
    clock: systemClock,
    random: Math.random,
    freeRatio,
    // Not through the log: what is printed may be a secret link, and logs are kept and read by many.
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

/** Timers that do not keep the process alive. */
const afterwards: After = (ms, act) => {
  const timer = setTimeout(act, ms).unref();
  return () => clearTimeout(timer);
};

await runCommand(main);
