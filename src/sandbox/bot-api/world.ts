import type { Clock } from '../../runtime/clock.ts';
import {
  Refusal,
  type SimChat,
  type SimFile,
  type SimMarkup,
  type SimMessage,
  type SimStatus,
  type SimUser,
} from './types.ts';

/** A chat of the simulated Telegram, as it is now. */
export interface ChatState {
  chat: SimChat;
  readonly messages: SimMessage[];
  /** In a group with privacy mode the bot receives only what is addressed to it. */
  privacyMode: boolean;
  /** Whether the bot receives a bare `/command`. In Telegram it does if it was the last bot to speak. */
  bareCommandsReach: boolean;
  blocked: boolean;
  /** Everybody who is or was a member. */
  readonly members: Map<number, SimMember>;
  /** Whether only administrators see the members. */
  hidesMembers: boolean;
  migratedTo: number | undefined;
  readonly topics: Set<number>;
  nextMessageId: number;
}

/** What somebody is in a chat. An administrator may delete other people's messages, unless that right was not given. */
export interface SimMember {
  readonly user: SimUser;
  readonly status: SimStatus;
  readonly mayDelete?: boolean;
}

export interface NewMessage {
  readonly from: SimUser;
  readonly text?: string;
  readonly entities?: NonNullable<SimMessage['entities']>;
  readonly reply_markup?: SimMarkup;
  readonly contact?: NonNullable<SimMessage['contact']>;
  readonly left_chat_member?: SimUser;
  readonly document?: NonNullable<SimMessage['document']>;
  readonly photo?: NonNullable<SimMessage['photo']>;
  readonly video?: NonNullable<SimMessage['video']>;
  readonly voice?: NonNullable<SimMessage['voice']>;
  readonly caption?: string;
  readonly caption_entities?: NonNullable<SimMessage['caption_entities']>;
  readonly replyTo?: number | undefined;
  readonly quote?: NonNullable<SimMessage['quote']>;
  readonly threadId?: number | undefined;
  readonly senderChat?: SimChat;
  /** Forwarded from this person. */
  readonly forwardOf?: SimUser;
  readonly viaBot?: SimUser;
  readonly silent?: boolean;
  /** Seconds. */
  readonly date?: number;
}

/** Chats and messages, as both people and the bot see them. */
export interface World {
  chat(id: number): ChatState | undefined;
  addChat(chat: SimChat, options?: { readonly privacyMode?: boolean }): ChatState;
  add(chatId: number, message: NewMessage): SimMessage;
  /** Replaces a message by a changed one. */
  change(chatId: number, messageId: number, change: Partial<SimMessage>): SimMessage;
  remove(chatId: number, messageId: number): void;
  /** Files that the bot or a person sent, by id. */
  readonly files: Map<string, SimFile>;
  /** Those that the bot may load, by the place that it was told. */
  readonly places: Map<string, SimFile>;
  /** Gives a group a new id, as when it becomes a supergroup. */
  migrate(from: number, to: number): void;
  onChange(listener: (message: SimMessage, what: What) => void): () => void;
}

/** What happened to a message. */
export type What = 'new' | 'edited' | 'deleted';

export function world(clock: Clock): World {
  const chats = new Map<number, ChatState>();
  const listeners = new Set<(message: SimMessage, what: What) => void>();
  const tell = (message: SimMessage, what: What): void => {
    for (const listener of listeners) listener(message, what);
  };
  const stateOf = (id: number): ChatState => {
    const state = chats.get(id);
    if (state === undefined) throw new Refusal(400, 'Bad Request: chat not found');
    return state;
  };

  return {
    files: new Map(),
    places: new Map(),
    chat: (id) => chats.get(id),
    addChat(chat, { privacyMode = true } = {}) {
      const known = chats.get(chat.id);
      if (known !== undefined) return known;
      const state = newChat(chat, privacyMode);
      chats.set(chat.id, state);
      return state;
    },
    add(chatId, added) {
      const state = stateOf(chatId);
      const message = messageIn(state, added, Math.floor(clock.now() / 1_000));
      state.messages.push(message);
      // Whoever writes in a chat is a member of it.
      const { from } = message;
      if (!state.members.has(from.id)) state.members.set(from.id, { user: from, status: 'member' });
      tell(message, 'new');
      return message;
    },
    change(chatId, messageId, change) {
      const { messages } = stateOf(chatId);
      const at = messages.findIndex(({ message_id }) => message_id === messageId);
      const before = messages[at];
      if (before === undefined) throw new Refusal(400, 'Bad Request: message to edit not found');
      const after = { ...before, ...change };
      messages[at] = after;
      tell(after, 'edited');
      return after;
    },
    remove(chatId, messageId) {
      const { messages } = stateOf(chatId);
      const at = messages.findIndex(({ message_id }) => message_id === messageId);
      const [removed] = at < 0 ? [] : messages.splice(at, 1);
      if (removed !== undefined) tell(removed, 'deleted');
    },
    migrate(from, to) {
      const state = stateOf(from);
      state.migratedTo = to;
      const moved = this.addChat(
        { ...state.chat, id: to, type: 'supergroup' },
        { privacyMode: state.privacyMode },
      );
      moved.bareCommandsReach = state.bareCommandsReach;
      moved.hidesMembers = state.hidesMembers;
      for (const [id, member] of state.members) moved.members.set(id, member);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const newChat = (chat: SimChat, privacyMode: boolean): ChatState => ({
  chat,
  messages: [],
  privacyMode,
  bareCommandsReach: true,
  blocked: false,
  members: new Map(),
  hidesMembers: false,
  migratedTo: undefined,
  topics: new Set(),
  nextMessageId: 1,
});

/**
 * Makes the next message of a chat.
 *
 * @param now in seconds
 */
function messageIn(
  state: ChatState,
  { from, replyTo, threadId, senderChat, forwardOf, viaBot, silent, date, ...content }: NewMessage,
  now: number,
): SimMessage {
  const repliedTo = state.messages.find(({ message_id }) => message_id === replyTo);
  return {
    message_id: state.nextMessageId++,
    chat: state.chat,
    from,
    date: date ?? now,
    ...content,
    // Telegram nests one reply only.
    ...(repliedTo === undefined ? {} : { reply_to_message: withoutReply(repliedTo) }),
    ...(threadId === undefined ? {} : { message_thread_id: threadId, is_topic_message: true }),
    ...(senderChat === undefined ? {} : { sender_chat: senderChat }),
    ...(forwardOf === undefined
      ? {}
      : { forward_origin: { type: 'user', sender_user: forwardOf, date: now } }),
    ...(viaBot === undefined ? {} : { via_bot: viaBot }),
    ...(silent === true ? { silent } : {}),
  };
}

function withoutReply({ reply_to_message: _nested, ...message }: SimMessage): SimMessage {
  return message;
}
