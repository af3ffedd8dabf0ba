import type { MessageEntity } from '../../telegram/api/bot-api-types.ts';
import type { Clock } from '../../runtime/clock.ts';
import { faults, startServer, type Answer, type Fault, type Faults, type Outcome } from '../http.ts';
import { checkpoints, type Checkpoints } from '../checkpoints.ts';
import { chatMember, isAdmin } from './members.ts';
import { callMethod, type Press } from './methods.ts';
import { readPayload } from './payload.ts';
import {
  Refusal,
  type Call,
  type SimChat,
  type SimContact,
  type SimFile,
  type SimMessage,
  type SimStatus,
  type SimUser,
} from './types.ts';
import { updateQueue, type SimUpdate } from './updates.ts';
import { world as newWorld, type NewMessage, type What } from './world.ts';

export interface TelegramOptions {
  readonly port?: number;
  readonly token: string;
  readonly clock: Clock;
  readonly username?: string;
}

type CallListener = (call: Call, outcome: Outcome) => void;

export interface RecordedCall extends Call {
  readonly at: number;
  /** Telegram's answer code, 0 where there was none. */
  code: number;
}

export interface SentText {
  readonly replyTo?: number;
  readonly threadId?: number;
  /** Seconds: when it was sent, if not now. */
  readonly date?: number;
  /** Written as the group itself. */
  readonly senderChat?: SimChat;
  /** Passed on from this person. */
  readonly forwardOf?: SimUser;
  /** Written by way of this bot, inline. */
  readonly viaBot?: SimUser;
}

/** What a person sends that may have a caption. */
export type SentMedia = 'photo' | 'video' | 'document' | 'voice';

/** Telegram, simulated: the Bot API over HTTP for the bot, and functions for the people who talk to it. */
export interface TelegramServer {
  readonly url: string;
  readonly me: SimUser;
  readonly calls: readonly RecordedCall[];
  /** The command menu by language code; the default is `''`. */
  readonly commands: ReadonlyMap<string, unknown>;
  readonly faults: Faults<Call>;
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;

  openPrivateChat(user: SimUser): void;
  addGroup(
    chat: SimChat,
    options?: {
      readonly privacyMode?: boolean;
      readonly bareCommandsReach?: boolean;
      readonly topics?: readonly number[];
      /** The first has made it; the others are administrators. */
      readonly admins?: readonly SimUser[];
    },
  ): void;
  /**
   * Makes somebody something in a group. If the bot is an administrator there, it hears of that; that they left it hears in any
   * case, unless the group is so large that nobody is told.
   */
  setMember(
    user: SimUser,
    chatId: number,
    status: SimStatus,
    options?: { readonly by?: SimUser; readonly isLarge?: boolean },
  ): void;
  /** Shows who is in a group to its administrators alone. */
  hideMembers(chatId: number): void;
  sendText(user: SimUser, chatId: number, text: string, options?: SentText): SimMessage;
  sendMedia(user: SimUser, chatId: number, kind: SentMedia, caption?: string, options?: SentText): SimMessage;
  shareContact(user: SimUser, chatId: number, contact: SimContact): SimMessage;
  editText(user: SimUser, chatId: number, messageId: number, text: string): void;
  editCaption(user: SimUser, chatId: number, messageId: number, caption: string): void;
  /** Presses a button by its label or data. Resolves with the words that the bot answered, once it has. */
  press(user: SimUser, chatId: number, messageId: number, button: string): Promise<string | undefined>;
  /** Delivers an update again, under the same id. */
  redeliver(update: SimUpdate): void;
  readonly delivered: readonly SimUpdate[];
  /** How many updates the bot has not confirmed. */
  unconfirmed(): number;
  migrateGroup(from: number, to: number): void;
  /** The same, by a person: the old group's last message tells the bot of it. */
  upgradeGroup(user: SimUser, from: number, to: number): void;
  setBlocked(chatId: number, blocked: boolean): void;
  messages(chatId: number): readonly SimMessage[];
  file(id: string): SimFile | undefined;
  onChange(listener: (message: SimMessage, what: What) => void): () => void;
  /** Every call, when it has ended. */
  onCall(listener: CallListener): () => void;
  /** Every call's moments. */
  readonly onMoment: Checkpoints<Call>['onMoment'];
}

