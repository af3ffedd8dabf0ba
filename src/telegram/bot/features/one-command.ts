import { Composer } from 'telegraf';
import { code } from 'telegraf/format';
import type { BotContext } from '../bot-services.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { command, COMMANDS, commandsIn, holdsCommand, isOurs } from './command.ts';

/** The most commands of a message that are given back, and how long all of them may be, in characters. */
const GIVEN_BACK = 10;
const GIVEN_BACK_LENGTH = 2_000;

/**
 * One message is one command, and its text is it. Anything else is answered, and nothing comes of it.
 *
 * Several commands in a message are refused together. An update is settled with the one charge that it takes, and a person has
 * one open question in a chat: of three lines, one could be sent, one refused and one asked about, and whoever then sends the
 * message again charges the first customer twice.
 */
export function oneCommand(): Composer<BotContext> {
  const bot = new Composer<BotContext>();

  // What stands behind /connect may be a key: it is deleted there, and never given back.
  const known = COMMANDS.filter((name) => name !== 'connect').map(command);
  bot.command(known, async ({ turn, message }, next) => {
    const commands = commandsIn(message.text);
    if (commands.length < 2) return await next();
    turn.dropDraft(turn);
    refuseAll(turn, commands);
  });

  bot.use(async (ctx, next) => {
    const { turn, me } = ctx;
    const place = ctx.message ?? ctx.editedMessage;
    const caption = place !== undefined && 'caption' in place ? (place.caption ?? '') : '';
    const isMeant = turn.chatKind === 'private' ? holdsCommand(caption) : isOurs(caption, me);
    if (!isMeant) return await next();
    turn.say(turn.words.captionsDoNothing);
  });

  return bot;
}

/** Gives the commands back, each to be copied with a tap. Not in a group, where a customer's number is not repeated. */
function refuseAll({ say, words, chatKind }: Turn, commands: readonly string[]): void {
  const length = commands.reduce((sum, text) => sum + text.length, 0);
  const isShort = commands.length <= GIVEN_BACK && length <= GIVEN_BACK_LENGTH;
  const given = chatKind === 'private' && isShort ? commands.map((text) => code(text)) : [];
  say(lines(words.severalCommands, ...given));
}
