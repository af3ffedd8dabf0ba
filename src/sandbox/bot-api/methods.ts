import type { Clock } from '../../runtime/clock.ts';
import * as check from './check.ts';
import { administratorsOf, fullInfo, memberOf } from './members.ts';
import { Refusal, type Call, type SimFile, type SimMarkup, type SimMessage, type SimUser } from './types.ts';
import type { UpdateQueue } from './updates.ts';
import type { ChatState, NewMessage, World } from './world.ts';

/** A press of a button that waits for the bot's answer. */
export interface Press {
  readonly id: string;
  readonly at: number;
  answered: ((text: string | undefined) => void) | undefined;
}

export interface MethodParts {
  readonly world: World;
  readonly updates: UpdateQueue;
  readonly presses: Map<string, Press>;
  readonly commands: Map<string, unknown>;
  readonly me: SimUser;
  readonly clock: Clock;
}

/** A callback query can be answered for so long. */
const PRESS_LIFE_MS = 150_000;

/** What the bot can call. Each returns what Telegram would, or throws its refusal. */
export async function callMethod(
  call: Call,
  { world, updates, presses, commands, me, clock }: MethodParts,
  signal: AbortSignal,
): Promise<unknown> {
  const { method, payload } = call;
  switch (method) {
    case 'getMe':
      return {
        ...me,
        can_join_groups: true,
        can_read_all_group_messages: false,
        supports_inline_queries: false,
      };
    case 'deleteWebhook':
      return true;
    case 'getUpdates':
      return await updates.get(defined(check.parse(check.getUpdates, payload)), signal);
    case 'setMyCommands': {
      const menu = check.parse(check.setMyCommands, payload);
      commands.set(menu.language_code ?? '', menu.commands);
      return true;
    }
    case 'answerCallbackQuery': {
      const answer = check.parse(check.answerCallbackQuery, payload);
      const press = presses.get(answer.callback_query_id);
      if (press === undefined || clock.now() - press.at > PRESS_LIFE_MS) {
        throw new Refusal(
          400,
          'Bad Request: query is too old and response timeout expired or query ID is invalid',
        );
      }
      press.answered?.(answer.text);
      press.answered = undefined;
      return true;
    }
    case 'getChatMember': {
      const { chat_id, user_id } = check.parse(check.getChatMember, payload);
      return memberOf(openChat(world, chat_id), user_id, me);
    }
    case 'getChatAdministrators':
      return administratorsOf(openChat(world, check.parse(check.getChatAdministrators, payload).chat_id), me);
    case 'getChat':
      return fullInfo(openChat(world, check.parse(check.getChat, payload).chat_id));
    case 'sendMessage':
      return sent(send(world, me, check.parse(check.sendMessage, payload)));
    case 'sendDocument': {
      const { document, ...message } = check.parse(check.sendDocument, payload);
      return sent(sendFile(world, me, 'document', uploaded(call, 'document', document), message));
    }
    case 'sendPhoto': {
      const { photo, ...message } = check.parse(check.sendPhoto, payload);
      return sent(sendFile(world, me, 'photo', uploaded(call, 'photo', photo), message));
    }
    case 'editMessageText': {
      const edit = check.parse(check.editMessageText, payload);
      check.checkText(edit.text, edit.entities);
      return change(world, me, edit.chat_id, edit.message_id, {
        edit_date: Math.floor(clock.now() / 1_000),
        text: edit.text,
        entities: edit.entities,
        reply_markup: edit.reply_markup,
      });
    }
    case 'editMessageReplyMarkup': {
      const edit = check.parse(check.editMessageReplyMarkup, payload);
      return change(world, me, edit.chat_id, edit.message_id, { reply_markup: edit.reply_markup });
    }
    case 'deleteMessage': {
      const { chat_id, message_id } = check.parse(check.deleteMessage, payload);
      return remove(world, me, chat_id, message_id, clock.now());
    }
    default:
      throw new Refusal(404, 'Not Found');
  }
}

/** The chat, if the bot may speak in it. */
function openChat(world: World, chatId: number): ChatState {
  const state = world.chat(chatId);
  if (state === undefined) throw new Refusal(400, 'Bad Request: chat not found');
  if (state.migratedTo !== undefined) {
    throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: state.migratedTo,
    });
  }
  if (state.blocked) {
    const why =
      state.chat.type === 'private' ? 'bot was blocked by the user' : 'bot was kicked from the group chat';
    throw new Refusal(403, `Forbidden: ${why}`);
  }
  return state;
}

