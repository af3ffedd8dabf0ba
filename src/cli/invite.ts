import { z } from 'zod';
import { systemClock } from '../runtime/clock.ts';
import { readConfig } from '../app/settings.ts';
import type { LiveConfig } from '../config/config.ts';
import { needSecretKeys } from '../config/single-settings.ts';
import { runCommand } from './run-command.ts';
import { hashOfCode, newCode } from '../security/keyring.ts';
import { OperatorError, UNKNOWN_TOKEN } from '../runtime/operator-error.ts';
import { besideTillbot } from '../store/engines/beside-tillbot.ts';
import { boundedApi } from '../telegram/api/bounded-api.ts';
import { newTelegraf } from '../telegram/bot/bot.ts';
import { proxyAgent } from '../telegram/api/proxy.ts';

const LIFE_HOURS = 24;
/** Short, because somebody waits at the terminal. */
const TELEGRAM_TIMEOUT_MS = 10_000;

/** `npm run invite`: makes a one-time link that lets somebody connect a shop, while the bot runs. */
await runCommand(async () => {
  const config = readConfig(process.env);
  if (config.mode !== 'live')
    throw new OperatorError(
      'There is no bot to invite to: TELEGRAM_BOT_TOKEN and the BOSMI_… settings are missing.',
    );
  // Without a key the bot could not store the shop's account.
  needSecretKeys(process.env);

  const code = newCode();
  const answer = await besideTillbot(config.common.database, async ({ members }) => {
    const answer = await usernameOf(config.live);
    const at = systemClock.now();
    const invite = { codeHash: hashOfCode(code), merchantId: null, role: null };
    await members.invite({ ...invite, expiresAt: at + LIFE_HOURS * 3_600_000 }, 'operator', at);
    return answer;
  });
  if ('username' in answer) {
    console.log(
      `Whoever opens this link first may connect a shop. It works once, for ${LIFE_HOURS} hours:\n` +
        `  https://t.me/${answer.username}?start=${code}`,
    );
  } else {
    console.log(
      `Telegram cannot be reached (${answer.why}), so here is the code without its link. It works once, for ${LIFE_HOURS} hours.\n` +
        `Whoever is to connect a shop opens your bot and sends:\n  /start ${code}`,
    );
  }
  return 0;
});

/**
 * Asks Telegram for the bot's username.
 *
 * @returns the username, or why Telegram did not say it
 * @throws OperatorError if Telegram does not know the bot's token
 */
async function usernameOf({
  telegramToken,
  telegramApiRoot,
  telegramProxy,
}: LiveConfig): Promise<{ readonly username: string } | { readonly why: string }> {
  const agent = telegramProxy === undefined ? undefined : await proxyAgent(telegramProxy);
  const api = boundedApi(newTelegraf(telegramToken, telegramApiRoot, agent).telegram);
  const result = await api.call('getMe', {}, z.looseObject({ username: z.string() }), {
    timeoutMs: TELEGRAM_TIMEOUT_MS,
  });
  switch (result.kind) {
    case 'ok':
      return result.result;
    case 'refused':
      // Telegram answers 404 to a token of the wrong form.
      if (result.code === 401 || result.code === 404) throw new OperatorError(UNKNOWN_TOKEN);
      return { why: `it refuses with ${result.code}` };
    case 'limited':
      return { why: 'it is asked too much' };
    case 'fault':
      return { why: result.why };
  }
}
