import type { Update, UserFromGetMe } from 'telegraf/types';
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import { SENDER_LIMITS } from '../../domain/sender-limits.ts';
import type { Inbox, SayTooMuch } from '../../store/port/inbox.ts';
import { retryUntilCommitted } from '../../runtime/retry-until-committed.ts';
import type { Log } from '../../runtime/log.ts';
import { CLOCK_TOLERANCE_MS } from '../../runtime/timekeeper.ts';
import { anyResult, type Api, type ApiResult } from '../api/bounded-api.ts';
import { messagePayload } from '../outbound/payload.ts';
import { readUpdate, senderOf } from './read-update.ts';
import { languageOf, localeOf } from '../locales/locales.ts';

export interface LongPollingParts {
  readonly api: Api;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
  /** Updates were committed, and perhaps something to say. */
  readonly onReceived: () => void;
  /** Hears what time it is at Telegram, in epoch milliseconds, where that is known. */
  readonly hear: (telegramAt: number) => void;
  /** Somebody who has no business here pressed a button. */
  readonly turnAway: (callbackQueryId: string, text: string) => void;
  readonly ending: AbortSignal;
}

/** What we use. Telegram keeps the rest from us. */
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
/** How long Telegram holds an empty answer back, in seconds. */
const LONG_POLL_S = 50;
/** For the whole of such a call: a hung one would leave the bot deaf. */
const LONG_POLL_TIMEOUT_MS = 65_000;
/** More updates than this waiting to be handled, and no more are taken for a while: several merchants' most of a minute. */
const MAX_WAITING = 5_000;
const FULL_PAUSE_MS = 500;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

/** Telegram does not know the token: nothing will come of going on. */
export type Ended = 'stopped' | 'unauthorized';

/** What Telegraf needs to know of the bot that it is. */
const botInfo = z
  .looseObject({ id: z.int(), is_bot: z.literal(true), first_name: z.string(), username: z.string() })
  .transform((me) => me as typeof me & UserFromGetMe);

/**
 * Takes updates from Telegram into the inbox, until it is told to stop. An update is confirmed, by asking for the next,
 * only after it was committed. Network faults, 5xx, 409 and 429 are waited out; a 401 ends it.
 *
 * Telegraf's own polling is not used: a handler that throws or takes long ends it, and on the way out it confirms the whole
 * batch, handled or not.
 */
export async function longPolling(parts: LongPollingParts): Promise<Ended> {
  const { api, inbox, clock, log, ending } = parts;
  // Only sent until it was confirmed: after a quiet week Telegram restarts update ids at random, perhaps below it.
  let confirm: number | undefined;
  let failures = 0;

  while (!ending.aborted) {
    const waiting = await untilDone(() => inbox.waiting(), parts);
    if (waiting === undefined) break;
    if (waiting >= MAX_WAITING) {
      await clock.sleep(FULL_PAUSE_MS, ending);
      continue;
    }
    const result = await api.call(
      'getUpdates',
      {
        timeout: LONG_POLL_S,
        allowed_updates: ALLOWED_UPDATES,
        ...(confirm === undefined ? {} : { offset: confirm }),
      },
      z.array(z.unknown()),
      { timeoutMs: LONG_POLL_TIMEOUT_MS, signal: ending },
    );
    if (ending.aborted) break;
    if (result.kind === 'ok') {
      failures = 0;
      hearTime(result.result, parts);
      confirm = await take(result.result, parts);
      continue;
    }
    if (result.kind === 'refused' && result.code === 401) return 'unauthorized';
    failures += 1;
    explain(result, failures, log);
    await clock.sleep(retryAfter(result, failures), ending);
  }
  return 'stopped';
}

const datedUpdate = z.union([
  z.looseObject({ message: z.looseObject({ date: z.int() }) }).transform(({ message }) => message.date),
  z
    .looseObject({ edited_message: z.looseObject({ edit_date: z.int() }) })
    .transform((update) => update.edited_message.edit_date),
]);

/**
 * What is ahead of the machine's clock tells that it is slow, by so much at least: nothing comes from the future. What is behind
 * tells nothing: an update may have been on its way for hours.
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
    if (update === undefined) log.error({}, 'an update without an id was left');
    return update ?? [];
  });
  const last = updates.at(-1);
  if (last === undefined) return undefined;
  // A full disk or a busy database must not lose it: nothing is confirmed before this is through.
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

/** Said where more was said than is taken: what was left out must be known, or it would be waited for. */
const sayTooMuch: SayTooMuch = ({ chatId, payload }, language) => {
  const words = localeOf(language ?? languageOf(senderOf(payload).languageCode));
  return { kind: 'message', chatId, payload: messagePayload(words.tooMuch(SENDER_LIMITS.person.count), {}) };
};

/** Does something in the database, as often as it takes. Undefined when it must end first. */
const untilDone = <T>(
  work: () => Promise<T>,
  { clock, log, ending }: LongPollingParts,
): Promise<T | undefined> =>
  retryUntilCommitted(work, {
    clock,
    ending,
    onFailure: (error) => log.error({ err: error }, 'updates could not be stored'),
  });

function retryAfter(result: ApiResult<unknown>, failures: number): number {
  if (result.kind === 'limited') return result.retryAfterMs;
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10), MAX_RETRY_MS);
}

function explain(result: ApiResult<unknown>, failures: number, log: Log): void {
  if (result.kind === 'refused' && result.code === 409) {
    log.error(
      { description: result.description },
      'another program is reading this bot’s updates (or a webhook is set): stop it, a token serves one program',
    );
  } else if (result.kind === 'fault') {
    log.warn({ why: result.why, failures }, 'Telegram cannot be reached; trying again');
  } else {
    log.warn({ result: result.kind, failures }, 'Telegram refused to give updates; trying again');
  }
}

/** Asks who the bot is, as long as it takes. Undefined when Telegram does not know the token, or it must end. */
export async function whoAmI(
  parts: Pick<LongPollingParts, 'api' | 'clock' | 'log' | 'ending'>,
): Promise<UserFromGetMe | undefined> {
  const { api, clock, log, ending } = parts;
  for (let failures = 1; !ending.aborted; failures += 1) {
    const result = await api.call('getMe', {}, botInfo, { signal: ending });
    let failure: ApiResult<unknown> = result;
    if (result.kind === 'ok') {
      // A webhook, if one was ever set, would keep updates from us. What waits there is kept.
      const cleared = await api.call('deleteWebhook', { drop_pending_updates: false }, anyResult, {
        signal: ending,
      });
      if (cleared.kind === 'ok') return result.result;
      failure = cleared;
    }
    // Telegram answers 404 to a token that is not even of the right form.
    if (failure.kind === 'refused' && (failure.code === 401 || failure.code === 404)) return undefined;
    if (!ending.aborted) explain(failure, failures, log);
    await clock.sleep(retryAfter(failure, failures), ending);
  }
  return undefined;
}
