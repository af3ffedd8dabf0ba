import { Client, Pool, ProxyAgent, type Dispatcher } from 'undici';

/** Limits of one exchange with the gateway. Spans in milliseconds, sizes in bytes. */
export interface ExchangeLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly bodyMs: number;
  /** For the whole exchange. A body that arrives byte by byte stays within `bodyMs`, but not within this. */
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
 * The options of every connection to the gateway. With HTTP/1.1, undici follows no redirect and repeats no request. HTTP/2 is
 * off: undici offers it by default, and then repeats a POST by itself after a refused stream or a GOAWAY.
 */
const optionsOf = (limits: ExchangeLimits) => ({
  allowH2: false,
  headersTimeout: limits.headersMs,
  bodyTimeout: limits.bodyMs,
  maxResponseSize: limits.bodyBytes,
  pipelining: 1,
});

/** Certificates are verified, whatever the environment says (NODE_TLS_REJECT_UNAUTHORIZED). */
const connectOptions = ({ connectMs }: ExchangeLimits) => ({
  timeout: connectMs,
  allowH2: false,
  rejectUnauthorized: true,
});

/**
 * Opens connections to a gateway.
 *
 * @param connections the most at once
 * @param onConnect called when there is a connection to the gateway itself, through the proxy if there is one. From then on a request
 * may reach the gateway. Before it, not one byte of a request was sent, not even to the proxy.
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
    // The limit of the headers is for the answer to CONNECT: undici would wait for five minutes.
    clientFactory: (to, own) => new Pool(to, { ...own, allowH2: false, headersTimeout: limits.connectMs }),
    factory: (to, own) => open(to, own),
  });
}
