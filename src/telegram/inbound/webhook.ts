import { z } from 'zod';
import { anyResult, type Api, type ApiResult } from '../api/bounded-api.ts';
import { logFailure, retryAfter } from './call-failures.ts';
import { ALLOWED_UPDATES, MAX_WAITING, type Ended } from './long-polling.ts';
import { hearTime, receiveBatch, type ReceiveParts } from './receive-batch.ts';

/** What became of an update that Telegram brought. `later`: Telegram brings it again. */
export type Taken = 'taken' | 'later';

export interface WebhookParts extends ReceiveParts {
  readonly api: Api;
  /** The address at which Telegram reaches this program. */
  readonly url: string;
  /** Telegram sends it with each update. */
  readonly secret: string;
  /** Lets updates in. */
  readonly open: (take: (update: unknown) => Promise<Taken>) => void;
  /** Whether the webhook is this program's to take down. Another one that leads now has set it for itself. */
  readonly isOurs: () => boolean;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

/** How often Telegram is asked whether the webhook is still set, and whether it reaches it. */
const CHECK_EVERY_MS = 60_000;
const SET_AGAIN_MS = 1_000;
/** Short: the program ends. Telegram keeps the updates that it cannot bring. */
const TAKE_DOWN_MS = 1_000;
/**
 * How many updates Telegram brings at the same time. Updates of one chat come one after another all the same: its server keeps a queue for
 * each (github.com/tdlib/telegram-bot-api, WebhookActor).
 */
const CONNECTIONS = 40;

const webhookInfo = z.looseObject({
  url: z.string(),
  last_error_date: z.int().optional(),
  last_error_message: z.string().optional(),
});

type WebhookInfo = z.output<typeof webhookInfo>;

/**
 * Lets Telegram bring updates into the inbox until the program must end. An update is answered after it was committed: until then Telegram
 * brings it again. Updates that waited for long polling are brought, too, and the other way round.
 */
export async function webhookUpdates(parts: WebhookParts): Promise<Ended> {
  const { api, clock, log, ending } = parts;
  parts.open((update) => takeUpdate(update, parts));
  const ask = () => api.call('getWebhookInfo', {}, webhookInfo, { signal: ending });
  let isSet = false;
  let failures = 0;
  let heardErrorAt = 0;
  while (!ending.aborted) {
    const info: ApiResult<WebhookInfo> | undefined = isSet ? await ask() : undefined;
    const result: ApiResult<unknown> = info ?? (await setUp(parts));
    if (ending.aborted) break;
    if (result.kind === 'refused' && result.code === 401) return 'unauthorized';
    if (result.kind !== 'ok') {
      failures += 1;
      logFailure(result, failures, log);
      await clock.sleep(retryAfter(result, failures), ending);
      continue;
    }
    failures = 0;
    if (info?.kind !== 'ok') {
      isSet = true;
      log.info({}, 'the webhook is set');
      continue;
    }
    isSet = info.result.url === parts.url;
    if (!isSet)
      log.error({}, 'another program has changed the webhook: stop it, because a token serves one program');
    const { last_error_date: errorAt = 0, last_error_message: why } = info.result;
    if (errorAt > heardErrorAt) log.warn({ why }, 'Telegram could not bring an update');
    heardErrorAt = Math.max(heardErrorAt, errorAt);
    // Two programs that take it from each other do not do so without a pause.
    await clock.sleep(isSet ? CHECK_EVERY_MS : SET_AGAIN_MS, ending);
  }
  if (!parts.isOurs()) return 'stopped';
  await api.call('deleteWebhook', { drop_pending_updates: false }, anyResult, { timeoutMs: TAKE_DOWN_MS });
  return 'stopped';
}

const setUp = ({ api, url, secret, ending }: WebhookParts): Promise<ApiResult<unknown>> =>
  api.call(
    'setWebhook',
    {
      url,
      secret_token: secret,
      allowed_updates: ALLOWED_UPDATES,
      max_connections: CONNECTIONS,
      drop_pending_updates: false,
    },
    anyResult,
    { signal: ending },
  );

/**
 * Commits an update that Telegram brought.
 *
 * @throws if the store fails; Telegram brings the update again then
 */
export async function takeUpdate(
  update: unknown,
  parts: ReceiveParts & Pick<WebhookParts, 'ending'>,
): Promise<Taken> {
  if (parts.ending.aborted || (await parts.inbox.waiting()) >= MAX_WAITING) return 'later';
  hearTime([update], parts);
  await receiveBatch([update], parts);
  return 'taken';
}
