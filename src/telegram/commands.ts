import type { Clock } from '../clock.ts';
import type { Log } from '../till/ports.ts';
import { anyResult, type Api } from './api.ts';
import { wordsIn, type Words } from './words/words.ts';

const RETRY_MS = 60_000;

/**
 * Registers the command menu in both languages: English for everybody, Kiswahili for those whose Telegram speaks it. Tried
 * until Telegram takes it; nothing else waits for it.
 */
export async function registerCommands(api: Api, clock: Clock, log: Log, ending: AbortSignal): Promise<void> {
  const menus = [{ commands: menu(wordsIn('en')) }, { commands: menu(wordsIn('sw')), language_code: 'sw' }];
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

const menu = ({ commands }: Words): { command: string; description: string }[] =>
  Object.entries(commands).map(([command, description]) => ({ command, description }));
