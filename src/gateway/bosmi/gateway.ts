import { toLocal, type Msisdn } from '../../domain/msisdn.ts';
import { oneLine } from '../../domain/one-line.ts';
import { readPushAnswer, readQueryAnswer } from './responses.ts';
import { redactRaw, secretValues, trimRaw } from '../evidence.ts';
import { openConnections } from '../connections.ts';
import { post, postOnFreshConnection, type Exchange } from '../exchange.ts';
import type { ExchangeLimits } from '../connections.ts';
import { MAX_PUSH_MS, type Evidence, type Gateway, type PushOutcome, type QueryOutcome } from '../gateway.ts';
import { isAboutAccount } from './refusals.ts';

/** A BOSMI account and where its API is. */
export interface BosmiAccount {
  /** The endpoints are `/processrequest` and `/query` under it. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly username: string;
  readonly email: string;
  /** The proxy through which the API is reached; undefined for none. */
  readonly proxy?: string | undefined;
}

/** 64 KiB: answers are a few hundred bytes. */
const BODY_BYTES = 64 * 1024;

/** A push may wait for M-Pesa behind the gateway. Giving up too early makes a charge `unknown` without need. */
export const PUSH_LIMITS: ExchangeLimits = {
  connectMs: 10_000,
  headersMs: 45_000,
  bodyMs: 10_000,
  totalMs: MAX_PUSH_MS,
  bodyBytes: BODY_BYTES,
};

/** A query can be repeated without risk, so it is given up early. */
export const QUERY_LIMITS: ExchangeLimits = {
  connectMs: 5_000,
  headersMs: 10_000,
  bodyMs: 5_000,
  totalMs: 15_000,
  bodyBytes: BODY_BYTES,
};

/** The most connections for queries. They are kept alive. */
const QUERY_CONNECTIONS = 8;

/**
 * The BOSMI gateway's HTTP API, version 3.
 *
 * The document of the query names `username` ("your portal email") in its table and `email` in every example. Both are sent, each
 * with its own value, which is right under both readings.
 */
export function bosmiGateway(
  account: BosmiAccount,
  limits: { readonly push: ExchangeLimits; readonly query: ExchangeLimits } = {
    push: PUSH_LIMITS,
    query: QUERY_LIMITS,
  },
): Gateway {
  const base = account.baseUrl.replace(/(?<!\/)\/+$/, '');
  const pushUrl = new URL(`${base}/processrequest`);
  const queryUrl = new URL(`${base}/query`);
  const credentials = { api_key: account.apiKey, username: account.username, email: account.email };
  const secrets = secretValues(account.apiKey, account.email);
  const closing = new AbortController();
  const { proxy } = account;
  const route = { origin: queryUrl.origin, proxy };
  const queries = openConnections(route, limits.query, QUERY_CONNECTIONS, () => undefined);

  /** Removes what may not be kept or shown of a text about this customer. */
  const redactFor =
    (msisdn: Msisdn): Redact =>
    (text) =>
      redactRaw(text, secrets, msisdn);

  return {
    async push({ msisdn, amountKes }) {
      const exchange = await postOnFreshConnection(
        pushUrl,
        { ...credentials, phone: toLocal(msisdn), amount: amountKes },
        limits.push,
        closing.signal,
        proxy,
      );
      return pushOutcome(exchange, redactFor(msisdn));
    },
    async query({ transactionId, msisdn }) {
      const exchange = await post(
        queryUrl,
        { ...credentials, transaction_id: transactionId },
        limits.query,
        queries,
        closing.signal,
      );
      return queryOutcome(exchange, msisdn, redactFor(msisdn));
    },
    async close() {
      closing.abort();
      await queries.destroy();
    },
  };
}

type Redact = (text: string) => string;

