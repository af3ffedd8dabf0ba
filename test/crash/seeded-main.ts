import '../../src/telegram/api/no-debug.ts';
import { keyringOf } from '../../src/app/accounts.ts';
import { startApp } from '../../src/app/app.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { readConfig } from '../../src/app/settings.ts';
import { freeRatio } from '../../src/runtime/disk.ts';
import { newLog, newSecrets } from '../../src/runtime/log.ts';
import { openDatabase } from '../../src/store/engines/sqlite/database.ts';
import { storeOn } from '../../src/store/store.ts';
import { dbOn } from '../support/sqlite.ts';
import { isSeededBug, SEEDED_BUGS } from './seeded-bugs.ts';

/** The program as `main.ts` starts it, with one seeded bug in its store. The crash tests must find it. */
const config = readConfig(process.env);
const name = process.env['SEEDED_BUG'] ?? '';
if (config.mode !== 'live' || !isSeededBug(name)) throw new Error(`there is no seeded bug ${name}`);
const { live, common } = config;
const secrets = newSecrets();
const log = newLog(common.logLevel, secrets);
const keyring = keyringOf(common.secretKeys);
const engine = openDatabase(common.databasePath);
const store = SEEDED_BUGS[name](
  { ...storeOn(engine, keyring), close: () => engine.close() },
  dbOn(engine.sqlite),
);
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
  print: () => undefined,
});
await Promise.race([
  app.ended,
  new Promise((resolve) => {
    process.once('SIGTERM', resolve);
  }),
]);
await app.stop();
engine.close();
