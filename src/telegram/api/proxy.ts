import './no-debug.ts';
import type { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** How long a proxy may take to open a tunnel: as long as a call may take, except the call that waits for updates. */
const TUNNEL_MS = 15_000;
/** The settings of Telegraf's own agent. */
const KEPT = { keepAlive: true, keepAliveMsecs: 10_000 } as const;

/**
 * Makes an agent that reaches Telegram through a proxy: by CONNECT (http, https) or SOCKS. A refusal by the proxy itself is a fault of the
 * connection, not an answer of Telegram: the proxy's "403 Forbidden" would look like that of a chat that blocked the bot.
 */
export async function proxyAgent(proxy: string, tunnelMs = TUNNEL_MS): Promise<Agent> {
  if (new URL(proxy).protocol.startsWith('socks')) {
    // Few need it, and it takes 20 MiB.
    const { SocksProxyAgent } = await import('socks-proxy-agent');
    return new SocksProxyAgent(proxy, KEPT);
  }
  // For a connection in use, Node's agent applies this time-out to the tunnel only.
  return new HttpsAgent({ ...KEPT, timeout: tunnelMs, proxyEnv: { HTTPS_PROXY: proxy } });
}
