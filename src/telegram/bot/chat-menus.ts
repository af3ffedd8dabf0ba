import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { anyResult, type Api } from '../api/bounded-api.ts';
import type { ChatMenus } from './bot-services.ts';
import { privateMenu } from './command-menu.ts';

/** The most menus that are remembered and that wait. Beyond them, a person's next message shows their menu. */
export const MENU_LIMITS = { remembered: 10_000, waiting: 1_000 } as const;
/** After a failure, Telegram is left alone for so long. What failed is shown at the person's next message. */
const PAUSE_MS = 60_000;

/**
 * Sets menus one after another. A menu is set when its person is heard of, not at the start for everybody, so that a start costs
 * nothing and Telegram's limits hold with any number of people. To set a menu again changes nothing.
 */
export function chatMenus(api: Api, clock: Clock, log: Log, ending: AbortSignal): ChatMenus {
  /** The menu that each person was shown: `owner en`; undefined for none. */
  const shown = new Map<number, string | undefined>();
  let last = Promise.resolve();
  let waiting = 0;
  let pausedUntil = 0;

  const set = (userId: number, key: string | undefined, method: string, payload: object): void => {
    if (shown.has(userId) && shown.get(userId) === key) return;
    if (waiting >= MENU_LIMITS.waiting || clock.steady() < pausedUntil) return;
    shown.delete(userId);
    shown.set(userId, key);
    const [oldest] = shown.keys();
    if (shown.size > MENU_LIMITS.remembered && oldest !== undefined) shown.delete(oldest);
    waiting += 1;
    last = last.then(async () => {
      waiting -= 1;
      // A later change of the same menu is behind this one.
      if (ending.aborted || shown.get(userId) !== key) return;
      const scope = { type: 'chat', chat_id: userId };
      const result = await api.call(method, { scope, ...payload }, anyResult, { signal: ending });
      if (result.kind === 'ok') return;
      log.info({ outcome: result.kind }, 'a command menu was not set');
      // The person has no chat with the bot any more. Another attempt would end the same.
      if (result.kind === 'refused') return;
      if (shown.get(userId) === key) shown.delete(userId);
      pausedUntil = clock.steady() + (result.kind === 'limited' ? result.retryAfterMs : PAUSE_MS);
    });
  };

  return {
    show: ({ userId, role, language }) =>
      set(userId, `${role} ${language}`, 'setMyCommands', { commands: privateMenu(language, role) }),
    clear: (userId) => set(userId, undefined, 'deleteMyCommands', {}),
  };
}
