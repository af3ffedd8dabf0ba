import { request as requestHttp, type Agent } from 'node:http';
import { request as requestHttps } from 'node:https';

/** A later answer is of no use for setting a clock. A missing answer does no harm. */
const TIMEOUT_MS = 10_000;

/**
 * Reads the time at Telegram, in epoch milliseconds, from the `Date` header of an answer (RFC 9110, section 6.6.1: whole seconds).
 * The program uses it while nobody writes; a sent message has its own time. The request does not hold the token.
 *
 * @param agent reaches Telegram where the API root is https
 * @returns undefined if there is no such answer
 */
export async function serverTime(
  apiRoot: string,
  ending: AbortSignal,
  agent?: Agent,
): Promise<number | undefined> {
  try {
    const signal = AbortSignal.any([ending, AbortSignal.timeout(TIMEOUT_MS)]);
    const at = Date.parse(await dateOf(new URL(apiRoot), signal, agent));
    return Number.isNaN(at) ? undefined : at;
  } catch {
    return undefined;
  }
}

const dateOf = (url: URL, signal: AbortSignal, agent: Agent | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const options = { method: 'HEAD', signal, ...(isSecure && agent !== undefined ? { agent } : {}) };
    const asked = (isSecure ? requestHttps : requestHttp)(url, options, (response) => {
      response.resume();
      resolve(response.headers.date ?? '');
    });
    asked.on('error', reject);
    asked.end();
  });
