import { BlockList, isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { WebhookCallers } from '../config/config.ts';

/** From where Telegram brings updates (https://core.telegram.org/bots/webhooks#the-short-version, as of November 2026). */
const NETWORKS = [
  ['149.154.160.0', 20],
  ['91.108.4.0', 22],
] as const;

const networks = new BlockList();
for (const [network, prefix] of NETWORKS) networks.addSubnet(network, prefix, 'ipv4');

/** Whether an address is in Telegram's networks. An IPv4 address may be written as one of IPv6 (`::ffff:…`). */
export function isOfTelegram(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && networks.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Returns who called. Behind a proxy the connection is the proxy's, and a header has the caller's address. Of a list, its last entry counts: the proxy
 * added it, and whoever called may have written the ones before it.
 *
 * @param header the name of the proxy's header; undefined if there is no proxy
 * @returns an empty text if it is not known
 */
export function callerOf(context: Context, { header }: WebhookCallers): string {
  if (header === undefined) return getConnInfo(context).remote.address ?? '';
  return (context.req.header(header)?.split(',').at(-1) ?? '').trim();
}
