/** A clock needs no better answer than a late one; none is no harm either. */
const TIMEOUT_MS = 10_000;

/**
 * The time at Telegram, in epoch milliseconds, by the `Date` that its server puts on any answer (RFC 9110, section 6.6.1: whole
 * seconds). For when nobody writes: a message that is sent bears its time itself. The token is not sent.
 *
 * @returns undefined when there is no such answer
 */
export async function serverTime(apiRoot: string, ending: AbortSignal): Promise<number | undefined> {
  try {
    const signal = AbortSignal.any([ending, AbortSignal.timeout(TIMEOUT_MS)]);
    const { headers } = await fetch(apiRoot, { method: 'HEAD', redirect: 'manual', signal });
    const at = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(at) ? undefined : at;
  } catch {
    return undefined;
  }
}
