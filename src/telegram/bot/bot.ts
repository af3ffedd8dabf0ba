import '../api/no-debug.ts';
import type { Agent } from 'node:http';
import { Telegraf } from 'telegraf';
import { access } from './access.ts';
import type { BotServices, BotContext } from './bot-services.ts';
import { commandRouter } from './commands.ts';
import type { Feature } from './feature.ts';
import { about } from './features/about.ts';
import { amounts } from './features/amounts.ts';
import { callbackRouter } from './features/callbacks.ts';
import { namedCustomers } from './features/charge-by-name.ts';
import { boards } from './features/boards.ts';
import { charge } from './features/charge.ts';
import { chats } from './features/chats.ts';
import { chooseFirst, shopChoice } from './features/choose-shop.ts';
import { closings } from './features/closings.ts';
import { closes } from './features/closes.ts';
import { collect } from './features/collect.ts';
import { connect } from './features/connect-command.ts';
import { conversation } from './features/conversation.ts';
import { customers } from './features/customers.ts';
import { eraseNumber } from './features/erase.ts';
import { find } from './features/find.ts';
import { exports } from './features/exports.ts';
import { invites } from './features/invites.ts';
import { items } from './features/items.ts';
import { keyboard, keyPresses } from './features/keyboard.ts';
import { language } from './features/language.ts';
import { lookups } from './features/lookups.ts';
import { marks } from './features/marks.ts';
import { nameCustomer } from './features/name-customer.ts';
import { oneCommand } from './features/one-command.ts';
import { operator } from './features/operator.ts';
import { privacy } from './features/privacy.ts';
import { receipts } from './features/receipts.ts';
import { refunds } from './features/refunds.ts';
import { reports } from './features/reports.ts';
import { restoreHold } from './features/restore-hold.ts';
import { settings } from './features/settings.ts';
import { staff } from './features/staff.ts';
import { unknownCommands } from './features/unknown-command.ts';
import { summary } from './features/summary.ts';

/** What the bot can do. The command menu shows the commands in this order. */
export const FEATURES: readonly Feature[] = [
  charge,
  collect,
  reports,
  lookups,
  find,
  customers,
  closings,
  exports,
  conversation,
  amounts,
  keyboard,
  language,
  about,
  shopChoice,
  marks,
  refunds,
  receipts,
  closes,
  boards,
  items,
  staff,
  invites,
  chats,
  summary,
  settings,
  connect,
  namedCustomers,
  nameCustomer,
  privacy,
  eraseNumber,
  restoreHold,
  operator,
];

/**
 * Makes a Telegraf for this token. Nothing starts its own polling, which loses commands (see long-polling.ts).
 *
 * @param agent reaches Telegram where the API root is https
 */
export function newTelegraf(token: string, apiRoot: string, agent?: Agent): Telegraf<BotContext> {
  return new Telegraf<BotContext>(token, {
    // Telegraf replaces everything after the last slash with the method's path.
    telegram: {
      apiRoot: `${apiRoot.replace(/(?<!\/)\/+$/, '')}/`,
      webhookReply: false,
      ...(agent === undefined ? {} : { agent }),
    },
    // Handlers wait for the database only. A time-out would cut one in the middle.
    handlerTimeout: Number.POSITIVE_INFINITY,
  });
}

/** Puts the features on the bot. An update passes access first, then keys, commands, presses and all other messages. */
export function addFeatures(bot: Telegraf<BotContext>, services: BotServices): void {
  const commands = FEATURES.flatMap((feature) => feature.commands ?? []);
  bot.use(
    access(services, new Set(FEATURES.flatMap(({ whileSuspended = [] }) => whileSuspended))),
    oneCommand(commands),
    keyPresses(services, commands),
    commandRouter(
      services,
      commands.filter(({ forAnyMerchant }) => forAnyMerchant === true),
    ),
    chooseFirst(services),
    commandRouter(
      services,
      commands.filter(({ forAnyMerchant }) => forAnyMerchant !== true),
    ),
    callbackRouter(services, FEATURES),
    unknownCommands(services, commands),
    ...FEATURES.flatMap(({ messages }) => (messages === undefined ? [] : [messages(services)])),
  );
  // Telegraf's default prints the update and sets the exit code. The dispatcher decides what a fault means.
  bot.catch((error) => {
    throw error;
  });
}
