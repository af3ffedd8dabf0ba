import type { Log } from '../../runtime/log.ts';
import type { ApiResult } from '../api/bounded-api.ts';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

/**
 * How long to wait after a failed call: what Telegram asks for, or otherwise twice as long after each failure, up to 30 s.
 *
 * @param failures how many calls have failed in a row, from 1
 */
export function retryAfter(result: ApiResult<unknown>, failures: number): number {
  if (result.kind === 'limited') return result.retryAfterMs;
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10), MAX_RETRY_MS);
}

/** Tells the operator in the log why no updates come. */
export function logFailure(result: ApiResult<unknown>, failures: number, log: Log): void {
  if (result.kind === 'refused' && result.code === 409) {
    log.error(
      { description: result.description },
      'another program is reading this bot’s updates, or a webhook is set: stop it, because a token serves one program',
    );
  } else if (result.kind === 'fault') {
    log.warn({ why: result.why, failures }, 'Telegram cannot be reached; trying again');
  } else {
    log.warn({ result: result.kind, failures }, 'Telegram refused to give updates; trying again');
  }
}
