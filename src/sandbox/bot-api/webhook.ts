import type { Clock } from '../../runtime/clock.ts';
import type { UpdateQueue } from './updates.ts';

/** Where updates are brought. */
export interface Webhook {
  readonly url: string;
  readonly secret: string | undefined;
}

/** Brings updates to the bot's webhook while one is set, with Telegram's rules: again and again until the answer is 2xx. */
export interface WebhookDelivery {
  set(webhook: Webhook): void;
  clear(): void;
  /** The address that is set; empty for none. */
  url(): string;
  /** When an update could not be brought last (epoch seconds), and why. */
  lastError(): { readonly last_error_date: number; readonly last_error_message: string } | undefined;
}

const AGAIN_MS = 1_000;
const ANSWER_MS = 60_000;

export function webhookDelivery(updates: UpdateQueue, clock: Clock): WebhookDelivery {
  let set: Webhook | undefined;
  let ending = new AbortController();
  let lastError: ReturnType<WebhookDelivery['lastError']>;

  const bring = async (
    { url, secret }: Webhook,
    update: { readonly update_id: number },
  ): Promise<boolean> => {
    const headers = {
      'content-type': 'application/json',
      ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
    };
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(update), signal });
      await answer.body?.cancel();
      if (answer.ok) return true;
      lastError = { last_error_date: seconds(), last_error_message: `Wrong response: ${answer.status}` };
    } catch {
      lastError = { last_error_date: seconds(), last_error_message: 'Connection refused' };
    }
    return false;
  };
  const seconds = (): number => Math.floor(clock.now() / 1_000);
  const work = async (webhook: Webhook, { signal }: AbortController): Promise<void> => {
    while (!signal.aborted) {
      const update = await updates.first(signal);
      if (update === undefined) continue;
      if (await bring(webhook, update)) updates.confirm(update);
      else await clock.sleep(AGAIN_MS, signal);
    }
  };
  const clear = (): void => {
    ending.abort();
    set = undefined;
  };
  return {
    set(webhook) {
      clear();
      set = webhook;
      ending = new AbortController();
      void work(webhook, ending);
    },
    clear,
    url: () => set?.url ?? '',
    lastError: () => lastError,
  };
}
