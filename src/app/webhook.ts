import type { TakeUpdate } from '../http/webhook.ts';
import { webhookSecret } from '../security/keyring.ts';
import type { Observation } from './observation.ts';
import type { AppParts } from './parts.ts';

/** Where Telegram brings updates, if it does. */
export function webhookOf(
  { live, secrets }: Pick<AppParts, 'live' | 'secrets'>,
  { openWebhook }: Pick<Observation, 'openWebhook'>,
) {
  if (live.webhookUrl === undefined) return undefined;
  const secret = webhookSecret(live.telegramToken);
  secrets.add(secret);
  return {
    url: live.webhookUrl,
    secret,
    open: (take: TakeUpdate) => openWebhook(secret, take),
  };
}
