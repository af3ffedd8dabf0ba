import { Composer } from 'telegraf';
import { isAtLeast } from '../../domain/roles.ts';
import type { BotContext, BotServices } from './bot-services.ts';
import type { Command, CommandContext, Requirement } from './feature.ts';
import { command } from './features/command.ts';

/** Runs the commands of the features. What a command requires is checked here. */
export function commandRouter(services: BotServices, commands: readonly Command[]): Composer<BotContext> {
  const bot = new Composer<BotContext>();
  for (const one of commands) {
    const { requires = [], run } = one;
    bot.command(command(one), async (ctx) => {
      // Any command ends a conversation.
      ctx.turn.dropDraft(ctx.turn);
      const missing = requires.find((requirement) => !holds(services, ctx, requirement));
      if (missing === undefined) await run(services, ctx);
      else ctx.turn.say(refusalOf(ctx.turn.words, missing));
    });
  }
  return bot;
}

function holds(services: BotServices, { turn, member }: CommandContext, requirement: Requirement): boolean {
  switch (requirement) {
    case 'private':
    case 'group':
      return turn.chatKind === requirement;
    case 'manager':
    case 'owner':
      return isAtLeast(member.role, requirement);
    case 'secret-key':
      return services.keyring !== undefined;
  }
}

function refusalOf(words: CommandContext['turn']['words'], requirement: Requirement): string {
  switch (requirement) {
    case 'private':
      return words.inPrivate;
    case 'group':
      return words.inGroup;
    case 'manager':
      return words.managersOnly;
    case 'owner':
      return words.ownersOnly;
    case 'secret-key':
      return words.noSecretKey;
  }
}
