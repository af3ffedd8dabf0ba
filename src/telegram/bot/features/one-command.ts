import { Composer } from 'telegraf';
import { code } from 'telegraf/format';
import type { BotContext } from '../bot-services.ts';
import type { Command } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { command, commandsIn, holdsCommand, isOurs, namesOf } from './command.ts';

/** The bot repeats at most so many commands of a message, and at most so many characters of them. */
const MAX_REPEATED = 10;
const MAX_REPEATED_LENGTH = 2_000;

/**
 * Lets a message through only if it is at most one command. Answers several commands in a message, and a command under a picture, with
 * a refusal.
 *
 * The bot refuses several commands together. An update commits at most one charge, and a person has one open question in a chat. Of
 * three commands one could be sent, one refused and one asked about. The person who then sends the message again charges the first
 * customer twice.
 */
export function oneCommand(commands: readonly Command[]): Composer<BotContext> {
  const bot = new Composer<BotContext>();

  const names = commands.flatMap(namesOf);
  const known = commands.filter(({ mayHoldSecret }) => mayHoldSecret !== true).map(command);
  bot.command(known, async ({ turn, message }, next) => {
    const found = commandsIn(message.text);
    if (found.length < 2) return await next();
    turn.dropDraft(turn);
    refuseAll(turn, found);
  });

  bot.use(async (ctx, next) => {
    const { turn, me } = ctx;
    const place = ctx.message ?? ctx.editedMessage;
    const caption = place !== undefined && 'caption' in place ? (place.caption ?? '') : '';
    const isMeant = turn.chatKind === 'private' ? holdsCommand(caption) : isOurs(caption, me, names);
    if (!isMeant) return await next();
    turn.say(turn.words.captionsDoNothing);
  });

  return bot;
}

/** Repeats the commands, so that a tap copies one. In a group the bot does not repeat them: they hold customers' numbers. */
function refuseAll({ say, words, chatKind }: Turn, commands: readonly string[]): void {
  const length = commands.reduce((sum, text) => sum + text.length, 0);
  const isShort = commands.length <= MAX_REPEATED && length <= MAX_REPEATED_LENGTH;
  const repeated = chatKind === 'private' && isShort ? commands.map((text) => code(text)) : [];
  say(lines(words.severalCommands, ...repeated));
}
