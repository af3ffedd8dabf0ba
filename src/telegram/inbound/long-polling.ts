import type { Update } from 'telegraf/types';
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import { SENDER_LIMITS } from '../../domain/sender-limits.ts';
import type { Inbox, SayTooMuch } from '../../store/port/inbox.ts';
import { retryUntilCommitted } from '../../runtime/retry-until-committed.ts';
import type { Log } from '../../runtime/log.ts';
import { CLOCK_TOLERANCE_MS } from '../../runtime/timekeeper.ts';
import type { Api, ApiResult } from '../api/bounded-api.ts';
import { messagePayload } from '../outbound/payload.ts';
import { logFailure, retryAfter } from './call-failures.ts';
import { readUpdate, senderOf } from './read-update.ts';
import { languageOf, localeOf } from '../locales/locales.ts';

export interface LongPollingParts {
  readonly api: Api;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after updates, and perhaps messages, were committed. */
  readonly onReceived: () => void;
  /** Takes the time at Telegram, in epoch milliseconds, where an update tells it. */
  readonly hear: (telegramAt: number) => void;
  /** Answers a press of a person who may not use the bot. */
  readonly turnAway: (callbackQueryId: string, text: string) => void;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

/** The updates that the bot uses. Telegram does not send the others. */
const ALLOWED_UPDATES = [
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
const MAX_WAITING = 5_000;
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
      confirm = await take(result.result, parts);
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

const datedUpdate = z.union([
  z.looseObject({ message: z.looseObject({ date: z.int() }) }).transform(({ message }) => message.date),
  z
    .looseObject({ edited_message: z.looseObject({ edit_date: z.int() }) })
    .transform((update) => update.edited_message.edit_date),
]);

/**
 * Reads the time from a batch. A date ahead of the machine's clock shows that the clock is slow, by at least the difference. A date
 * behind it shows nothing, because an update may be hours old.
 */
function hearTime(
  batch: readonly unknown[],
  { clock, hear }: Pick<LongPollingParts, 'clock' | 'hear'>,
): void {
  const dates = batch.flatMap((update) => datedUpdate.safeParse(update).data ?? []);
  const latest = Math.max(...dates) * 1_000;
  if (latest > clock.now() + CLOCK_TOLERANCE_MS) hear(latest);
}

/** Commits a batch. Returns the offset that confirms it, or undefined for an empty one. */
async function take(batch: readonly unknown[], parts: LongPollingParts): Promise<number | undefined> {
  const { inbox, clock, log, onReceived, turnAway } = parts;
  const updates = batch.flatMap((payload) => {
    const update = readUpdate(payload);
    if (update === undefined) log.error({}, 'an update without an id was ignored');
    return update ?? [];
  });
  const last = updates.at(-1);
  if (last === undefined) return undefined;
  // A full disk or a busy database must not lose the batch, so nothing is confirmed before it is committed.
  const turnedAway = await untilDone(
    () => inbox.receive(updates, clock.now(), { steadyAt: clock.steady(), sayTooMuch }),
    parts,
  );
  if (turnedAway === undefined) return undefined;
  for (const { press, languageCode } of turnedAway.map(({ payload }) => senderOf(payload)))
    if (press !== undefined) turnAway(press, localeOf(languageOf(languageCode)).notYours);
  onReceived();
  return last.updateId + 1;
}

/** Says that the person sent more than the bot takes. Otherwise they would wait for an answer to what was left out. */
const sayTooMuch: SayTooMuch = ({ chatId, payload }, language) => {
  const words = localeOf(language ?? languageOf(senderOf(payload).languageCode));
  const text = words.tooManyMessages(SENDER_LIMITS.person.count);
  return { kind: 'message', chatId, payload: messagePayload(text, {}) };
};

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
