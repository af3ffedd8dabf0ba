import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startApp } from '../app.ts';
import { systemClock } from '../clock.ts';
import type { CommonConfig, LiveConfig } from '../config.ts';
import { newLog } from '../log.ts';
import { StartError } from '../start-error.ts';
import { openStore } from '../store/store.ts';
import { startTelegram, type TelegramServer } from './bot-api/server.ts';
import type { SimUser } from './bot-api/types.ts';
import { startBosmi, type BosmiServer } from './bosmi/server.ts';
import { runTerminal } from './terminal.ts';

/** Made up: it opens nothing but the simulated Telegram on this machine. */
const TOKEN = '4545000000:AASandbox-token-that-opens-nothing-real';
const ACCOUNT = { apiKey: 'sandbox-key', username: 'sandbox', email: 'sandbox@tillbot.example' };
const MERCHANT: SimUser = { id: 4545, is_bot: false, first_name: 'You', language_code: 'en' };

/**
 * The same bot with no accounts: a simulated gateway and a simulated Telegram on 127.0.0.1, and this terminal as the
 * merchant's chat. Its database is made for this run and deleted with it, since the simulated chats are gone then, too.
 *
 * @param untilSignal resolves when the program should end
 * @returns the exit code
 */
export async function runSandbox(
  common: CommonConfig,
  port: number,
  untilSignal: Promise<unknown>,
): Promise<number> {
  const servers = await startServers(port);
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-sandbox-'));
  try {
    await runBot(common, servers, folder, untilSignal);
  } finally {
    await Promise.all([servers.bosmi.close(), servers.telegram.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

interface Servers {
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
}

async function runBot(
  common: CommonConfig,
  { telegram, bosmi }: Servers,
  folder: string,
  untilSignal: Promise<unknown>,
): Promise<void> {
  const logFile = join(folder, 'tillbot.log');
  const log = newLog(common.logLevel, [TOKEN, ACCOUNT.apiKey], pino.destination(logFile));
  telegram.openPrivateChat(MERCHANT);
  const live: LiveConfig = {
    telegramToken: TOKEN,
    telegramApiRoot: telegram.url,
    bosmi: { ...ACCOUNT, baseUrl: bosmi.url },
  };
  const store = openStore(join(folder, 'sandbox.db'));
  const app = await startApp({
    common: { ...common, ownerIds: [MERCHANT.id] },
    live,
    store,
    log,
    clock: systemClock,
    random: Math.random,
    sandboxed: true,
    print: (line) => console.log(line),
  });

  const closing = new AbortController();
  const terminal = runTerminal({ telegram, bosmi, merchant: MERCHANT, logFile, closing: closing.signal });
  await Promise.race([untilSignal, terminal]);
  closing.abort();
  // Whoever plays Telegram and the gateway goes first, so that nothing is waited for.
  await Promise.all([bosmi.close(), telegram.close()]);
  await app.stop();
  store.close();
}

async function startServers(port: number): Promise<Servers> {
  try {
    const telegram = await startTelegram({ port, token: TOKEN, clock: systemClock });
    const bosmi = await startBosmi({ clock: systemClock, random: Math.random, account: ACCOUNT });
    return { telegram, bosmi };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new StartError(
      `Port ${port} is in use. Stop what uses it, or choose another: SANDBOX_PORT=4600 npm start`,
    );
  }
}
