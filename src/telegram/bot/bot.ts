import '../api/no-debug.ts';
import type { Agent } from 'node:http';
import { Telegraf } from 'telegraf';
import { access } from './access.ts';
import type { BotServices, BotContext } from './bot-services.ts';
import { about, chooseFirst } from './features/about.ts';
import { callbacks } from './features/callbacks.ts';
import { chargeAnswers, chargeCommands } from './features/charge.ts';
import { chats } from './features/chats.ts';
import { lookups } from './features/lookups.ts';
import { oneCommand } from './features/one-command.ts';
import { privacy } from './features/privacy.ts';
import { staff } from './features/staff.ts';

/**
 * A Telegraf for this token. Its own polling is never started: it loses commands (see receiver.ts).
 *
 * @param agent reaches Telegram, where that is https
 */
export function newTelegraf(token: string, apiRoot: string, agent?: Agent): Telegraf<BotContext> {
  return new Telegraf<BotContext>(token, {
    // Telegraf puts the method in the place of whatever follows the last slash.
    telegram: {
      apiRoot: `${apiRoot.replace(/(?<!\/)\/+$/, '')}/`,
      webhookReply: false,
      ...(agent === undefined ? {} : { agent }),
    },
    // Handlers wait for nothing but the database; a time-out would only tear one in two.
    handlerTimeout: Number.POSITIVE_INFINITY,
  });
}

/** Puts the till's conversation on the bot: who may speak to it first, then commands, buttons, and everything else. */
export function addFeatures(bot: Telegraf<BotContext>, services: BotServices): void {
  bot.use(
    access(services),
    oneCommand(),
    about(services),
    chooseFirst(services),
    chargeCommands(services),
    lookups(services),
    staff(services),
    chats(services),
    privacy(services),
    callbacks(services),
    chargeAnswers(services),
  );
  // Telegraf's default prints the update and sets the exit code; the dispatcher decides what a fault means.
  bot.catch((error) => {
    throw error;
  });
}
