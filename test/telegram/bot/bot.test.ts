import { describe, expect, test } from 'vitest';
import { FEATURES } from '../../../src/telegram/bot/bot.ts';
import { CALLBACK_KINDS } from '../../../src/telegram/bot/callback-data.ts';
import { handlersOf } from '../../../src/telegram/bot/features/callbacks.ts';
import { namesOf } from '../../../src/telegram/bot/features/command.ts';
import type { Role } from '../../../src/domain/roles.ts';
import { privateMenu, registerCommands } from '../../../src/telegram/bot/command-menu.ts';
import type { Api } from '../../../src/telegram/api/bounded-api.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { recordedLog } from '../../support/log.ts';

interface Menu {
  readonly scope: { readonly type: string };
  readonly language_code?: string;
  readonly commands: readonly { readonly command: string }[];
}

const COMMANDS = FEATURES.flatMap(({ commands = [] }) => commands);

describe('the features', () => {
  test('handle every kind of press, each kind once', () => {
    expect([...handlersOf(FEATURES).keys()].toSorted()).toEqual([...CALLBACK_KINDS].toSorted());
  });

  test('cannot leave a kind of press without a handler', () => {
    const rest = FEATURES.filter(({ callbacks }) => callbacks?.resume === undefined);
    expect(() => handlersOf(rest)).toThrow('no feature handles resume');
  });

  test('cannot handle a kind of press twice', () => {
    expect(() => handlersOf([...FEATURES, { callbacks: { resume: async () => undefined } }])).toThrow(
      'two features handle resume',
    );
  });

  test('bring each command once, by a name that Telegram accepts', () => {
    const names = COMMANDS.flatMap(namesOf);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]{1,32}$/);
  });

  test('have a Kiswahili name for each command but the one that Telegram itself sends', () => {
    expect(COMMANDS.filter(({ aliases = [] }) => aliases.length === 0).map(({ name }) => name)).toEqual([
      'start',
    ]);
  });

  test('require these roles, places and settings for each command', () => {
    expect(COMMANDS.map(({ name, requires = [] }) => [name, ...requires].join(' ')).toSorted()).toEqual([
      'announce',
      'block manager',
      'cancel',
      'charge',
      'chats private owner',
      'close',
      'closings',
      'collect',
      'connect',
      'customers private',
      'erase owner private secret-key',
      'export manager',
      'find',
      'help',
      'invite private manager',
      'items manager',
      'keyboard private',
      'language',
      'link group',
      'mydata private',
      'name',
      'newmerchant private secret-key',
      'operator private',
      'pending',
      'report',
      'settings private owner',
      'shop private',
      'staff manager',
      'start',
      'status',
      'summary manager',
      'today',
      'unblock manager',
      'unlink group',
    ]);
  });

  test('show strangers how to begin and groups what works in them, in both languages', async () => {
    const menus: Menu[] = [];
    const api: Api = {
      async call(_method, payload, shape) {
        menus.push(payload as Menu);
        return { kind: 'ok', result: shape.parse(true) };
      },
    };
    await registerCommands(api, manualClock(), recordedLog(), new AbortController().signal);
    expect(
      menus.map(({ scope, language_code = 'en', commands }) =>
        [scope.type, language_code, ...commands.map(({ command }) => command)].join(' '),
      ),
    ).toEqual([
      'default en start help',
      'default sw start msaada',
      'all_private_chats en start help',
      'all_private_chats sw start msaada',
      'all_group_chats en charge collect today report pending status find close closings cancel language help',
      'all_group_chats sw omba kusanya leo ripoti subiri hali tafuta funga zilizofungwa ghairi lugha msaada',
    ]);
  });

  test('show each role what it may do, in private', () => {
    const everyday = [
      'charge',
      'collect',
      'today',
      'report',
      'pending',
      'status',
      'find',
      'customers',
      'close',
      'closings',
      'cancel',
      'language',
      'help',
    ];
    const managers = [...everyday.toSpliced(10, 0, 'export'), 'items', 'staff', 'invite', 'summary', 'block'];
    const names = (role: Role) => privateMenu('en', role).map(({ command }) => command);
    expect(names('cashier')).toEqual(everyday);
    expect(names('manager')).toEqual(managers);
    expect(names('owner')).toEqual([
      ...managers.slice(0, -2),
      'announce',
      'chats',
      'summary',
      'settings',
      'connect',
      'block',
      'erase',
    ]);
    expect(privateMenu('sw', 'manager').slice(-4)).toEqual([
      { command: 'wafanyakazi', description: 'Wanaofanya kazi hapa' },
      { command: 'alika', description: 'Mwingize mtu, kwa kiungo' },
      { command: 'muhtasari', description: 'Mauzo ya siku, kila jioni' },
      { command: 'zuia', description: 'Namba iliyokataa kuombwa malipo' },
    ]);
  });
});
