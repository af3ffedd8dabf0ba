import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { anyResult, type Api } from '../api/bounded-api.ts';
import type { ChatMenus } from './bot-services.ts';
import { privateMenu } from './command-menu.ts';

/** The most menus that are remembered and that wait. Beyond them, a person's next message shows their menu. */
export const MENU_LIMITS = { remembered: 10_000, waiting: 1_000 } as const;
/** After a failure, Telegram is left alone for so long. What failed is shown at the person's next message. */
const PAUSE_MS = 60_000;

/** What a person was shown last: `owner en`; undefined if the menu was taken away. */
type Key = string | undefined;

/** A call to Telegram that changes a menu, without whose it is. */
interface Change {
  readonly method: 'setMyCommands' | 'deleteMyCommands';
  readonly payload: object;
}

/**
 * Sets menus one after another. A menu is set when its person is heard of, not at the start for everybody, so that a start costs
 * nothing and Telegram's limits hold with any number of people. To set a menu again changes nothing.
 */
export function chatMenus(api: Api, clock: Clock, log: Log, ending: AbortSignal): ChatMenus {
  const shown = new Map<number, Key>();
  let last = Promise.resolve();
  let waiting = 0;
  let pausedUntil = 0;

  const call = async (before: Promise<void>, userId: number, key: Key, change: Change): Promise<void> => {
    await before;
    waiting -= 1;
    // A later change of the same menu is behind this one.
    if (ending.aborted || shown.get(userId) !== key) return;
    const scope = { type: 'chat', chat_id: userId };
    const result = await api.call(change.method, { scope, ...change.payload }, anyResult, { signal: ending });
    if (result.kind === 'ok') return;
    log.info({ outcome: result.kind }, 'a command menu was not set');
    // The person has no chat with the bot any more. Another attempt would end the same.
    if (result.kind === 'refused') return;
    if (shown.get(userId) === key) shown.delete(userId);
    pausedUntil = clock.steady() + (result.kind === 'limited' ? result.retryAfterMs : PAUSE_MS);
  };

  const set = (userId: number, key: Key, change: Change): void => {
    if (shown.has(userId) && shown.get(userId) === key) return;
    if (waiting >= MENU_LIMITS.waiting || clock.steady() < pausedUntil) return;
    shown.delete(userId);
    shown.set(userId, key);
    const [oldest] = shown.keys();
    if (shown.size > MENU_LIMITS.remembered && oldest !== undefined) shown.delete(oldest);
    waiting += 1;
    last = call(last, userId, key, change);
  };

  return {
    show: ({ userId, role, language }) =>
      set(userId, `${role} ${language}`, {
        method: 'setMyCommands',
        payload: { commands: privateMenu(language, role) },
      }),
    clear: (userId) => set(userId, undefined, { method: 'deleteMyCommands', payload: {} }),
  };
}
