import { fmt, FmtString, join } from 'telegraf/format';
import type { InlineKeyboardButton, MessageEntity } from 'telegraf/types';
import type { FileRecipe } from '../../domain/file-recipe.ts';
import type { Language } from '../../domain/language.ts';
import type { Text } from '../locales/locale.ts';

/** A message as the Bot API takes it, without the chat. All of it survives JSON. */
export interface MessagePayload {
  readonly text: string;
  readonly entities?: readonly MessageEntity[];
  readonly reply_markup?: object;
  readonly reply_parameters?: {
    readonly message_id: number;
    readonly allow_sending_without_reply: true;
    readonly quote?: string;
  };
  readonly message_thread_id?: number;
  readonly disable_notification?: true;
  readonly link_preview_options: { readonly is_disabled: true };
}

/** A picture or a document to send with a caption. It is made from its recipe when it is sent. */
export interface FilePayload {
  readonly file: FileRecipe;
  /** The language of what is said if the file cannot be made. */
  readonly language: Language;
  /** For a file that takes long: the message of the bot that tells how far it is, and what that says otherwise. */
  readonly progress?: { readonly messageId: number; readonly text: string };
  /** The caption as a message: what is sent if the file cannot be. At most 1,024 characters. */
  readonly message: MessagePayload;
}

/** A change to a message of the bot. Without a text it only removes the buttons. */
export interface EditPayload {
  readonly message_id: number;
  readonly text?: string;
  readonly entities?: readonly MessageEntity[];
  readonly reply_markup?: object;
  readonly link_preview_options?: { readonly is_disabled: true };
}

/** A message to delete, because it holds a secret or a customer's number. */
export interface DeletePayload {
  readonly message_id: number;
}

export type Keyboard = readonly (readonly InlineKeyboardButton.CallbackButton[])[];

/** What stands under a message: buttons, an open reply box, or the keys that a private chat shows in place of the phone's keyboard. */
export type Markup =
  | { readonly kind: 'buttons'; readonly rows: Keyboard }
  /** Opens a reply to the message for the person whom it answers. In a group, only a reply is sure to reach the bot. */
  | { readonly kind: 'force-reply'; readonly placeholder: string }
  /** Shows these keys until another message removes them. A key sends its text. */
  | { readonly kind: 'keys'; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'no-keys' };

/** The message that another one replies to, and what it quotes of it: all of it if nothing is named. */
export interface Reply {
  readonly messageId: number;
  readonly quote?: string;
}

/**
 * A reply to a person's message in a group. It quotes only the given part, because the whole message may show a customer's number.
 * Without a part it is no reply.
 */
export const replyInGroup = (
  messageId: number | null | undefined,
  quote: string | null | undefined,
): Reply | undefined => (messageId == null || quote == null ? undefined : { messageId, quote });

export interface Placement {
  readonly threadId?: number | null;
  readonly replyTo?: Reply | undefined;
  readonly markup?: Markup | undefined;
  readonly silent?: boolean;
}

/** A link in a note or in the gateway's message gets no preview. */
const NO_PREVIEW = { link_preview_options: { is_disabled: true } } as const;

export function messagePayload(text: Text, { threadId, replyTo, markup, silent }: Placement): MessagePayload {
  return {
    ...textAndEntities(text),
    ...NO_PREVIEW,
    ...(markup === undefined ? {} : { reply_markup: replyMarkup(markup) }),
    ...(replyTo === undefined ? {} : { reply_parameters: replyParameters(replyTo) }),
    ...(threadId == null ? {} : { message_thread_id: threadId }),
    ...(silent === true ? { disable_notification: true } : {}),
  };
}

const replyParameters = ({ messageId, quote }: Reply): NonNullable<MessagePayload['reply_parameters']> => ({
  message_id: messageId,
  allow_sending_without_reply: true,
  ...(quote === undefined ? {} : { quote }),
});

/** Without buttons, the edit removes those that the message has. */
export function editPayload(messageId: number, text: Text, rows: Keyboard = []): EditPayload {
  return {
    message_id: messageId,
    ...textAndEntities(text),
    ...NO_PREVIEW,
    ...(rows.length === 0 ? {} : { reply_markup: { inline_keyboard: rows } }),
  };
}

function replyMarkup(markup: Markup): object {
  switch (markup.kind) {
    case 'buttons':
      return { inline_keyboard: markup.rows };
    case 'force-reply':
      return { force_reply: true, selective: true, input_field_placeholder: markup.placeholder };
    case 'keys':
      return {
        keyboard: markup.rows.map((row) => row.map((text) => ({ text }))),
        resize_keyboard: true,
        is_persistent: true,
      };
    case 'no-keys':
      return { remove_keyboard: true };
  }
}

const textAndEntities = (text: Text): { text: string; entities?: readonly MessageEntity[] } => {
  if (!(text instanceof FmtString)) return { text };
  return text.entities === undefined ? { text: text.text } : { text: text.text, entities: text.entities };
};

/** Joins lines of text, without those that are undefined. */
export const lines = (...parts: readonly (Text | undefined)[]): Text =>
  join(
    parts.filter((part) => part !== undefined).map((part) => fmt`${part}`),
    '\n',
  );
