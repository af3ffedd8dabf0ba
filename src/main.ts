import './telegram/no-debug.ts';
import { startApp } from './app.ts';
import { systemClock } from './clock.ts';
import { readConfig, type CommonConfig, type LiveConfig } from './config.ts';
import { newLog } from './log.ts';
import { runCommand } from './program.ts';
import { runSandbox } from './sandbox/sandbox.ts';
import { openStore } from './store/store.ts';

/** Reads the configuration and runs what it asks for, until a signal or a fault that only a person can mend. */
async function main(): Promise<number> {
  const config = readConfig(process.env);
  return config.mode === 'live'
    ? await runLive(config.live, config.common)
    : await runSandbox(config.common, config.sandboxPort, untilSignal());
}

async function runLive(live: LiveConfig, common: CommonConfig): Promise<number> {
  const log = newLog(common.logLevel, [live.telegramToken, live.bosmi.apiKey, live.bosmi.email]);
  // A fault that nobody caught ends the program, through the log that hides secrets.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'a fault that nobody planned');
    process.exit(1);
  });

  const store = openStore(common.databasePath);
  const app = await startApp({
    common,
    live,
    store,
    log,
    clock: systemClock,
    random: Math.random,
    print: (line) => console.log(line),
  });
  const end = await Promise.race([untilSignal(), app.ended]);
  log.info({ end }, 'stopping');
  await app.stop();
  store.close();
  if (end !== 'unauthorized') return 0;
  console.error(
    'Telegram does not know this bot token. Get a new one from @BotFather and set TELEGRAM_BOT_TOKEN.',
  );
  return 1;
}

/** Resolves at the first SIGINT or SIGTERM; a second one is the system's own. */
const untilSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });

await runCommand(main);
