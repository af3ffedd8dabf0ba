import { request as requestHttp, type Agent } from 'node:http';
import { request as requestHttps } from 'node:https';

/** A clock needs no better answer than a late one; none is no harm either. */
const TIMEOUT_MS = 10_000;

/**
 * The time at Telegram, in epoch milliseconds, by the `Date` that its server puts on any answer (RFC 9110, section 6.6.1: whole
 * seconds). For when nobody writes: a message that is sent bears its time itself. The token is not sent.
 *
 * @param agent reaches it, where it is https
 * @returns undefined when there is no such answer
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
