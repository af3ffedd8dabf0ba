import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { startTelegram } from '../../src/sandbox/bot-api/server.ts';
import { startBosmi } from '../../src/sandbox/bosmi/server.ts';
import { startProgram, type Program } from './program.ts';
import { asha, chatOf, TOKEN } from './shop.ts';
import { tempFolder } from './store.ts';

export const ACCOUNT = { apiKey: 'process-Key#1', username: 'mamaduka', email: 'mama@duka.example' };

/** Starts simulated servers for the real program. Time runs at the machine's own speed. */
export async function liveWorld() {
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  const bosmi = await startBosmi({ clock: systemClock, random: Math.random, account: ACCOUNT });
  onTestFinished(async () => {
    await Promise.all([telegram.close(), bosmi.close()]);
  });
  telegram.openPrivateChat(asha);
  bosmi.behave('everyone', { kind: 'by-hand' });
  const folder = tempFolder();
  const environment = {
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: telegram.url,
    BOSMI_API_KEY: ACCOUNT.apiKey,
    BOSMI_USERNAME: ACCOUNT.username,
    BOSMI_EMAIL: ACCOUNT.email,
    BOSMI_BASE_URL: bosmi.url,
    OWNER_IDS: `${asha.id}`,
  };
  const pushes = () => bosmi.requests.filter(({ endpoint }) => endpoint === 'push');
  const start = async (over: Readonly<Record<string, string>> = {}): Promise<Program> => {
    const program = startProgram(folder, { ...environment, ...over });
    await program.prints(/the bot is up/);
    return program;
  };
  return { telegram, bosmi, folder, environment, pushes, start, chat: chatOf(telegram, asha.id) };
}