/** The file that a field refers to. */
function uploaded({ files }: Call, field: string, reference: string | undefined): SimFile {
  const file = files.get(reference?.replace(/^attach:\/\//, '') ?? field);
  if (file === undefined || file.bytes.length === 0) {
    throw new Refusal(400, `Bad Request: there is no ${field} in the request`);
  }
  return file;
}

function sendFile(
  world: World,
  me: SimUser,
  kind: 'document' | 'photo',
  file: SimFile,
  { caption, caption_entities, ...message }: Omit<ReturnType<typeof check.sendDocument.parse>, 'document'>,
): SimMessage {
  if (caption !== undefined) check.checkText(caption, caption_entities);
  world.files.set(file.id, file);
  const about = { file_id: file.id, file_size: file.bytes.length };
  return place(world, me, message, {
    ...(kind === 'photo' ? { photo: [about] } : { document: { ...about, file_name: file.name } }),
    ...(caption === undefined ? {} : { caption }),
    ...(caption_entities === undefined
      ? {}
      : { caption_entities: caption_entities as SimMessage['caption_entities'] & object }),
  });
}

function send(
  world: World,
  me: SimUser,
  { text, entities, link_preview_options: _preview, ...message }: ReturnType<typeof check.sendMessage.parse>,
): SimMessage {
  openChat(world, message.chat_id);
  check.checkText(text, entities);
  return place(world, me, message, {
    text,
    ...(entities === undefined ? {} : { entities: entities as SimMessage['entities'] & object }),
  });
}

type Placement = Omit<
  ReturnType<typeof check.sendMessage.parse>,
  'text' | 'entities' | 'link_preview_options'
>;

/** Puts what the bot says where it says it. */
function place(
  world: World,
  me: SimUser,
  payload: Placement,
  content: Pick<NewMessage, 'text' | 'entities' | 'document' | 'photo' | 'caption' | 'caption_entities'>,
): SimMessage {
  const state = openChat(world, payload.chat_id);
  check.checkMarkup(payload.reply_markup);
  const replyTo = payload.reply_parameters?.message_id;
  const isThere = state.messages.some(({ message_id }) => message_id === replyTo);
  if (replyTo !== undefined && !isThere && payload.reply_parameters?.allow_sending_without_reply !== true) {
    throw new Refusal(400, 'Bad Request: message to be replied not found');
  }
  const threadId = payload.message_thread_id;
  if (threadId !== undefined && !state.topics.has(threadId)) {
    throw new Refusal(400, 'Bad Request: message thread not found');
  }
  return world.add(payload.chat_id, {
    from: me,
    ...content,
    ...(payload.reply_markup === undefined ? {} : { reply_markup: payload.reply_markup as SimMarkup }),
    replyTo: isThere ? replyTo : undefined,
    threadId,
    silent: payload.disable_notification ?? false,
  });
}

/** A bot deletes its own messages, and in private those of the person, for two days. */
const DELETABLE_MS = 48 * 3_600_000;

function remove(world: World, me: SimUser, chatId: number, messageId: number, now: number): true {
  const state = openChat(world, chatId);
  const message = state.messages.find(({ message_id }) => message_id === messageId);
  if (message === undefined) throw new Refusal(400, 'Bad Request: message to delete not found');
  const isOurs = message.from.id === me.id || state.chat.type === 'private';
  if (!isOurs || now - message.date * 1_000 > DELETABLE_MS)
    throw new Refusal(400, "Bad Request: message can't be deleted");
  world.remove(chatId, messageId);
  return true;
}

interface Edit {
  readonly edit_date?: number;
  readonly text?: string;
  readonly entities?: unknown;
  readonly reply_markup?: unknown;
}

function change(world: World, me: SimUser, chatId: number, messageId: number, edit: Edit): object {
  const state = openChat(world, chatId);
  check.checkMarkup(edit.reply_markup as Parameters<typeof check.checkMarkup>[0]);
  const message = state.messages.find(({ message_id }) => message_id === messageId);
  if (message === undefined) throw new Refusal(400, 'Bad Request: message to edit not found');
  if (message.from.id !== me.id) throw new Refusal(400, "Bad Request: message can't be edited");
  const before = JSON.stringify([message.text, message.entities ?? [], message.reply_markup ?? {}]);
  // Without a text only the buttons change; without buttons in it, an edit takes them away.
  const text = edit.text === undefined ? { text: message.text, entities: message.entities } : edit;
  const after = JSON.stringify([text.text, text.entities ?? [], edit.reply_markup ?? {}]);
  if (before === after) {
    throw new Refusal(
      400,
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  const changed = {
    ...(edit.edit_date === undefined ? {} : { edit_date: edit.edit_date }),
    text: text.text,
    entities: text.entities,
    reply_markup: edit.reply_markup,
  } as Partial<SimMessage>;
  return sent(world.change(chatId, messageId, changed));
}

/** A message as the bot is told of it. */
const sent = ({ silent: _silent, ...message }: SimMessage): object => message;

/** Without the keys that are undefined. */
const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  JSON.parse(JSON.stringify(value)) as { [K in keyof T]: Exclude<T[K], undefined> };
