import type { Clock } from '../../runtime/clock.ts';
import * as check from './check.ts';
import { mayDelete } from './members.ts';
import { Refusal, type Call, type SimFile, type SimMarkup, type SimMessage, type SimUser } from './types.ts';
import type { ChatState, NewMessage, World } from './world.ts';

/** Where the bot speaks, and when. */
interface BotParts {
  readonly world: World;
  readonly me: SimUser;
  readonly clock: Clock;
}

/** Returns the chat, or throws Telegram's refusal if the bot may not speak in it. */
export function openChat(world: World, chatId: number): ChatState {
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

/** Returns the uploaded file that a field refers to. */
export function uploaded({ files }: Call, field: string, reference: string | undefined): SimFile {
  const file = files.get(reference?.replace(/^attach:\/\//, '') ?? field);
  if (file === undefined || file.bytes.length === 0) {
    throw new Refusal(400, `Bad Request: there is no ${field} in the request`);
  }
  return file;
}

/** Sends a file. Returns the message as the bot is told of it. */
export function sendFile(
  parts: BotParts,
  kind: 'document' | 'photo',
  file: SimFile,
  { caption, caption_entities, ...message }: Omit<ReturnType<typeof check.sendDocument.parse>, 'document'>,
): object {
  if (caption !== undefined) check.checkText(caption, caption_entities);
  parts.world.files.set(file.id, file);
  const about = { file_id: file.id, file_size: file.bytes.length };
  return place(parts, message, {
    ...(kind === 'photo' ? { photo: [about] } : { document: { ...about, file_name: file.name } }),
    ...(caption === undefined ? {} : { caption }),
    ...(caption_entities === undefined
      ? {}
      : { caption_entities: caption_entities as SimMessage['caption_entities'] & object }),
  });
}

/** Sends a text. Returns the message as the bot is told of it. */
export function send(
  parts: BotParts,
  { text, entities, link_preview_options: _preview, ...message }: ReturnType<typeof check.sendMessage.parse>,
): object {
  openChat(parts.world, message.chat_id);
  check.checkText(text, entities);
  return place(parts, message, {
    text,
    ...(entities === undefined ? {} : { entities: entities as SimMessage['entities'] & object }),
  });
}

type Placement = Omit<
  ReturnType<typeof check.sendMessage.parse>,
  'text' | 'entities' | 'link_preview_options'
>;

/** Adds a message of the bot's to its chat, as a reply and in its topic. */
function place(
  { world, me }: BotParts,
  payload: Placement,
  content: Pick<NewMessage, 'text' | 'entities' | 'document' | 'photo' | 'caption' | 'caption_entities'>,
): object {
  const state = openChat(world, payload.chat_id);
  check.checkMarkup(payload.reply_markup);
  const replyTo = payload.reply_parameters?.message_id;
  const quote = payload.reply_parameters?.quote;
  const repliedTo = state.messages.find(({ message_id }) => message_id === replyTo);
  if (
    replyTo !== undefined &&
    repliedTo === undefined &&
    payload.reply_parameters?.allow_sending_without_reply !== true
  ) {
    throw new Refusal(400, 'Bad Request: message to be replied not found');
  }
  const threadId = payload.message_thread_id;
  if (threadId !== undefined && !state.topics.has(threadId)) {
    throw new Refusal(400, 'Bad Request: message thread not found');
  }
  const message = world.add(payload.chat_id, {
    from: me,
    ...content,
    ...(payload.reply_markup === undefined ? {} : { reply_markup: payload.reply_markup as SimMarkup }),
    replyTo: repliedTo?.message_id,
    ...(repliedTo === undefined || quote === undefined ? {} : { quote: check.quoteOf(repliedTo, quote) }),
    threadId,
    silent: payload.disable_notification ?? false,
  });
  return sent(message);
}

/** How long a bot can delete a message: its own, and in a private chat the person's. An administrator can delete any, at any time. */
const DELETABLE_MS = 48 * 3_600_000;

export function remove({ world, me, clock }: BotParts, chatId: number, messageId: number): true {
  const state = openChat(world, chatId);
  const message = state.messages.find(({ message_id }) => message_id === messageId);
  if (message === undefined) throw new Refusal(400, 'Bad Request: message to delete not found');
  const isOurs = message.from.id === me.id || state.chat.type === 'private';
  const isLate = clock.now() - message.date * 1_000 > DELETABLE_MS;
  if (!mayDelete(state, me.id) && (!isOurs || isLate))
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

/** Edits a message of the bot's. Refuses an edit that changes nothing, as Telegram does. */
export function change({ world, me }: BotParts, chatId: number, messageId: number, edit: Edit): object {
  const state = openChat(world, chatId);
  check.checkMarkup(edit.reply_markup as Parameters<typeof check.checkMarkup>[0]);
  const message = state.messages.find(({ message_id }) => message_id === messageId);
  if (message === undefined) throw new Refusal(400, 'Bad Request: message to edit not found');
  if (message.from.id !== me.id) throw new Refusal(400, "Bad Request: message can't be edited");
  const before = JSON.stringify([message.text, message.entities ?? [], message.reply_markup ?? {}]);
  // An edit without a text changes the buttons alone. An edit without buttons removes them.
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

/** The message as the bot is told of it. */
const sent = ({ silent: _silent, ...message }: SimMessage): object => message;
