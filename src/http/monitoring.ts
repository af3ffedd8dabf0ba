import { Hono } from 'hono';
import type { Readiness } from './readiness.ts';

export interface MonitoringParts {
  /** Whether the bot does its work, and if not, why. */
  readonly readiness: () => Promise<Readiness>;
  /** The figures in Prometheus' text format. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** `/live`, `/ready` and `/metrics`. Nothing can be changed through them. */
export function monitoringApp({ readiness, metrics }: MonitoringParts): Hono {
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
  app.notFound((context) => context.json({ error: 'There is nothing here.' }, 404));
  // Without its message, which may hold anything.
  app.onError((_error, context) => context.json({ error: 'This failed.' }, 500));
  return app;
}
