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
 * Handles the update that somebody left a group or has another status in it. The consequence is that the group's link may need a check,
 * and for the bot itself, what it may do in the group.
 *
 * @returns false if the update is another one
 */
export async function handleMemberChange(
  services: BotServices,
  { update, chatMember, myChatMember, message }: BotContext,
): Promise<boolean> {
  const effects = noEffects(update.update_id, services.clock.now());
  if (myChatMember !== undefined && myChatMember.chat.type !== 'private') {
    const { chat, new_chat_member: me } = myChatMember;
    const mayDelete = me.status === 'administrator' && me.can_delete_messages;
    await services.store.merchants.botMayDeleteNow(chat.id, mayDelete, effects);
    return true;
  }
  const left = message !== undefined && 'left_chat_member' in message ? message : undefined;
  const chatId = chatMember?.chat.id ?? left?.chat.id;
  const userId = chatMember?.new_chat_member.user.id ?? left?.left_chat_member.id;
  if (chatId === undefined || userId === undefined) return false;
  if (await services.store.merchants.memberChanged(chatId, userId, services.clock.steady(), effects))
    services.onLinksChanged();
  return true;
}
