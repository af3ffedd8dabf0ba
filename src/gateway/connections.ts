import { Client, Pool, ProxyAgent, type Dispatcher } from 'undici';

/** Limits of one exchange with the gateway. Spans in milliseconds, sizes in bytes. */
export interface ExchangeLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly bodyMs: number;
  /** For the whole exchange: a body that drips in for ever stays within `bodyMs` but not within this. */
  readonly totalMs: number;
  readonly bodyBytes: number;
}

/** Where a gateway is, and how it is reached. */
export interface Route {
  /** `https://host:port`. */
  readonly origin: string;
  /** The address of a proxy for https (CONNECT); undefined to reach the gateway directly. */
  readonly proxy: string | undefined;
}

/**
 * The options of every connection to the gateway. No pipelining, no redirect, no retry: with HTTP/1.1 undici adds none by itself.
 * HTTP/2 it offers by default, and there it sends a POST again after a refused stream or a GOAWAY, by itself.
 */
const optionsOf = (limits: ExchangeLimits) => ({
  allowH2: false,
  headersTimeout: limits.headersMs,
  bodyTimeout: limits.bodyMs,
  maxResponseSize: limits.bodyBytes,
  pipelining: 1,
});

/** Verified, whatever the environment says (NODE_TLS_REJECT_UNAUTHORIZED). */
const connectOptions = ({ connectMs }: ExchangeLimits) => ({
  timeout: connectMs,
  allowH2: false,
  rejectUnauthorized: true,
});

/**
 * Opens connections to a gateway, at most so many at once.
 *
 * @param onConnect there is a connection to the gateway itself, all the way: from now on a request may reach it, and before, not one
 * byte of one has left, to a proxy neither
 */
export function openConnections(
  { origin, proxy }: Route,
  limits: ExchangeLimits,
  connections: number,
  onConnect: () => void,
): Dispatcher {
  const options = optionsOf(limits);
  const connect = connectOptions(limits);
  const open = (to: URL | string, own: Client.Options): Dispatcher => {
    const client = connections === 1 ? new Client(to, own) : new Pool(to, { ...own, connections });
    return client.on('connect', onConnect);
  };
  if (proxy === undefined) return open(origin, { ...options, connect });
  return new ProxyAgent({
    ...options,
    uri: proxy,
    proxyTunnel: true,
    proxyTls: connect,
    requestTls: connect,
    // Also for the answer to CONNECT: undici would wait for five minutes.
    clientFactory: (to, own) => new Pool(to, { ...own, allowH2: false, headersTimeout: limits.connectMs }),
    factory: (to, own) => open(to, own),
  });
}
