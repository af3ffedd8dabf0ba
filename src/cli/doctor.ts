import { keyringOf } from '../app/accounts.ts';
import { readConfig } from '../app/settings.ts';
import type { Config, LiveConfig } from '../config/config.ts';
import { readDatabase, readSecretKeys } from '../config/single-settings.ts';
import { systemClock } from '../runtime/clock.ts';
import { newSecrets } from '../runtime/log.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { redact } from '../runtime/redaction.ts';
import { proxyAgent } from '../telegram/api/proxy.ts';
import { checkBot } from './doctor/check-bot.ts';
import { checkDatabase, checkDisk } from './doctor/check-database.ts';
import { checkGateway } from './doctor/check-gateway.ts';
import { checkClock, checkTelegram } from './doctor/check-telegram.ts';
import { exitCodeOf, shown, type Finding } from './doctor/finding.ts';
import { runCommand } from './run-command.ts';

/**
 * `npm run doctor`: checks settings, database, clock, gateway and Telegram from this machine, and says what is wrong and how to mend it.
 * It changes nothing, and may be used while the bot runs. Its exit code: 0 if all is well, 1 if something is wrong, 2 if somebody should look.
 */
await runCommand(async () => {
  const { finding, config } = checkSettings();
  const findings: readonly Finding[] = [
    finding,
    ...(await checkFiles()),
    ...(config?.mode === 'live' ? await checkLive(config.live) : []),
  ];
  const secrets = newSecrets(...(config?.mode === 'live' ? config.live.secrets : []));
  console.log(redact(shown(findings), [secrets.hidden]));
  return exitCodeOf(findings);
});

function checkSettings(): { readonly finding: Finding; readonly config: Config | undefined } {
  const about = 'settings';
  try {
    const config = readConfig(process.env);
    const finding: Finding =
      config.mode === 'live'
        ? { about, result: 'ok', what: 'The settings are complete.' }
        : {
            about,
            result: 'failed',
            what: 'No bot is set up: neither its token nor an account at a gateway is in the settings. `npm start` would run the sandbox.',
            remedy: 'Copy .env.example to .env and fill it in, in the folder in which you start the bot.',
          };
    return { finding, config };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const remedy = 'Mend them first: the gateway and Telegram are checked after that.';
    return { finding: { about, result: 'failed', what: error.message, remedy }, config: undefined };
  }
}

/** What is checked whatever else is set. Settings that are wrong have been told. */
async function checkFiles(): Promise<readonly Finding[]> {
  try {
    const database = readDatabase(process.env);
    const keyring = keyringOf(readSecretKeys(process.env));
    const findings = await checkDatabase(database, keyring);
    // The disk of PostgreSQL's machine cannot be seen from here.
    return 'path' in database ? [...findings, await checkDisk(database.path)] : findings;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return [];
  }
}

async function checkLive(live: LiveConfig): Promise<readonly Finding[]> {
  const agent = live.telegramProxy === undefined ? undefined : await proxyAgent(live.telegramProxy);
  return await Promise.all([
    checkClock(live, agent, systemClock),
    checkTelegram(live, agent),
    checkGateway(live),
    ...(live.http === undefined ? [] : [checkBot(live.http)]),
  ]);
}
