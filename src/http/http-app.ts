import { Hono } from 'hono';
import type { WebhookCallers } from '../config/config.ts';
import type { Log } from '../runtime/log.ts';
import type { Readiness } from './readiness.ts';
import { addWebhook, type WebhookDoor } from './webhook.ts';

export interface HttpAppParts {
  /** Whether the bot does its work, and if not, why. */
  readonly readiness: () => Promise<Readiness>;
  /** The figures in Prometheus' text format. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  readonly log: Log;
  /** Who may bring updates; see `addWebhook`. */
  readonly callers?: WebhookCallers | undefined;
}

/** `/live`, `/ready` and `/metrics`, through which nothing can be changed, and the way in for updates. */
export function httpApp({ readiness, metrics, log, callers }: HttpAppParts): {
  readonly app: Hono;
  readonly door: WebhookDoor;
} {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.res.headers.set('cache-control', 'no-store');
    context.res.headers.set('x-content-type-options', 'nosniff');
  });
  // The answer itself is the proof: a program that stands still gives none.
  app.get('/live', (context) => context.json({ live: true }));
  app.get('/ready', async (context) => {
    const state = await readiness();
    return context.json(state, state.ready ? 200 : 503);
  });
  app.get('/metrics', async (context) => {
    const { type, text } = await metrics();
    return context.body(text, 200, { 'content-type': type });
  });
  const door = addWebhook(app, log, callers);
  app.notFound((context) => context.json({ error: 'There is nothing here.' }, 404));
  // Without its message, which may hold anything.
  app.onError((_error, context) => context.json({ error: 'This failed.' }, 500));
  return { app, door };
}
