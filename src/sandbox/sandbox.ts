import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../runtime/clock.ts';
import type { CommonConfig } from '../config/config.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { codeOf } from '../runtime/error-code.ts';
import { startBotProcess, type BotProcess } from './bot-process.ts';
import { startTelegram, type TelegramServer } from './bot-api/server.ts';
import { startBosmi, type BosmiServer } from './bosmi/server.ts';
import { newSecretKey } from '../security/keyring.ts';
import { history } from './history/history.ts';
import { MAMA_DUKA, salon } from './history/made-up-shops.ts';
import { ASHA, CHATS, GROUP, JUMA } from './people.ts';
import { foundSecondShop } from './second-shop.ts';
import { startPageServer } from './page-server.ts';
import { simulation as newSimulation } from './simulation.ts';

/** Made up. Only the simulated Telegram on this machine accepts it. */
const TOKEN = '4545000000:AASandbox-token-that-opens-nothing-real';
const ACCOUNT = { apiKey: 'sandbox-key', username: 'sandbox', email: 'sandbox@tillbot.example' };
const SECOND_ACCOUNT = { apiKey: 'second-key', username: 'second', email: 'second@tillbot.example' };
/** The account of a third shop. It is connected in the chat, as README.md beside this file says. */
const THIRD_ACCOUNT = { apiKey: 'third-key', username: 'third', email: 'third@tillbot.example' };

/**
 * Runs the same bot with no accounts: a simulated gateway and a simulated Telegram on 127.0.0.1, a page with the merchant's chat
 * and the customers' phones, and the real program in a process of its own. The database lasts as long as the run, because the
 * simulated chats do.
 *
 * @param untilSignal resolves when the program should end
 * @returns the exit code
 */
export async function runSandbox(
  common: CommonConfig,
  port: number,
  untilSignal: Promise<unknown>,
): Promise<number> {
  const startedAt = systemClock.now();
  const folder = temporaryFolder();
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  const bosmi = await startBosmi({ clock: systemClock, random: Math.random, account: ACCOUNT });
  for (const { chat, speakers } of CHATS) {
    if (chat.type !== 'private') telegram.addGroup(chat, { admins: speakers });
    else for (const speaker of speakers) telegram.openPrivateChat(speaker);
  }
  bosmi.addAccount(SECOND_ACCOUNT);
  bosmi.addAccount(THIRD_ACCOUNT);
  // Asha links the group to her shop.
  telegram.sendText(ASHA, GROUP.id, '/link');
  const databasePath = join(folder, 'sandbox.db');
  const secretKey = newSecretKey();
  const second = await foundSecondShop(databasePath, secretKey, SECOND_ACCOUNT, startedAt);
  const simulation = newSimulation({ telegram, bosmi, databasePath, timeZone: common.timeZone, startedAt });
  let bot: BotProcess | undefined;
  try {
    const page = await startPage(port, {
      telegram,
      bosmi,
      simulation,
      killBot: () => bot?.kill(),
      history: history(databasePath, common.timeZone, startedAt, [MAMA_DUKA, salon(second)]),
    });
    const logFile = join(folder, 'tillbot.log');
    bot = startBotProcess({
      folder,
      logFile,
      environment: environmentOf(common, telegram, bosmi, { databasePath, secretKey }),
      onStatus: simulation.botIs,
    });
    console.log(welcome(page.url, logFile));
    try {
      await Promise.race([untilSignal, bot.failed]);
    } finally {
      // The simulated servers stop first, so that the bot does not wait for their answers.
      await Promise.all([bosmi.close(), telegram.close(), page.close()]);
      await bot.stop();
    }
  } finally {
    simulation.close();
    await Promise.all([bosmi.close(), telegram.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

/** @throws OperatorError when the folder cannot be made */
function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'tillbot-sandbox-'));
  } catch (error) {
    throw new OperatorError(
      `No folder for the sandbox can be made in ${tmpdir()} (${codeOf(error)}). Name another one: TMPDIR=/tmp npm start`,
    );
  }
}

const welcome = (url: string, logFile: string): string => `
Tillbot sandbox: the real bot, with a simulated M-Pesa and a simulated Telegram. No accounts, no real money.

  Open     ${url}
  Send     /charge 0700000001 500       (or 0712345678, and play the customer on the page)
  Leave    Ctrl+C

  (The bot's log: ${logFile})
`;

/** The bot's whole configuration: that of a live bot, with the addresses of the simulated servers. */
const environmentOf = (
  { confirmMs, watchMs, timeZone, logLevel }: CommonConfig,
  telegram: TelegramServer,
  bosmi: BosmiServer,
  { databasePath, secretKey }: { readonly databasePath: string; readonly secretKey: string },
): Record<string, string> => ({
  TELEGRAM_BOT_TOKEN: TOKEN,
  TELEGRAM_API_ROOT: telegram.url,
  BOSMI_API_KEY: ACCOUNT.apiKey,
  BOSMI_USERNAME: ACCOUNT.username,
  BOSMI_EMAIL: ACCOUNT.email,
  BOSMI_BASE_URL: bosmi.url,
  DATABASE_URL: `file:${databasePath}`,
  OWNER_IDS: [ASHA, JUMA].map(({ id }) => id).join(','),
  CHARGE_TIMEOUT_SECONDS: `${confirmMs / 1_000}`,
  WATCH_HOURS: `${watchMs / 3_600_000}`,
  TIME_ZONE: timeZone,
  SECRET_KEY: secretKey,
  // A person who tries the sandbox charges the same few customers again and again.
  PHONE_CHARGES_PER_10_MINUTES: '20',
  PHONE_CHARGES_PER_DAY: '1000',
  // The sandbox reads in the log that the bot is up.
  LOG_LEVEL: logLevel === 'debug' ? 'debug' : 'info',
});

async function startPage(
  port: number,
  parts: Omit<Parameters<typeof startPageServer>[0], 'port'>,
): ReturnType<typeof startPageServer> {
  try {
    return await startPageServer({ port, ...parts });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new OperatorError(
      `Port ${port} is in use. Stop what uses it, or choose another: SANDBOX_PORT=4600 npm start`,
    );
  }
}
