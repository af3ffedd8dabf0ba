/** @import {SimMessage} from '../bot-api/types.ts' */
/** @import {ChatView, SandboxState} from '../state.ts' */

/** @typedef {ReturnType<typeof newChatState>} ChatState */

/** The chats, their messages, who writes in each, and which one is open. It draws nothing. */
export function newChatState() {
  /** @type {SandboxState['bot']} */
  let bot = { id: 0, username: '', status: 'starting' };
  /** @type {readonly ChatView[]} */
  let chats = [];
  /** @type {SandboxState['commands']} */
  let menus = {};
  /** @type {Map<number, Map<number, SimMessage>>} by chat, then by message */
  const messages = new Map();
  /** @type {Map<number, number>} */
  const unread = new Map();
  let current = 0;

  const chatNow = () => {
    const found = chats.find(({ id }) => id === current);
    if (found === undefined) throw new Error('no chat is open');
    return found;
  };
  const { speaker, speakAs } = speakersOf(chatNow);
  /** @param {SimMessage} message */
  const keep = (message) => {
    const known = messages.get(message.chat.id) ?? new Map();
    known.set(message.message_id, message);
    messages.set(message.chat.id, known);
  };

  return {
    /** Takes the whole state. The chat that is open stays open if it is still there. @param {SandboxState} state */
    reset(state) {
      ({ bot, chats, commands: menus } = state);
      messages.clear();
      for (const message of state.messages) keep(message);
      if (chats.every(({ id }) => id !== current)) current = chats[0]?.id ?? 0;
    },
    /** @param {number} chatId */
    open(chatId) {
      current = chatId;
      unread.delete(chatId);
    },
    keep,
    /** @param {number} chatId @param {number} messageId */
    remove: (chatId, messageId) => void messages.get(chatId)?.delete(messageId),
    /** @param {number} chatId */
    addUnread: (chatId) => void unread.set(chatId, (unread.get(chatId) ?? 0) + 1),
    /** @param {number} chatId */
    unread: (chatId) => unread.get(chatId) ?? 0,
    /** @param {SandboxState['commands']} next */
    setCommands(next) {
      menus = next;
    },
    botId: () => bot.id,
    chats: () => chats,
    current: () => current,
    chatNow,
    speaker,
    speakAs,
    /** The messages of the open chat, the oldest first. */
    messagesNow: () => [...(messages.get(current)?.values() ?? [])],
    /** The command menu of the person who writes. */
    commandsNow: () => menuOf(menus, current, speaker().language),
  };
}

/** Who writes in each chat. @param {() => ChatView} chatNow */
function speakersOf(chatNow) {
  /** @type {Map<number, number>} by chat */
  const chosen = new Map();
  return {
    speaker() {
      const { id, speakers } = chatNow();
      return (
        speakers.find((person) => person.id === chosen.get(id)) ??
        speakers[0] ?? { id: 0, name: '', language: 'en' }
      );
    },
    /** @param {number} userId */
    speakAs: (userId) => void chosen.set(chatNow().id, userId),
  };
}

/**
 * The menu of a chat for a language, as Telegram chooses it: the narrowest scope that has one.
 *
 * @param {SandboxState['commands']} menus
 * @param {number} chatId
 * @param {string} language
 */
function menuOf(menus, chatId, language) {
  const all = chatId < 0 ? 'all_group_chats' : 'all_private_chats';
  const keys = [`chat/${chatId}`, all, 'default'].flatMap((scope) => [`${scope}:${language}`, `${scope}:`]);
  return keys.map((key) => menus[key]).find((menu) => menu !== undefined) ?? [];
}
