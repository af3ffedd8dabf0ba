import { Refusal, type SimUser } from './types.ts';
import type { ChatState, SimMember } from './world.ts';

/** A member of a chat in the Bot API's form (ChatMember). */
export function chatMember({ user, status, mayDelete = true }: SimMember): object {
  switch (status) {
    case 'creator':
      return { status, user, is_anonymous: false };
    case 'administrator':
      return {
        status,
        user,
        can_be_edited: false,
        is_anonymous: false,
        ...Object.fromEntries(RIGHTS),
        can_delete_messages: mayDelete,
      };
    case 'restricted':
      return { status, user, is_member: true, can_send_messages: false, until_date: 0 };
    case 'kicked':
      return { status, user, until_date: 0 };
    case 'member':
    case 'left':
      return { status, user };
  }
}

const RIGHTS = [
  'can_manage_chat',
  'can_manage_video_chats',
  'can_restrict_members',
  'can_promote_members',
  'can_change_info',
  'can_invite_users',
  'can_post_stories',
  'can_edit_stories',
  'can_delete_stories',
].map((right) => [right, true] as const);

export const isAdmin = (state: ChatState, userId: number): boolean => {
  const status = state.members.get(userId)?.status;
  return status === 'creator' || status === 'administrator';
};

/** Whether somebody may delete other people's messages. */
export const mayDelete = (state: ChatState, userId: number): boolean =>
  isAdmin(state, userId) && state.members.get(userId)?.mayDelete !== false;

/** `getChatMember`. Telegram guarantees an answer only to bots that are administrators. */
export function memberOf(state: ChatState, userId: number, me: SimUser): object {
  const member = state.members.get(userId);
  if (userId !== me.id && state.hidesMembers && !isAdmin(state, me.id))
    throw new Refusal(400, 'Bad Request: member list is inaccessible');
  if (member === undefined) throw new Refusal(400, 'Bad Request: user not found');
  return chatMember(member);
}

/** `getChatAdministrators`. The answer leaves out other bots. */
export function administratorsOf(state: ChatState, me: SimUser): readonly object[] {
  if (state.chat.type === 'private')
    throw new Refusal(400, 'Bad Request: there are no administrators in the private chat');
  return [...state.members.values()]
    .filter(({ user }) => isAdmin(state, user.id) && (!user.is_bot || user.id === me.id))
    .map(chatMember);
}

/** `getChat`: the fields of ChatFullInfo that are always there. */
export const fullInfo = ({ chat }: ChatState): object => ({
  ...chat,
  accent_color_id: 0,
  max_reaction_count: 11,
  accepted_gift_types: {
    unlimited_gifts: true,
    limited_gifts: true,
    unique_gifts: true,
    premium_subscription: true,
    gifts_from_channels: true,
  },
});
