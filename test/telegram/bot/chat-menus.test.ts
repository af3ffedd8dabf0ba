import { describe, expect, test } from 'vitest';
import type { Api, ApiResult } from '../../../src/telegram/api/bounded-api.ts';
import { chatMenus, MENU_LIMITS } from '../../../src/telegram/bot/chat-menus.ts';
import { recordedLog } from '../../support/log.ts';
import { manualClock } from '../../support/manual-clock.ts';

interface Menu {
  readonly scope: { readonly chat_id: number };
  readonly commands?: readonly { readonly command: string }[];
}

function setUp(answers: ApiResult<unknown>[] = []) {
  const calls: string[] = [];
  const api: Api = {
    async call(method, payload, shape) {
      const { scope, commands = [] } = payload as Menu;
      calls.push([method, scope.chat_id, commands[0]?.command, commands.length].join(' '));
      const answer = answers.shift() ?? { kind: 'ok', result: true };
      return answer.kind === 'ok' ? { kind: 'ok', result: shape.parse(answer.result) } : answer;
    },
  };
  const clock = manualClock();
  const ending = new AbortController();
  const menus = chatMenus(api, clock, recordedLog(), ending.signal);
  const settled = async (): Promise<readonly string[]> => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    return calls;
  };
  return { menus, clock, ending, calls, settled };
}

const OWNER = { userId: 1, role: 'owner', language: 'en' } as const;

describe('the menu of a private chat', () => {
  test('is set once for a role and a language, however often its person is heard of', async () => {
    const { menus, settled } = setUp();
    for (let message = 0; message < 5; message++) menus.show(OWNER);
    expect(await settled()).toEqual(['setMyCommands 1 charge 16']);
    menus.show({ ...OWNER, language: 'sw' });
    menus.show({ ...OWNER, language: 'sw', role: 'cashier' });
    // Only the last of two changes that wait is made.
    expect(await settled()).toEqual(['setMyCommands 1 charge 16', 'setMyCommands 1 omba 7']);
  });

  test('is taken away from whoever was removed, and set again when they are let in again', async () => {
    const { menus, settled } = setUp();
    menus.clear(1);
    menus.clear(1);
    expect(await settled()).toEqual(['deleteMyCommands 1  0']);
    menus.show(OWNER);
    expect((await settled()).at(-1)).toBe('setMyCommands 1 charge 16');
  });

  test('is left for the next message while Telegram asks to wait', async () => {
    const { menus, clock, settled } = setUp([{ kind: 'limited', retryAfterMs: 30_000 }]);
    menus.show(OWNER);
    await settled();
    menus.show(OWNER);
    menus.show({ ...OWNER, userId: 2 });
    expect(await settled()).toHaveLength(1);
    await clock.advance(30_000);
    menus.show(OWNER);
    expect(await settled()).toHaveLength(2);
  });

  test('is not tried again in this run where Telegram refuses it, and holds up nobody else', async () => {
    const refused = {
      kind: 'refused',
      code: 400,
      description: 'chat not found',
      migratedTo: undefined,
    } as const;
    const { menus, settled } = setUp([refused]);
    menus.show(OWNER);
    await settled();
    menus.show(OWNER);
    menus.show({ ...OWNER, userId: 2 });
    expect(await settled()).toEqual(['setMyCommands 1 charge 16', 'setMyCommands 2 charge 16']);
  });

  test('waits in a bounded queue, one call at a time, and not at all once the program stops', async () => {
    const { menus, ending, calls, settled } = setUp();
    for (let userId = 1; userId <= MENU_LIMITS.waiting + 50; userId++) menus.show({ ...OWNER, userId });
    ending.abort();
    await settled();
    expect(calls.length).toBeLessThanOrEqual(1);
  });
});
