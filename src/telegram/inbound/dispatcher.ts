import type { Telegraf } from 'telegraf';
import type { Update } from 'telegraf/types';
import type { Clock } from '../../runtime/clock.ts';
import type { QueuedUpdate } from '../../domain/updates.ts';
import type { Store } from '../../store/port/store.ts';
import { retryUntilCommitted } from '../../runtime/retry-until-committed.ts';
import type { Log } from '../../runtime/log.ts';
import type { Work } from '../../runtime/worker.ts';
import type { BotContext } from '../bot/bot-services.ts';
import { messagePayload } from '../outbound/payload.ts';
import { languageOf, localeOf } from '../locales/locales.ts';

export interface DispatcherParts {
  readonly bot: Telegraf<BotContext>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a message may have been committed to the outbox. */
  readonly wakeNotifier: () => void;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

/** The dispatcher gives up an update that fails so often, so that its chat goes on. */
const MAX_ATTEMPTS = 5;
const FIRST_RETRY_MS = 500;
/** How many chats of one merchant are handled at once, of the 32 that are in all (see app.ts). */
const CHATS_OF_A_MERCHANT = 16;

/** Hands updates from the inbox to the bot: one after the other within a chat, and several chats at once. */
export function dispatcher(parts: DispatcherParts): Work<QueuedUpdate> {
  const { bot, store, clock, log, wakeNotifier } = parts;
  const busy = busyChats();
  return {
    name: 'dispatcher',
    async claim(now, limit) {
      const claimed = new Map<number, number>();
      const rows = await store.inbox.due(now, limit, busy.all(), (tenant) => {
        const more = (claimed.get(tenant) ?? 0) + 1;
        if (busy.of(tenant) + more > CHATS_OF_A_MERCHANT) return false;
        claimed.set(tenant, more);
        return true;
      });
      for (const row of rows) busy.begin(row);
      return rows;
    },
    async perform(row) {
      try {
        await bot.handleUpdate(row.payload as Update);
      } catch (error) {
        log.error({ err: error, update: row.updateId, attempts: row.attempts }, 'handling an update failed');
        const failure = error instanceof Error ? error.name : 'unknown';
        if (row.attempts + 1 >= MAX_ATTEMPTS) await giveUp(parts, row, failure);
        else {
          const at = clock.steady() + FIRST_RETRY_MS * 2 ** row.attempts;
          await keep(parts, row, () => store.inbox.retryAt(row, failure, at));
        }
      } finally {
        busy.end(row);
        wakeNotifier();
      }
    },
    nextDueAt: () => store.inbox.nextDueAt(),
  };
}

/** The chats whose updates are being handled, counted by merchant (0 for none). */
function busyChats() {
  const chats = new Set<number>();
  const countOf = new Map<number, number>();
  const count = (tenant: number, by: 1 | -1): void =>
    void countOf.set(tenant, (countOf.get(tenant) ?? 0) + by);
  return {
    all: (): readonly number[] => [...chats],
    of: (tenant: number): number => countOf.get(tenant) ?? 0,
    begin({ chatId, tenant }: QueuedUpdate): void {
      chats.add(chatId);
      count(tenant, 1);
    },
    end({ chatId, tenant }: QueuedUpdate): void {
      chats.delete(chatId);
      count(tenant, -1);
    },
  };
}

/** Records a failure, and retries while the store fails. An update that stayed due would be handled again at once. */
const keep = (
  { clock, ending, log }: DispatcherParts,
  row: QueuedUpdate,
  commit: () => Promise<void>,
): Promise<void> =>
  retryUntilCommitted(commit, {
    clock,
    ending,
    onFailure: (error) =>
      log.error({ err: error, update: row.updateId }, 'the failure of an update could not be stored'),
  });

/** Gives up an update. Its effects are committed whole or not at all, so the bot can say that nothing came of it. */
async function giveUp(parts: DispatcherParts, row: QueuedUpdate, failure: string): Promise<void> {
  const { store, clock, log } = parts;
  const at = clock.now();
  const update = row.payload as Update;
  const from =
    'message' in update
      ? update.message.from
      : 'callback_query' in update
        ? update.callback_query.from
        : undefined;
  const text = localeOf(languageOf(from?.language_code)).updateFailed;
  const messages =
    row.chatId === 0
      ? []
      : [{ kind: 'message', chatId: row.chatId, payload: messagePayload(text, {}) } as const];
  const effects = { updateId: row.updateId, at, messages, draft: { kind: 'keep' } } as const;
  await keep(parts, row, () => store.inbox.finish(effects));
  log.error({ update: row.updateId, attempts: row.attempts + 1, failure }, 'an update was given up');
}
