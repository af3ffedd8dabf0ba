import type { Observation } from './observation.ts';
import type { AppParts } from './parts.ts';

/**
 * Measures the bot and serves the figures, if there is a port for them. Without one nothing is wrapped, and nothing is loaded.
 *
 * @throws OperatorError if the port cannot be used
 */
export async function observe(parts: AppParts): Promise<Observation> {
  const { http } = parts.live;
  if (http === undefined)
    return {
      store: parts.store,
      api: (api) => api,
      gateway: (gateway) => gateway,
      begin: () => undefined,
      tookOver: () => undefined,
      openWebhook() {
        throw new Error('there is no HTTP server');
      },
      close: () => Promise.resolve(),
    };
  const { observeAndServe } = await import('./observe-and-serve.ts');
  return await observeAndServe(parts, http);
}
