import { closestMatch } from 'leven';
import { Composer } from 'telegraf';
import { message } from 'telegraf/filters';
import { isAtLeast } from '../../../domain/roles.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import { holds } from '../commands.ts';
import type { Command } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { nameIn, namesOf } from './command.ts';
import { isConnectStep } from './connect.ts';
import { isOperator } from './memberships.ts';

/** A name differs from the nearest command by at most so many letters, and by at most half of its own. */
const MAX_TYPOS = 2;
/** The name of a command, the bot that it is for, and nothing right after them. */
const COMMAND = /^\/([a-z]\w{0,31})(?:@(\w+))?(?=\s|$)/i;

/**
 * Answers a command that no feature has with the nearest one that the person may use, by its name in their language. It is no answer to an open question, which stays
 * open. In a group it is answered only if it names this bot, because other bots have commands too.
 */
export function unknownCommands(services: BotServices, commands: readonly Command[]): Composer<BotContext> {
  const bot = new Composer<BotContext>();
  bot.on(message('text'), async (ctx, next) => {
    const { turn } = ctx;
    const typed = commandIn(ctx);
    if (typed === undefined || (await mayBeSecret(services, turn))) return await next();
    const mayUse = await commandsFor(services, ctx, commands);
    // “/charge0712345678” lacks a space. Its digits are no part of the name.
    const [letters = ''] = /^[a-z_]*/.exec(typed.toLowerCase()) ?? [];
    const nearest = closestMatch(letters, mayUse.flatMap(namesOf), {
      maxDistance: Math.min(MAX_TYPOS, Math.floor(letters.length / 2)),
    });
    // In a group others read along, so a customer's number is not repeated.
    const shown = turn.chatKind === 'private' ? typed : typed.replace(/\d{3,}/g, '…');
    const meant = mayUse.find((command) => namesOf(command).some((name) => name === nearest));
    const told = meant === undefined ? undefined : `/${nameIn(turn.words.language, meant)}`;
    turn.say(turn.words.unknownCommand(`/${shown}`, told));
  });
  return bot;
}

/** Returns the name of the command that a message begins with, if the command is for this bot. */
function commandIn({ turn, text = '', me }: BotContext): string | undefined {
  const [, name, addressee] = COMMAND.exec(text) ?? [];
  const isOurs =
    addressee === undefined ? turn.chatKind === 'private' : addressee.toLowerCase() === me.toLowerCase();
  return isOurs ? name : undefined;
}

/** Whether a text may be a secret that begins with a slash: an answer while a shop is being connected, in time or late. */
async function mayBeSecret({ store }: BotServices, { chatId, userId, at }: Turn): Promise<boolean> {
  const draft =
    (await store.users.draft(chatId, userId, at)) ?? (await store.users.expiredDraft(chatId, userId, at));
  return draft !== undefined && isConnectStep(draft.step);
}

/** The commands that a person may use in this chat. */
async function commandsFor(
  services: BotServices,
  ctx: Pick<BotContext, 'turn' | 'member'>,
  commands: readonly Command[],
): Promise<readonly Command[]> {
  const mayOperate = await isOperator(services, ctx.turn.userId);
  return commands.filter(
    ({ requires = [], menuRole = 'cashier', forOperators }) =>
      requires.every((requirement) => holds(services, ctx, requirement)) &&
      isAtLeast(ctx.member.role, menuRole) &&
      (forOperators !== true || mayOperate),
  );
}
