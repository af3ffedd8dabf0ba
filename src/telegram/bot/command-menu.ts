import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { anyResult, type Api } from '../api/bounded-api.ts';
import type { Locale } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';

const RETRY_MS = 60_000;

/**
 * Registers the command menu in both languages: English for everybody, Kiswahili for those whose Telegram speaks it. Tried
 * until Telegram takes it; nothing else waits for it.
 */
export async function registerCommands(api: Api, clock: Clock, log: Log, ending: AbortSignal): Promise<void> {
  const menus = [{ commands: menu(localeOf('en')) }, { commands: menu(localeOf('sw')), language_code: 'sw' }];
  for (const payload of menus) {
    while (!ending.aborted) {
      const result = await api.call('setMyCommands', payload, anyResult, { signal: ending });
      if (result.kind === 'ok') break;
      if (result.kind === 'refused') {
        log.error({ code: result.code, description: result.description }, 'the command menu was refused');
        return;
      }
      await clock.sleep(RETRY_MS, ending);
    }
  }
}

const menu = ({ commands }: Locale): { command: string; description: string }[] =>
  Object.entries(commands).map(([command, description]) => ({ command, description }));
