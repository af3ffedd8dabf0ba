import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { anyResult, type Api } from '../api/bounded-api.ts';
import type { Locale } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';
import { FEATURES } from './bot.ts';

const RETRY_MS = 60_000;

/**
 * Registers the command menu in both languages: Kiswahili for people whose Telegram speaks it, English for everybody else. Retries until
 * Telegram answers. Nothing else waits for it.
 */
export async function registerCommands(api: Api, clock: Clock, log: Log, ending: AbortSignal): Promise<void> {
  const menus = [{ commands: menu(localeOf('en')) }, { commands: menu(localeOf('sw')), language_code: 'sw' }];
  for (const payload of menus) {
    while (!ending.aborted) {
      const result = await api.call('setMyCommands', payload, anyResult, { signal: ending });
      if (result.kind === 'ok') break;
      if (result.kind === 'refused') {
        log.error(
          { code: result.code, description: result.description },
          'Telegram refused the command menu',
        );
        return;
      }
      await clock.sleep(RETRY_MS, ending);
    }
  }
}

const menu = (words: Locale): { command: string; description: string }[] =>
  FEATURES.flatMap(({ commands = [] }) => commands).flatMap((command) =>
    command.inMenu ? [{ command: command.name, description: words.commands[command.name] }] : [],
  );
