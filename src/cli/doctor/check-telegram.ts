import type { Agent } from 'node:http';
import { z } from 'zod';
import type { LiveConfig } from '../../config/config.ts';
import type { Clock } from '../../runtime/clock.ts';
import { UNKNOWN_TOKEN } from '../../runtime/operator-error.ts';
import { CLOCK_TOLERANCE_MS } from '../../runtime/timekeeper.ts';
import { boundedApi, type ApiResult } from '../../telegram/api/bounded-api.ts';
import { serverTime } from '../../telegram/api/server-time.ts';
import { newTelegraf } from '../../telegram/bot/bot.ts';
import { localeOf } from '../../telegram/locales/locales.ts';
import type { Finding } from './finding.ts';

/** Short, because somebody waits at the terminal. */
const TIMEOUT_MS = 10_000;

const bot = z.looseObject({ username: z.string() });
const webhook = z.looseObject({ url: z.string(), pending_update_count: z.int() });

const HOW_TO_REACH =
  'Look at the network and the firewall of this machine, and at HTTPS_PROXY, TELEGRAM_PROXY and TELEGRAM_API_ROOT.';

/** Asks Telegram whether it knows the bot, and whether a webhook is set. */
export async function checkTelegram(live: LiveConfig, agent: Agent | undefined): Promise<Finding> {
  const about = 'Telegram';
  const api = boundedApi(newTelegraf(live.telegramToken, live.telegramApiRoot, agent).telegram);
  const me = await api.call('getMe', {}, bot, { timeoutMs: TIMEOUT_MS });
  if (me.kind !== 'ok') return refusal(me);
  const hook = await api.call('getWebhookInfo', {}, webhook, { timeoutMs: TIMEOUT_MS });
  const name = `@${me.result.username}`;
  if (hook.kind !== 'ok')
    return {
      about,
      result: 'warning',
      what: `Telegram knows ${name}, and did not say whether a webhook is set.`,
    };
  const { url, pending_update_count: waiting } = hook.result;
  if (url !== (live.webhookUrl ?? ''))
    return {
      about,
      result: 'warning',
      // Its path may be a secret.
      what:
        url === ''
          ? `No webhook is set for ${name}, so Telegram brings it no updates.`
          : `A webhook of ${hostOf(url)} is set for ${name}, so this bot is given no updates.`,
      remedy:
        'The bot mends it when it starts. If it changes again, another program uses this token: make a bot of your own with @BotFather.',
    };
  return { about, result: 'ok', what: `Telegram knows ${name}. ${waiting} updates wait for it.` };
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'an unknown address');

function refusal(result: Exclude<ApiResult<unknown>, { kind: 'ok' }>): Finding {
  const finding = { about: 'Telegram', result: 'failed' } as const;
  switch (result.kind) {
    case 'refused':
      // Telegram answers 404 to a token of the wrong form.
      return result.code === 401 || result.code === 404
        ? { ...finding, what: UNKNOWN_TOKEN }
        : { ...finding, what: `Telegram refuses with ${result.code}.`, remedy: HOW_TO_REACH };
    case 'limited':
      return {
        ...finding,
        result: 'warning',
        what: 'Telegram is asked too much by this bot.',
        remedy: 'Try again in a minute.',
      };
    case 'fault':
      return { ...finding, what: `Telegram gives no answer (${result.why}).`, remedy: HOW_TO_REACH };
  }
}

/** Compares the machine's clock with Telegram's. */
export async function checkClock(
  { telegramApiRoot }: Pick<LiveConfig, 'telegramApiRoot'>,
  agent: Agent | undefined,
  clock: Pick<Clock, 'now'>,
): Promise<Finding> {
  const about = 'clock';
  const at = await serverTime(telegramApiRoot, AbortSignal.timeout(TIMEOUT_MS), agent);
  if (at === undefined)
    return {
      about,
      result: 'warning',
      what: 'Telegram does not tell its time, so the clock cannot be checked.',
    };
  const aheadMs = clock.now() - at;
  if (Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS)
    return { about, result: 'ok', what: "The clock agrees with Telegram's." };
  const by = localeOf('en').span(Math.round(Math.abs(aheadMs) / 1_000));
  return {
    about,
    result: 'failed',
    what: `The clock of this machine is ${by} ${aheadMs > 0 ? 'fast' : 'slow'}.`,
    remedy: 'Set it right and keep it right: timedatectl set-ntp true',
  };
}
