import type { UpdateEffects } from '../../store/port/update-effects.ts';
import type { BotContext, BotServices } from './bot-services.ts';

/** The effects of an update that leaves nothing behind. */
export const noEffects = (updateId: number, at: number): UpdateEffects => ({
  updateId,
  at,
  messages: [],
  draft: { kind: 'keep' },
});

/**
 * Handles the update that somebody left a group or has another status in it. The only consequence is that the group's link may need a
 * check.
 *
 * @returns false if the update is another one
 */
export async function handleMemberChange(
  services: BotServices,
  { update, chatMember, message }: BotContext,
): Promise<boolean> {
  const left = message !== undefined && 'left_chat_member' in message ? message : undefined;
  const chatId = chatMember?.chat.id ?? left?.chat.id;
  const userId = chatMember?.new_chat_member.user.id ?? left?.left_chat_member.id;
  if (chatId === undefined || userId === undefined) return false;
  const effects = noEffects(update.update_id, services.clock.now());
  if (await services.store.merchants.memberChanged(chatId, userId, services.clock.steady(), effects))
    services.onLinksChanged();
  return true;
}
