import type { UserFromGetMe } from 'telegraf/types';
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { anyResult, type Api, type ApiResult } from '../api/bounded-api.ts';
import { logFailure, retryAfter } from './call-failures.ts';

export interface WhoAmIParts {
  readonly api: Api;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether updates come through a webhook, which stays then. */
  readonly hasWebhook?: boolean;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

/** What Telegraf needs to know of the bot that it is. */
const botInfo = z
  .looseObject({ id: z.int(), is_bot: z.literal(true), first_name: z.string(), username: z.string() })
  .transform((me) => me as typeof me & UserFromGetMe);

/**
 * Asks Telegram who the bot is, and removes a webhook that is not wanted, until Telegram answers.
 *
 * @returns undefined if Telegram does not know the token, or if the program must end
 */
export async function whoAmI({
  api,
  clock,
  log,
  ending,
  hasWebhook = false,
}: WhoAmIParts): Promise<UserFromGetMe | undefined> {
  for (let failures = 1; !ending.aborted; failures += 1) {
    const result = await api.call('getMe', {}, botInfo, { signal: ending });
    let failure: ApiResult<unknown> = result;
    if (result.kind === 'ok') {
      if (hasWebhook) return result.result;
      // With a webhook, Telegram gives no updates to getUpdates. Updates that wait for the webhook are kept.
      const removed = await api.call('deleteWebhook', { drop_pending_updates: false }, anyResult, {
        signal: ending,
      });
      if (removed.kind === 'ok') return result.result;
      failure = removed;
    }
    // Telegram answers 404 to a token of a wrong form.
    if (failure.kind === 'refused' && (failure.code === 401 || failure.code === 404)) return undefined;
    if (!ending.aborted) logFailure(failure, failures, log);
    await clock.sleep(retryAfter(failure, failures), ending);
  }
  return undefined;
}