/** An anonymous admin writes as this account. */
const GROUP_ANONYMOUS_BOT: SimUser = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};

export async function startTelegram({
  port = 0,
  token,
  clock,
  username = 'SandboxTillBot',
}: TelegramOptions): Promise<TelegramServer> {
  const me: SimUser = { id: Number(token.split(':')[0]), is_bot: true, first_name: 'Tillbot', username };
  const world = newWorld(clock);
  const updates = updateQueue(clock, 800_000_001);
  const presses = new Map<string, Press>();
  const commands = new Map<string, unknown>();
  const calls: RecordedCall[] = [];
  const delivered: SimUpdate[] = [];
  const planned = faults<Call>();
  const { reached, onMoment } = checkpoints<Call>();
  const callListeners = new Set<CallListener>();
  let pressNumber = 0;
  let fileNumber = 0;

  const server = await startServer<Call>(port, {
    async read(path, body, headers) {
      const [, given, method] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? [];
      if (method === undefined) return { answer: refusal(new Refusal(404, 'Not Found')) };
      if (given !== token) return { answer: refusal(new Refusal(401, 'Unauthorized')) };
      try {
        return { request: { method, ...(await readPayload(body, headers['content-type'])) } };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { answer: refusal(error) };
      }
    },
    ended(call, outcome) {
      for (const listener of callListeners) listener(call, outcome);
    },
    now: () => clock.now(),
    fault: (call) => planned.next(call),
    reached,
    async answer(call, signal) {
      const record: RecordedCall = { ...call, at: clock.now(), code: 0 };
      calls.push(record);
      try {
        const result = await callMethod(call, { world, updates, presses, commands, me, clock }, signal);
        record.code = 200;
        return { status: 200, body: JSON.stringify({ ok: true, result }) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        record.code = error.code;
        return refusal(error);
      }
    },
  });

  const deliver = (kind: string, content: object): void => {
    const update = updates.push(kind, content);
    if (update !== undefined) delivered.push(update);
  };

  const post = (chatId: number, message: NewMessage): SimMessage => {
    const added = world.add(chatId, message);
    if (reachesBot(added, world.chat(chatId), me)) deliver('message', added);
    return added;
  };

  return {
    ...server,
    me,
    calls,
    commands,
    faults: planned,
    delivered,
    openPrivateChat: ({ id, first_name }) => void world.addChat({ id, type: 'private', first_name }),
    addGroup(chat, { privacyMode = true, bareCommandsReach = true, topics = [], admins = [] } = {}) {
      const state = world.addChat(chat, { privacyMode });
      state.bareCommandsReach = bareCommandsReach;
      for (const topic of topics) state.topics.add(topic);
      state.members.set(me.id, { user: me, status: 'member' });
      for (const [at, user] of admins.entries())
        state.members.set(user.id, { user, status: at === 0 ? 'creator' : 'administrator' });
    },
    setMember(user, chatId, status, { by = user, isLarge = false } = {}) {
      const state = world.chat(chatId);
      if (state === undefined) return;
      const before = state.members.get(user.id)?.status ?? 'left';
      state.members.set(user.id, { user, status });
      if (isAdmin(state, me.id)) {
        deliver('chat_member', {
          chat: state.chat,
          from: by,
          date: Math.floor(clock.now() / 1_000),
          old_chat_member: chatMember(user, before),
          new_chat_member: chatMember(user, status),
        });
      }
      const isGone = status === 'left' || status === 'kicked';
      // Messages of the service reach a bot whatever its privacy mode.
      if (isGone && !isLarge && !state.blocked)
        deliver('message', world.add(chatId, { from: by, left_chat_member: user }));
    },
    hideMembers(chatId) {
      const state = world.chat(chatId);
      if (state !== undefined) state.hidesMembers = true;
    },
    sendText(user, chatId, text, { senderChat, ...options } = {}) {
      return post(chatId, {
        ...options,
        from: senderChat === undefined ? user : GROUP_ANONYMOUS_BOT,
        ...(senderChat === undefined ? {} : { senderChat }),
        text,
        entities: commandEntities(text),
      });
    },
    sendMedia(user, chatId, kind, caption, { senderChat: _senderChat, ...options } = {}) {
      const file = { file_id: `${kind}-${++fileNumber}`, file_size: 1_000 };
      return post(chatId, {
        ...options,
        from: user,
        ...(kind === 'photo'
          ? { photo: [file] }
          : kind === 'document'
            ? { document: { ...file, file_name: 'order.pdf' } }
            : { [kind]: file }),
        ...(caption === undefined ? {} : { caption, caption_entities: commandEntities(caption) }),
      });
    },
    shareContact: (user, chatId, contact) => post(chatId, { from: user, contact }),
    editText(user, chatId, messageId, text) {
      const edit = {
        text,
        entities: commandEntities(text),
        edit_date: Math.floor(clock.now() / 1_000),
        from: user,
      };
      deliver('edited_message', world.change(chatId, messageId, edit));
    },
    editCaption(user, chatId, messageId, caption) {
      const edit = {
        caption,
        caption_entities: commandEntities(caption),
        edit_date: Math.floor(clock.now() / 1_000),
        from: user,
      };
      deliver('edited_message', world.change(chatId, messageId, edit));
    },
    press(user, chatId, messageId, label) {
      const message = world.chat(chatId)?.messages.find(({ message_id }) => message_id === messageId);
      const shown = message?.reply_markup?.inline_keyboard?.flat().find((button) => button.text === label);
      const data = shown?.callback_data ?? label;
      const id = `${++pressNumber}`;
      return new Promise((resolve) => {
        presses.set(id, { id, at: clock.now(), answered: resolve });
        deliver('callback_query', { id, from: user, chat_instance: `${chatId}`, data, message });
      });
    },
    redeliver: (update) => updates.redeliver(update),
    unconfirmed: () => updates.waiting(),
    migrateGroup: (from, to) => world.migrate(from, to),
    upgradeGroup(user, from, to) {
      world.migrate(from, to);
      deliver('message', { ...world.add(from, { from: user }), migrate_to_chat_id: to });
    },
    setBlocked(chatId, blocked) {
      const state = world.chat(chatId);
      if (state === undefined || state.blocked === blocked) return;
      state.blocked = blocked;
      // Whoever blocks the bot, or lets it speak again, is the chat's person; who puts it out of a group is not known here.
      if (state.chat.type === 'private')
        deliver('my_chat_member', membershipChange(state.chat, me, blocked, clock.now()));
    },
    messages: (chatId) => world.chat(chatId)?.messages ?? [],
    file: (id) => world.files.get(id),
    onChange: (listener) => world.onChange(listener),
    onCall(listener) {
      callListeners.add(listener);
      return () => callListeners.delete(listener);
    },
    onMoment,
  };
}

const refusal = ({ code, message, parameters }: Refusal): Answer => ({
  status: code,
  body: JSON.stringify({
    ok: false,
    error_code: code,
    description: message,
    ...(parameters === undefined ? {} : { parameters }),
  }),
});

/** A 429 as Telegram gives it. */
export const tooManyRequests = (retryAfterS: number): Fault => ({
  kind: 'answer',
  ...refusal(new Refusal(429, `Too Many Requests: retry after ${retryAfterS}`, { retry_after: retryAfterS })),
});

/** A 502 as the proxy before Telegram gives it. */
export const badGateway: Fault = {
  kind: 'answer',
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
};

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

function commandEntities(text: string): MessageEntity[] {
  return [...text.matchAll(/(?<![\w/])\/[A-Za-z0-9_]{1,32}(?:@\w{5,32})?/g)].map((match) => ({
    type: 'bot_command',
    offset: match.index,
    length: match[0].length,
  }));
}

function reachesBot(
  message: SimMessage,
  state: ReturnType<ReturnType<typeof newWorld>['chat']>,
  me: SimUser,
): boolean {
  if (state === undefined || state.blocked) return false;
  if (state.chat.type === 'private' || !state.privacyMode) return true;
  if (message.reply_to_message?.from.id === me.id) return true;
  const [command] = /^\/\S+/.exec(message.text ?? message.caption ?? '') ?? [];
  if (command === undefined) return false;
  const [, addressee] = command.split('@');
  return addressee === undefined
    ? state.bareCommandsReach
    : addressee.toLowerCase() === me.username?.toLowerCase();
}
