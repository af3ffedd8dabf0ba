import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import { CONNECT_COMMAND } from './command.ts';
import { beginConnect } from './connect.ts';

/** `/connect`: a shop's account at the gateway. */
export const connect: Feature = {
  commands: [{ ...CONNECT_COMMAND, inMenu: true, menuRole: 'owner', mayHoldSecret: true, run: connectShop }],
};

async function connectShop(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  // An applicant connects another shop. Any other owner changes the account of this one.
  const isApplicant = await services.store.members.isApplicant(turn.userId);
  if (!isApplicant && member.role !== 'owner') return turn.say(turn.words.ownersOnly);
  beginConnect(services, turn, isApplicant ? undefined : member, payload.trim());
}
