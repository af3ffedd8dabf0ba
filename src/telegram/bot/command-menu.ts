import type { Language } from '../../domain/language.ts';
import { isAtLeast, type Role } from '../../domain/roles.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { anyResult, type Api } from '../api/bounded-api.ts';
import type { Locale } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';
import { FEATURES } from './bot.ts';
import type { Command } from './feature.ts';
import { nameIn } from './features/command.ts';

/** An entry of a menu, as Telegram takes it. */
export interface MenuEntry {
  readonly command: string;
  readonly description: string;
}

const RETRY_MS = 60_000;

/**
 * Registers the menus that do not depend on a person, in both languages: Kiswahili for people whose Telegram speaks it, English for
 * everybody else. Strangers see how to begin, groups what works in them. The people of a shop have menus of their own
 * (chat-menus.ts). Retries until Telegram answers. Nothing else waits for it.
 */
export async function registerCommands(api: Api, clock: Clock, log: Log, ending: AbortSignal): Promise<void> {
  for (const payload of commonMenus()) {
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

/** The payloads of the menus that do not depend on a person. */
function commonMenus(): readonly object[] {
  const scopes: readonly [type: string, menuIn: (words: Locale) => readonly MenuEntry[]][] = [
    // Former versions left the everyday commands in the default menu.
    ['default', strangersMenu],
    ['all_private_chats', strangersMenu],
    ['all_group_chats', groupMenu],
  ];
  return scopes.flatMap(([type, menuIn]) => [
    { scope: { type }, commands: menuIn(localeOf('en')) },
    { scope: { type }, commands: menuIn(localeOf('sw')), language_code: 'sw' },
  ]);
}

/** What somebody sees who works for no shop. `/start` has one name: Telegram itself sends it. */
const strangersMenu = (words: Locale): readonly MenuEntry[] => [
  { command: 'start', description: words.startHere },
  { command: nameIn(words.language, helpCommand()), description: words.commands.help },
];

/** What everybody may use in a group. */
const groupMenu = (words: Locale): readonly MenuEntry[] =>
  entries(
    words,
    ({ requires = [], menuRole }) =>
      requires.every((what) => what === 'group') && (menuRole ?? 'cashier') === 'cashier',
  );

/** What a person of this role sees in their private chat. */
export const privateMenu = (language: Language, role: Role): readonly MenuEntry[] =>
  entries(
    localeOf(language),
    ({ requires = [], menuRole }) =>
      requires.every((what) =>
        what === 'manager' || what === 'owner' ? isAtLeast(role, what) : what !== 'group',
      ) && isAtLeast(role, menuRole ?? 'cashier'),
  );

const entries = (words: Locale, isShown: (command: Command) => boolean): readonly MenuEntry[] =>
  FEATURES.flatMap(({ commands = [] }) => commands).flatMap((command) =>
    command.inMenu && isShown(command)
      ? [{ command: nameIn(words.language, command), description: words.commands[command.name] }]
      : [],
  );

function helpCommand(): Command {
  const help = FEATURES.flatMap(({ commands = [] }) => commands).find(({ name }) => name === 'help');
  if (help === undefined) throw new Error('no feature has /help');
  return help;
}
