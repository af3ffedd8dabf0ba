import type { TakeUpdate } from '../http/webhook.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Timekeeper } from '../runtime/timekeeper.ts';
import type { Store } from '../store/port/store.ts';
import type { Api } from '../telegram/api/bounded-api.ts';
import type { Backups } from './backups.ts';

/** What measures the bot from outside: the ports, wrapped, and the server that tells the figures. */
export interface Observation {
  readonly store: Store;
  api(api: Api): Api;
  gateway(gateway: Gateway, account: { readonly provider: string; readonly merchantId: number }): Gateway;
  /** The bot's own time is known, and its work begins. Until then it is not ready. Without `backups` none are scheduled. */
  begin(clock: Timekeeper, backups: Backups | undefined): void;
  /** This program took the lead from one that had not given it up. */
  tookOver(): void;
  /** Lets updates in that Telegram brings with this secret. */
  openWebhook(secret: string, take: TakeUpdate): void;
  close(): Promise<void>;
}
