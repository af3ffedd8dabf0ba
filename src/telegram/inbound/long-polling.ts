import type { Update } from 'telegraf/types';
import { z } from 'zod';
import { retryUntilCommitted } from '../../runtime/retry-until-committed.ts';
import type { Api, ApiResult } from '../api/bounded-api.ts';
import { logFailure, retryAfter } from './call-failures.ts';
import { hearTime, receiveBatch, type ReceiveParts } from './receive-batch.ts';

export interface LongPollingParts extends ReceiveParts {
  readonly api: Api;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

/** The updates that the bot uses. Telegram does not send the others. */
export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'callback_query',
  'chat_member',
  'my_chat_member',
] as const satisfies readonly (
  | keyof Update.MessageUpdate
  | keyof Update.EditedMessageUpdate
  | keyof Update.CallbackQueryUpdate
  | keyof Update.ChatMemberUpdate
  | keyof Update.MyChatMemberUpdate
)[];
/** How long Telegram waits before it answers that there is no update, in seconds. */
const LONG_POLL_S = 50;
/** The limit of such a call. A hung call would leave the bot deaf. */
const LONG_POLL_TIMEOUT_MS = 65_000;
/** The bot takes no more updates while so many wait to be handled: several merchants' messages of most of a minute. */
export const MAX_WAITING = 5_000;
const FULL_PAUSE_MS = 500;

/** Why polling ended. `unauthorized`: Telegram does not know the token, so another try is of no use. */
export type Ended = 'stopped' | 'unauthorized';

/**
 * Takes updates from Telegram into the inbox until the program must end. The next call confirms an update, and only after the update
 * was committed. Network faults, 5xx, 409 and 429 are retried; a 401 ends it.
 *
 * Telegraf's own polling is not used. A handler that throws or takes long ends it, and it then confirms the whole batch, handled or
 * not.
 */
export async function longPolling(parts: LongPollingParts): Promise<Ended> {
  const { inbox, clock, log, ending } = parts;
  // Sent until it is confirmed, and not later: after a quiet week Telegram restarts update ids at random, perhaps below it.
  let confirm: number | undefined;
  let failures = 0;

  while (!ending.aborted) {
    const waiting = await untilDone(() => inbox.waiting(), parts);
    if (waiting === undefined) break;
    if (waiting >= MAX_WAITING) {
      await clock.sleep(FULL_PAUSE_MS, ending);
      continue;
    }
    const result = await getUpdates(confirm, parts);
    if (ending.aborted) break;
    if (result.kind === 'ok') {
      failures = 0;
      hearTime(result.result, parts);
      // A full disk or a busy database must not lose the batch, so nothing is confirmed before it is committed.
      confirm = await untilDone(() => receiveBatch(result.result, parts), parts);
      continue;
    }
    if (result.kind === 'refused' && result.code === 401) return 'unauthorized';
    failures += 1;
    logFailure(result, failures, log);
    await clock.sleep(retryAfter(result, failures), ending);
  }
  return 'stopped';
}

const getUpdates = (
  offset: number | undefined,
  { api, ending }: LongPollingParts,
): Promise<ApiResult<readonly unknown[]>> =>
  api.call(
    'getUpdates',
    {
      timeout: LONG_POLL_S,
      allowed_updates: ALLOWED_UPDATES,
      ...(offset === undefined ? {} : { offset }),
    },
    z.array(z.unknown()),
    { timeoutMs: LONG_POLL_TIMEOUT_MS, signal: ending },
  );

/** Retries work in the database until it succeeds. Returns undefined if the program must end first. */
const untilDone = <T>(
  work: () => Promise<T>,
  { clock, log, ending }: LongPollingParts,
): Promise<T | undefined> =>
  retryUntilCommitted(work, {
    clock,
    ending,
    onFailure: (error) => log.error({ err: error }, 'updates could not be stored'),
  });
