import './no-debug.ts';
import type { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { SocksProxyAgent } from 'socks-proxy-agent';

/** How long a proxy may take for a tunnel. No call waits longer for Telegram itself, but for those that wait for updates. */
const TUNNEL_MS = 15_000;
/** As Telegraf keeps its own connections. */
const KEPT = { keepAlive: true, keepAliveMsecs: 10_000 } as const;

/**
 * Reaches Telegram through a proxy: by CONNECT (http, https) or SOCKS. What a proxy says for itself is a fault of the connection,
 * never an answer of Telegram's: a "403 Forbidden" of its own would be taken for that of a chat that blocked the bot.
 */
export function proxyAgent(proxy: string, tunnelMs = TUNNEL_MS): Agent {
  if (new URL(proxy).protocol.startsWith('socks')) return new SocksProxyAgent(proxy, KEPT);
  // Of a connection that is under way, Node's agent only measures the tunnel by this.
  return new HttpsAgent({ ...KEPT, timeout: tunnelMs, proxyEnv: { HTTPS_PROXY: proxy } });
}
