import { describe, expect, test } from 'vitest';
import { FEATURES } from '../../../src/telegram/bot/bot.ts';
import { CALLBACK_KINDS } from '../../../src/telegram/bot/callback-data.ts';
import { handlersOf } from '../../../src/telegram/bot/features/callbacks.ts';
import { registerCommands } from '../../../src/telegram/bot/command-menu.ts';
import type { Api } from '../../../src/telegram/api/bounded-api.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { recordedLog } from '../../support/log.ts';

const COMMANDS = FEATURES.flatMap(({ commands = [] }) => commands);

describe('the features', () => {
  test('handle every kind of press, each kind once', () => {
    expect([...handlersOf(FEATURES).keys()].toSorted()).toEqual([...CALLBACK_KINDS].toSorted());
  });

  test('cannot leave a kind of press without a handler', () => {
    const rest = FEATURES.filter(({ callbacks }) => callbacks?.goOn === undefined);
    expect(() => handlersOf(rest)).toThrow('no feature handles goOn');
  });

  test('cannot handle a kind of press twice', () => {
    expect(() => handlersOf([...FEATURES, { callbacks: { goOn: async () => undefined } }])).toThrow(
      'two features handle goOn',
    );
  });

  test('bring each command once, by a name that Telegram accepts', () => {
    const names = COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]{1,32}$/);
  });

  test('require these roles, places and settings for each command', () => {
    expect(COMMANDS.map(({ name, requires = [] }) => [name, ...requires].join(' ')).toSorted()).toEqual([
      'announce',
      'block manager',
      'cancel',
      'charge',
      'chats private owner',
      'connect',
      'erase owner private secret-key',
      'help',
      'invite private manager',
      'language',
      'link group',
      'mydata private',
      'newmerchant private secret-key',
      'pending',
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

  test('put the everyday commands into the menu, in both languages', async () => {
    const menus: unknown[] = [];
    const api: Api = {
      async call(_method, payload, shape) {
        menus.push(payload);
        return { kind: 'ok', result: shape.parse(true) };
      },
    };
    await registerCommands(api, manualClock(), recordedLog(), new AbortController().signal);
    const names = (menu: unknown) =>
      (menu as { commands: { command: string }[] }).commands.map(({ command }) => command);
    const everyday = ['charge', 'pending', 'today', 'status', 'cancel', 'language', 'help'];
    expect(menus.map(names)).toEqual([everyday, everyday]);
    expect(menus[1]).toMatchObject({ language_code: 'sw' });
  });
});
