import { errors, request, type Dispatcher } from 'undici';
import { openConnections, type ExchangeLimits, type Route } from './connections.ts';
import { timeLimit } from '../runtime/time-limit.ts';
import { decodeBody } from './body-encoding.ts';
import type { NoAnswer } from './gateway.ts';

/** What became of one request. */
export type Exchange =
  | {
      readonly kind: 'answered';
      readonly httpStatus: number;
      readonly retryAfterMs: number | undefined;
      readonly body: string;
    }
  | {
      readonly kind: 'failed';
      readonly why: NoAnswer;
      /** False only if it is certain that not one byte of the request was sent. */
      readonly mayHaveArrived: boolean;
      readonly httpStatus: number | undefined;
      readonly code: string;
    };

const NEVER_SENT: Exchange = {
  kind: 'failed',
  why: 'unreachable',
  mayHaveArrived: false,
  httpStatus: undefined,
  code: 'CLOSED',
};

/** A body that is small on the wire and too large once it is decoded. */
const TOO_LARGE = {
  kind: 'failed',
  why: 'too-large',
  mayHaveArrived: true,
  code: 'DECODED_TOO_LARGE',
} as const;

/**
 * Posts JSON on a connection of its own and closes it afterwards. The other side may close a kept-alive socket at the moment of
 * writing, and then nobody knows whether the request arrived. With a fresh connection, a failure to connect proves that the request
 * was not sent.
 */
export async function postOnFreshConnection(
  url: URL,
  json: unknown,
  limits: ExchangeLimits,
  closing: AbortSignal,
  proxy?: Route['proxy'],
): Promise<Exchange> {
  if (closing.aborted) return NEVER_SENT;
  let connected = false;
  const client = openConnections({ origin: url.origin, proxy }, limits, 1, () => {
    connected = true;
  });
  // Not awaited: it only closes the socket, and the outcome is known without it.
  const disconnect = (): void => void client.destroy().catch(() => undefined);
  // While the client connects, undici only notes that the request was aborted.
  closing.addEventListener('abort', disconnect);
  try {
    const exchange = await post(url, json, limits, client, closing);
    return exchange.kind === 'failed' && !connected
      ? { ...exchange, why: 'unreachable', mayHaveArrived: false }
      : exchange;
  } finally {
    // The signal lives as long as the program. Without this it would keep every client in memory.
    closing.removeEventListener('abort', disconnect);
    disconnect();
  }
}

/**
 * Posts JSON and reads the answer, within the limits and until `closing` aborts. It never throws, follows no redirect and repeats
 * nothing.
 */
export async function post(
  url: URL,
  json: unknown,
  limits: ExchangeLimits,
  dispatcher: Dispatcher,
  closing: AbortSignal,
): Promise<Exchange> {
  const limit = timeLimit(limits.totalMs, closing);
  let httpStatus: number | undefined;
  try {
    const response = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'accept-encoding': 'identity',
      },
      body: JSON.stringify(json),
      dispatcher,
      signal: limit.signal,
    });
    httpStatus = response.statusCode;
    const { headers } = response;
    const body = decodeBody(await response.body.bytes(), headers['content-encoding'], limits.bodyBytes);
    if (body.kind === 'too-large') return { ...TOO_LARGE, httpStatus };
    return {
      kind: 'answered',
      httpStatus,
      retryAfterMs: retryAfter(headers['retry-after']),
      body: body.text,
    };
  } catch (error) {
    return { kind: 'failed', ...describe(error, limit.hasPassed()), mayHaveArrived: true, httpStatus };
  } finally {
    limit.end();
  }
}

/** Codes of faults that happen before there is a connection. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_PRX_CONN',
  'UND_ERR_PRX_TLS',
]);
/** The message of undici's error for a CONNECT that a proxy refused; the error has no code. */
const REFUSED_BY_PROXY = /^Proxy response \((\d{3})\)/;

/** Codes of Node and OpenSSL for a certificate that is not trusted. Then nothing was sent. */
const BAD_CERTIFICATE = /^(?:ERR_TLS_CERT_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/;

function describe(error: unknown, outOfTime: boolean): { why: NoAnswer; code: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  if (outOfTime) return { why: 'timed-out', code: 'TOTAL_TIMEOUT' };
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return { why: 'timed-out', code };
  }
  const refusal = error instanceof Error ? REFUSED_BY_PROXY.exec(error.message)?.[1] : undefined;
  if (refusal !== undefined) return { why: 'unreachable', code: `PROXY_SAID_${refusal}` };
  const hasNotConnected = NOT_CONNECTED.has(code) || BAD_CERTIFICATE.test(code);
  if (error instanceof errors.ConnectTimeoutError || hasNotConnected) return { why: 'unreachable', code };
  if (error instanceof errors.ResponseExceededMaxSizeError) return { why: 'too-large', code };
  return { why: 'cut-off', code };
}

/** The longest `Retry-After` that is honoured. */
const MAX_RETRY_AFTER_MS = 10 * 60_000;

/** Reads `Retry-After` in seconds (RFC 9110, section 10.2.3). Its date form is ignored: it needs a clock that both sides share. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string' || !/^\d{1,6}$/.test(header.trim())) return undefined;
  return Math.min(Number(header) * 1_000, MAX_RETRY_AFTER_MS);
}
