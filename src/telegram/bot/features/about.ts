import { isAtLeast, type Role } from '../../../domain/roles.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import type { Locale, Text } from '../../locales/locale.ts';
import { lines } from '../../outbound/payload.ts';
import { keysFor } from './keyboard.ts';
import { isOperator } from './memberships.ts';

/** `/help` and `/start`: what the bot does, for each reader what they may do. */
export const about: Feature = {
  commands: [
    { name: 'help', aliases: ['msaada'], inMenu: true, forAnyMerchant: true, run: sayHelp },
    { name: 'start', inMenu: false, forAnyMerchant: true, run: sayHelp },
  ],
};

/** What follows `/help` for the page of managers and owners, in both languages. */
const SHOP_PAGE: ReadonlySet<string> = new Set(['shop', 'duka']);

/** The help for somebody new, with everything that their role may do. */
export const welcomeHelp = (words: Locale, role: Role): Text =>
  lines(
    words.help,
    ...(isAtLeast(role, 'manager') ? ['', words.helpManagers, words.helpItems] : []),
    role === 'owner' ? words.helpOwners : undefined,
  );

async function sayHelp(
  services: BotServices,
  { turn, member, hasSeveral, payload }: CommandContext,
): Promise<void> {
  const { words } = turn;
  const isManager = isAtLeast(member.role, 'manager');
  if (!isManager || !SHOP_PAGE.has(payload.trim().toLowerCase()))
    return turn.say(
      lines(
        words.help,
        turn.chatKind === 'private' ? words.helpKeyboard : undefined,
        words.helpCustomers,
        hasSeveral ? words.helpShops : undefined,
        isManager ? words.helpMore : undefined,
      ),
      { markup: await keysFor(services, turn) },
    );
  turn.say(
    lines(
      words.helpManagers,
      words.helpItems,
      member.role === 'owner' ? words.helpOwners : undefined,
      (await isOperator(services, turn.userId)) ? words.helpOperators : undefined,
    ),
  );
}
