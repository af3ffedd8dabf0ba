import { isAtLeast } from '../../../domain/roles.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import { isOperator } from './memberships.ts';

/** `/help` and `/start`: what the bot does, for each reader what they may do. */
export const about: Feature = {
  commands: [
    { name: 'help', inMenu: true, forAnyShop: true, run: sayHelp },
    { name: 'start', inMenu: false, forAnyShop: true, run: sayHelp },
  ],
};

async function sayHelp(
  services: BotServices,
  { turn, member, hasSeveral, payload }: CommandContext,
): Promise<void> {
  const { words } = turn;
  const isManager = isAtLeast(member.role, 'manager');
  if (!isManager || payload.trim().toLowerCase() !== 'shop')
    return turn.say(
      lines(words.help, hasSeveral ? words.helpShops : undefined, isManager ? words.helpMore : undefined),
    );
  turn.say(
    lines(
      words.helpManagers,
      words.helpSummary,
      ...(member.role === 'owner' ? [words.helpOwners, words.helpSettings] : []),
      (await isOperator(services, turn.userId)) ? words.helpOperators : undefined,
    ),
  );
}
