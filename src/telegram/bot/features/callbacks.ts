import { Composer } from 'telegraf';
import { callbackQuery } from 'telegraf/filters';
import type { BotServices, BotContext } from '../bot-services.ts';
import { CALLBACK_KINDS, type CallbackAction } from '../callback-data.ts';
import type { Feature, Press } from '../feature.ts';
import { onPress } from './press.ts';

/** The router looks a handler up by the action's kind, so it gets only its own kind of action. */
type AnyHandler = (
  services: BotServices,
  press: Press,
  action: CallbackAction,
) => Promise<string | undefined>;

/** Routes every press to the feature that handles its kind. */
export function callbackRouter(services: BotServices, features: readonly Feature[]): Composer<BotContext> {
  const handlers = handlersOf(features);
  const bot = new Composer<BotContext>();
  bot.on(callbackQuery('data'), (ctx) =>
    onPress(services, ctx, async (action, messageId) =>
      handlers.get(action.kind)?.(services, { turn: ctx.turn, messageId, me: ctx.me }, action),
    ),
  );
  return bot;
}

/** Collects the handlers by kind. Throws if a kind of callback data has no handler, or two. */
export function handlersOf(features: readonly Feature[]): ReadonlyMap<string, AnyHandler> {
  const handlers = new Map<string, AnyHandler>();
  for (const [kind, handler] of features.flatMap(({ callbacks = {} }) => Object.entries(callbacks))) {
    if (handlers.has(kind)) throw new Error(`two features handle ${kind}`);
    handlers.set(kind, handler as AnyHandler);
  }
  const missing = CALLBACK_KINDS.filter((kind) => !handlers.has(kind));
  if (missing.length > 0) throw new Error(`no feature handles ${missing.join(', ')}`);
  return handlers;
}
