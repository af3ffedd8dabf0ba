import { createHash, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isIP } from 'node:net';
import { WEBHOOK_PATH, type WebhookCallers } from '../config/config.ts';
import type { Log } from '../runtime/log.ts';
import { callerOf, isOfTelegram } from './telegram-networks.ts';

/** An update holds one message and those that it answers. */
const MAX_BODY_BYTES = 1024 * 1024;
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

/** Takes an update. `later`: it could not be taken now. It throws if the store fails. */
export type TakeUpdate = (update: unknown) => Promise<'taken' | 'later'>;

/** The way in for updates. It is shut until somebody takes them. */
export interface WebhookDoor {
  open(secret: string, take: TakeUpdate): void;
}

/**
 * Adds the way in to an app. An update is answered with 200 only after it was taken; on any other answer Telegram brings it again. Nothing of a
 * request is read before its secret is right.
 *
 * @param callers undefined to hear whoever knows the secret; otherwise Telegram's networks alone are heard
 */
export function addWebhook(app: Hono, log: Log, callers?: WebhookCallers): WebhookDoor {
  let opened: { readonly secret: Buffer; readonly take: TakeUpdate } | undefined;
  app.use(WEBHOOK_PATH, async (context, next) => {
    if (context.req.method !== 'POST' || opened === undefined) return context.notFound();
    // Hashes have one length, and comparing them takes one time.
    if (!timingSafeEqual(digest(context.req.header(SECRET_HEADER) ?? ''), opened.secret))
      return context.json({ error: 'This is not for you.' }, 401);
    if (callers !== undefined) {
      const caller = callerOf(context, callers);
      if (!isOfTelegram(caller)) {
        // It knows the secret, so it may well be Telegram, behind a proxy that the settings do not tell of.
        log.warn(
          { caller: isIP(caller) === 0 ? 'unknown' : caller },
          "an update did not come from Telegram's networks",
        );
        return context.json({ error: 'This is not for you.' }, 403);
      }
    }
    return await next();
  });
  app.post(
    WEBHOOK_PATH,
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => context.json({ error: 'Too long.' }, 413) }),
    async (context) => {
      let update: unknown;
      try {
        update = await context.req.json();
      } catch {
        return context.json({ error: 'This is no JSON.' }, 400);
      }
      try {
        const taken = await opened?.take(update);
        return taken === 'taken' ? context.json({}) : context.json({ error: 'Later.' }, 503);
      } catch (error) {
        log.error({ err: error }, 'an update that Telegram brought could not be stored');
        return context.json({ error: 'Later.' }, 503);
      }
    },
  );
  return {
    open(secret, take) {
      opened = { secret: digest(secret), take };
    },
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