/** Redacts what was received when it is first read. Most answers to queries are kept nowhere, and redacting costs as much as the rest of a query. */
function evidenceOf(exchange: Exchange, redact: Redact): Evidence {
  let raw: string | undefined;
  return {
    httpStatus: exchange.httpStatus,
    get raw() {
      return (raw ??= trimRaw(redact(exchange.kind === 'answered' ? exchange.body : exchange.code)));
    },
  };
}

/** The most characters of a gateway's message that a chat shows. */
const MAX_MESSAGE_LENGTH = 300;

/** The gateway's message for display. It may echo the request: secrets are removed before it is cut, or half of one could stay. */
function messageOf(
  answer: { readonly gatewayMessage: string | undefined },
  redact: Redact,
): string | undefined {
  const line = oneLine(redact(answer.gatewayMessage ?? ''), MAX_MESSAGE_LENGTH);
  return line === '' ? undefined : line;
}

function pushOutcome(exchange: Exchange, redact: Redact): PushOutcome {
  const evidence = evidenceOf(exchange, redact);
  if (exchange.kind === 'failed') {
    return exchange.mayHaveArrived
      ? { kind: 'unknown', why: exchange.why, evidence }
      : { kind: 'declined', cause: 'unreachable', gatewayMessage: undefined, evidence };
  }
  const { httpStatus, body } = exchange;
  if (isRedirect(httpStatus)) return { kind: 'unknown', why: 'redirect', evidence };
  if (httpStatus >= 500) return { kind: 'unknown', why: 'http-error', evidence };
  const answer = readPushAnswer(body);
  switch (answer.kind) {
    case 'accepted':
      return isSuccess(httpStatus)
        ? { kind: 'accepted', transactionId: answer.transactionId, evidence }
        : { kind: 'unknown', why: 'http-error', evidence };
    case 'refused': {
      const cause = isAboutAccount(httpStatus, answer.gatewayMessage) ? 'account' : 'refused';
      return { kind: 'declined', cause, gatewayMessage: messageOf(answer, redact), evidence };
    }
    case 'unreadable':
      return { kind: 'unknown', why: isSuccess(httpStatus) ? 'unreadable' : 'http-error', evidence };
  }
}

function queryOutcome(exchange: Exchange, msisdn: Msisdn, redact: Redact): QueryOutcome {
  const evidence = evidenceOf(exchange, redact);
  if (exchange.kind === 'failed') {
    return { kind: 'no-answer', why: exchange.why, overloaded: false, retryAfterMs: undefined, evidence };
  }
  const { httpStatus, body, retryAfterMs } = exchange;
  const answer = readQueryAnswer(body, msisdn);
  const isRefusal = answer.kind === 'refused' && (isSuccess(httpStatus) || isClientError(httpStatus));
  if (isRefusal && isAboutAccount(httpStatus, answer.gatewayMessage))
    return { kind: 'account', gatewayMessage: messageOf(answer, redact), evidence };
  if (!isSuccess(httpStatus)) {
    const why = isRedirect(httpStatus) ? 'redirect' : 'http-error';
    return {
      kind: 'no-answer',
      why,
      overloaded: httpStatus === 429 || httpStatus >= 500,
      retryAfterMs,
      evidence,
    };
  }
  switch (answer.kind) {
    case 'reported':
      return { kind: 'reported', report: answer.report, evidence };
    case 'refused':
    case 'pending':
      return {
        kind: 'pending',
        get gatewayMessage() {
          return messageOf(answer, redact);
        },
        evidence,
      };
    case 'unreadable':
      return { kind: 'no-answer', why: 'unreadable', overloaded: false, retryAfterMs, evidence };
  }
}

const isSuccess = (httpStatus: number): boolean => httpStatus >= 200 && httpStatus < 300;
/** A status that blames the request. 429 does not: it is about the number of requests. */
const isClientError = (httpStatus: number): boolean =>
  httpStatus >= 400 && httpStatus < 500 && httpStatus !== 429;
const isRedirect = (httpStatus: number): boolean => httpStatus >= 300 && httpStatus < 400;
