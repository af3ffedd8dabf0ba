import './no-debug.ts';
import type { Agent } from 'node:http';
import { Telegraf } from 'telegraf';
import { access } from './access.ts';
import type { Desk, DeskContext } from './desk.ts';
import { about, chooseFirst } from './features/about.ts';
import { buttonPresses } from './features/buttons.ts';
import { chargeAnswers, chargeCommands } from './features/charge.ts';
import { chats } from './features/chats.ts';
import { lists } from './features/lists.ts';
import { oneCommand } from './features/one-command.ts';
import { privacy } from './features/privacy.ts';
import { staff } from './features/staff.ts';

/**
 * A Telegraf for this token. Its own polling is never started: it loses commands (see receiver.ts).
 *
 * @param agent reaches Telegram, where that is https
 */
export function newTelegraf(token: string, apiRoot: string, agent?: Agent): Telegraf<DeskContext> {
  return new Telegraf<DeskContext>(token, {
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
export function addFeatures(bot: Telegraf<DeskContext>, desk: Desk): void {
  bot.use(
    access(desk),
    oneCommand(),
    about(desk),
    chooseFirst(desk),
    chargeCommands(desk),
    lists(desk),
    staff(desk),
    chats(desk),
    privacy(desk),
    buttonPresses(desk),
    chargeAnswers(desk),
  );
  // Telegraf's default prints the update and sets the exit code; the dispatcher decides what a fault means.
  bot.catch((error) => {
    throw error;
  });
}
