import { chatMember, isAdmin } from './members.ts';
import type { SimChat, SimStatus, SimUser } from './types.ts';
import type { UserParts } from './user-messages.ts';
import type { SimMember } from './world.ts';

/** What people do to chats: open them, join, leave, block the bot, upgrade a group. */
export interface UserChats {
  openPrivateChat(user: SimUser): void;
  addGroup(
    chat: SimChat,
    options?: {
      readonly privacyMode?: boolean;
      readonly bareCommandsReach?: boolean;
      readonly topics?: readonly number[];
      /** The first one is the group's creator, the others are administrators. */
      readonly admins?: readonly SimUser[];
    },
  ): void;
  /**
   * Changes what somebody is in a group. The bot is told if it is an administrator there. It is told in any case that somebody
   * left, unless the group is so large that Telegram writes no message about it, and of what becomes of itself.
   */
  setMember(
    user: SimUser,
    chatId: number,
    status: SimStatus,
    options?: { readonly by?: SimUser; readonly isLarge?: boolean; readonly mayDelete?: boolean },
  ): void;
  /** Shows the members of a group to its administrators alone. */
  hideMembers(chatId: number): void;
  /** Makes a group a supergroup. The bot is told when it next sends a message there. */
  migrateGroup(from: number, to: number): void;
  /** The same, and the old group's last message tells the bot. */
  upgradeGroup(user: SimUser, from: number, to: number): void;
  setBlocked(chatId: number, blocked: boolean): void;
}

export function userChats({ world, me, clock, deliver }: UserParts): UserChats {
  return {
    openPrivateChat: ({ id, first_name }) => void world.addChat({ id, type: 'private', first_name }),
    addGroup(chat, { privacyMode = true, bareCommandsReach = true, topics = [], admins = [] } = {}) {
      const state = world.addChat(chat, { privacyMode });
      state.bareCommandsReach = bareCommandsReach;
      for (const topic of topics) state.topics.add(topic);
      state.members.set(me.id, { user: me, status: 'member' });
      for (const [at, user] of admins.entries())
        state.members.set(user.id, { user, status: at === 0 ? 'creator' : 'administrator' });
    },
    setMember(user, chatId, status, { by = user, isLarge = false, mayDelete = true } = {}) {
      const state = world.chat(chatId);
      if (state === undefined) return;
      const before: SimMember = state.members.get(user.id) ?? { user, status: 'left' };
      const after: SimMember = { user, status, mayDelete };
      state.members.set(user.id, after);
      const isMe = user.id === me.id;
      if (isMe || isAdmin(state, me.id)) {
        deliver(isMe ? 'my_chat_member' : 'chat_member', {
          chat: state.chat,
          from: by,
          date: Math.floor(clock.now() / 1_000),
          old_chat_member: chatMember(before),
          new_chat_member: chatMember(after),
        });
      }
      const isGone = status === 'left' || status === 'kicked';
      // A bot receives service messages whatever its privacy mode.
      if (isGone && !isMe && !isLarge && !state.blocked)
        deliver('message', world.add(chatId, { from: by, left_chat_member: user }));
    },
    hideMembers(chatId) {
      const state = world.chat(chatId);
      if (state !== undefined) state.hidesMembers = true;
    },
    migrateGroup: (from, to) => world.migrate(from, to),
    upgradeGroup(user, from, to) {
      world.migrate(from, to);
      deliver('message', { ...world.add(from, { from: user }), migrate_to_chat_id: to });
    },
    setBlocked(chatId, blocked) {
      const state = world.chat(chatId);
      if (state === undefined || state.blocked === blocked) return;
      state.blocked = blocked;
      // Only the person of a private chat blocks and unblocks the bot. Who removes it from a group is not simulated.
      if (state.chat.type === 'private')
        deliver('my_chat_member', membershipChange(state.chat, me, blocked, clock.now()));
    },
  };
}

function membershipChange(
  { id, type, first_name = '' }: SimChat,
  me: SimUser,
  blocked: boolean,
  now: number,
): object {
  const member = (status: string) => ({
    user: me,
    status,
    ...(status === 'kicked' ? { until_date: 0 } : {}),
  });
  return {
    chat: { id, type, first_name },
    from: { id, is_bot: false, first_name },
    date: Math.floor(now / 1_000),
    old_chat_member: member(blocked ? 'member' : 'kicked'),
    new_chat_member: member(blocked ? 'kicked' : 'member'),
  };
}
