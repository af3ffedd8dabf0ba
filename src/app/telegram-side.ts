import { LOCALE_TAGS } from '../domain/language.ts';
import { fileFolder } from '../reports/file-folder.ts';
import { fileMaker } from '../reports/make-file.ts';
import { merchantDays } from '../reports/merchant-days.ts';
import type { Timekeeper } from '../runtime/timekeeper.ts';
import { inviteCodes } from '../security/keyring.ts';
import { boundedApi } from '../telegram/api/bounded-api.ts';
import { fileLoader } from '../telegram/api/load-file.ts';
import { proxyAgent } from '../telegram/api/proxy.ts';
import { messageLimits } from '../telegram/api/rate-limits.ts';
import { newTelegraf } from '../telegram/bot/bot.ts';
import { localeOf } from '../telegram/locales/locales.ts';
import { telegramMessenger } from '../telegram/outbound/messenger.ts';
import { pressAnswers } from '../telegram/outbound/press-answers.ts';
import { merchantTime } from '../telegram/outbound/times.ts';
import type { Observation } from './observation.ts';
import type { AppParts } from './parts.ts';

export type TelegramSide = Awaited<ReturnType<typeof telegramSide>>;

/** Builds what talks to Telegram. Nothing is sent yet. */
export async function telegramSide(
  { common, live, store }: Pick<AppParts, 'common' | 'live' | 'store'>,
  clock: Timekeeper,
  observe: Observation['api'],
) {
  const agent = live.telegramProxy === undefined ? undefined : await proxyAgent(live.telegramProxy);
  const bot = newTelegraf(live.telegramToken, live.telegramApiRoot, agent);
  const api = observe(boundedApi(bot.telegram));
  const limits = messageLimits();
  const time = merchantTime(common.timeZone);
  const days = merchantDays(common.timeZone);
  const codeOf = inviteCodes(live.telegramToken);
  const messenger = telegramMessenger({
    api,
    limits,
    clock,
    time,
    confirmMs: common.confirmMs,
    codeOf,
    hear: clock.hear,
    makeFile: fileMaker({
      store,
      days,
      clock,
      load: fileLoader({ api, apiRoot: live.telegramApiRoot, token: live.telegramToken, agent }),
      folder: fileFolder(`${common.databasePath}.files`),
      receipts: {
        words: (language) => localeOf(language).customerReceipt,
        when: (at, language) => time.dated(at, LOCALE_TAGS[language]),
      },
    }),
  });
  return { agent, bot, api, limits, time, days, codeOf, messenger, presses: pressAnswers(api, clock), clock };
}
