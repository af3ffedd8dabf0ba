import type { Gateway, PushOutcome } from '../gateway/gateway.ts';
import type { Meters } from '../http/meters.ts';
import type { Api } from '../telegram/api/bounded-api.ts';

/** The calls that show whether updates come. With a webhook, Telegram says once a minute that it is still set. */
const ASKS_FOR_UPDATES: ReadonlySet<string> = new Set(['getUpdates', 'getWebhookInfo']);

/** Measures the calls to Telegram. `onUpdates` is called when Telegram has given updates, or has said that there are none. */
export const observedApi = (api: Api, meters: Meters, onUpdates: () => void): Api => ({
  async call(method, payload, shape, options) {
    const begunAt = performance.now();
    const result = await api.call(method, payload, shape, options);
    meters.telegramCall(method, result.kind, performance.now() - begunAt);
    if (ASKS_FOR_UPDATES.has(method) && result.kind === 'ok') onUpdates();
    return result;
  },
});

/** Measures the calls to a gateway. */
export function observedGateway(
  gateway: Gateway,
  account: { readonly provider: string; readonly merchantId: number },
  meters: Meters,
): Gateway {
  const timed = async <Outcome>(
    call: 'push' | 'query',
    answer: Promise<Outcome>,
    nameOf: (outcome: Outcome) => string,
  ): Promise<Outcome> => {
    const begunAt = performance.now();
    const outcome = await answer;
    meters.gatewayCall({ ...account, call, outcome: nameOf(outcome), ms: performance.now() - begunAt });
    return outcome;
  };
  return {
    push: (charge) => timed('push', gateway.push(charge), pushName),
    query: (charge) => timed('query', gateway.query(charge), ({ kind }) => kind),
    close: () => gateway.close(),
  };
}

const pushName = (outcome: PushOutcome): string =>
  outcome.kind === 'declined' ? `declined-${outcome.cause}` : outcome.kind;
