import type { MessageEntity } from '../../telegram/api/bot-api-types.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Press } from './methods.ts';
import { reachesBot } from './privacy-mode.ts';
import type { SimChat, SimContact, SimMessage, SimPhoto, SimUser } from './types.ts';
import type { NewMessage, World } from './world.ts';

export interface SentText {
  readonly replyTo?: number;
  readonly threadId?: number;
  /** Seconds: when it was sent, if not now. */
  readonly date?: number;
  /** Written as the group itself, by an anonymous administrator. */
  readonly senderChat?: SimChat;
  /** Forwarded from this person. */
  readonly forwardOf?: SimUser;
  /** Written through this bot (inline mode). */
  readonly viaBot?: SimUser;
  /** The file of a picture. Without it, Telegram cannot give the picture to the bot. */
  readonly bytes?: Buffer;
}

/** What a person sends that may have a caption. */
export type SentMedia = 'photo' | 'video' | 'document' | 'voice';

/** What people write, edit and press. */
export interface UserMessages {
  sendText(user: SimUser, chatId: number, text: string, options?: SentText): SimMessage;
  sendMedia(user: SimUser, chatId: number, kind: SentMedia, caption?: string, options?: SentText): SimMessage;
  shareContact(user: SimUser, chatId: number, contact: SimContact): SimMessage;
  editText(user: SimUser, chatId: number, messageId: number, text: string): void;
  editCaption(user: SimUser, chatId: number, messageId: number, caption: string): void;
  /** Presses a button by its label or data. Resolves with the text that the bot answers, when it answers. */
  press(user: SimUser, chatId: number, messageId: number, button: string): Promise<string | undefined>;
}

export interface UserParts {
  readonly world: World;
  readonly presses: Map<string, Press>;
  readonly me: SimUser;
  readonly clock: Clock;
  /** Queues an update for the bot. */
  readonly deliver: (kind: string, content: object) => void;
}

/** An anonymous administrator writes as this account. */
const GROUP_ANONYMOUS_BOT: SimUser = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};

export function userMessages({ world, presses, me, clock, deliver }: UserParts): UserMessages {
  let pressed = 0;
  let uploaded = 0;

  const post = (chatId: number, message: NewMessage): SimMessage => {
    const added = world.add(chatId, message);
    if (reachesBot(added, world.chat(chatId), me)) deliver('message', added);
    return added;
  };
  const edit = (from: SimUser, chatId: number, messageId: number, change: Partial<SimMessage>): void => {
    const edited = { ...change, edit_date: Math.floor(clock.now() / 1_000), from };
    deliver('edited_message', world.change(chatId, messageId, edited));
  };

  return {
    sendText(user, chatId, text, { senderChat, ...options } = {}) {
      return post(chatId, {
        ...options,
        from: senderChat === undefined ? user : GROUP_ANONYMOUS_BOT,
        ...(senderChat === undefined ? {} : { senderChat }),
        text,
        entities: commandEntities(text),
      });
    },
    sendMedia(user, chatId, kind, caption, { senderChat: _senderChat, bytes, ...options } = {}) {
      const file = { file_id: `${kind}-${++uploaded}`, file_size: 1_000 };
      if (kind === 'photo' && bytes !== undefined)
        for (const { file_id: id } of sizesOf(file))
          world.files.set(id, { id, name: 'photo.jpg', type: 'image/jpeg', bytes });
      return post(chatId, {
        ...options,
        from: user,
        ...(kind === 'photo'
          ? { photo: sizesOf(file) }
          : kind === 'document'
            ? { document: { ...file, file_name: 'order.pdf' } }
            : { [kind]: file }),
        ...(caption === undefined ? {} : { caption, caption_entities: commandEntities(caption) }),
      });
    },
    shareContact: (user, chatId, contact) => post(chatId, { from: user, contact }),
    editText: (user, chatId, messageId, text) =>
      edit(user, chatId, messageId, { text, entities: commandEntities(text) }),
    editCaption: (user, chatId, messageId, caption) =>
      edit(user, chatId, messageId, { caption, caption_entities: commandEntities(caption) }),
    press(user, chatId, messageId, label) {
      const message = world.chat(chatId)?.messages.find(({ message_id }) => message_id === messageId);
      const shown = message?.reply_markup?.inline_keyboard?.flat().find((button) => button.text === label);
      const data = shown?.callback_data ?? label;
      const id = `${++pressed}`;
      return new Promise((resolve) => {
        presses.set(id, { id, at: clock.now(), answered: resolve });
        deliver('callback_query', { id, from: user, chat_instance: `${chatId}`, data, message });
      });
    },
  };
}

/** Telegram keeps a picture in several sizes, the smallest first. */
const sizesOf = ({
  file_id,
  file_size,
}: {
  readonly file_id: string;
  readonly file_size: number;
}): SimPhoto[] =>
  [90, 320, 800].map((side) => ({
    file_id: `${file_id}-${side}`,
    file_unique_id: `unique-${file_id}-${side}`,
    file_size: file_size * side,
    width: side,
    height: side,
  }));

function commandEntities(text: string): MessageEntity[] {
  return [...text.matchAll(/(?<![\w/])\/[A-Za-z0-9_]{1,32}(?:@\w{5,32})?/g)].map((match) => ({
    type: 'bot_command',
    offset: match.index,
    length: match[0].length,
  }));
}
