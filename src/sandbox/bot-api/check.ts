import { z } from 'zod';
import { Refusal, type SimMessage } from './types.ts';

/** The simulation refuses what Telegram refuses, with the same descriptions. */

const entity = z.looseObject({ type: z.string(), offset: z.int().nonnegative(), length: z.int().positive() });
const button = z.looseObject({ text: z.string(), callback_data: z.string().optional() });
const markup = z.looseObject({
  inline_keyboard: z.array(z.array(button)).optional(),
  keyboard: z.array(z.array(z.strictObject({ text: z.string().min(1) })).min(1)).optional(),
  resize_keyboard: z.boolean().optional(),
  is_persistent: z.boolean().optional(),
  remove_keyboard: z.literal(true).optional(),
  force_reply: z.literal(true).optional(),
  input_field_placeholder: z.string().min(1).max(64).optional(),
});
const id = z.int();

const placement = {
  chat_id: id,
  reply_markup: markup.optional(),
  reply_parameters: z
    .strictObject({
      message_id: id,
      allow_sending_without_reply: z.boolean().optional(),
      quote: z.string().optional(),
    })
    .optional(),
  message_thread_id: id.optional(),
  disable_notification: z.boolean().optional(),
};
const captioned = {
  ...placement,
  caption: z.string().max(1_024).optional(),
  caption_entities: z.array(entity).optional(),
};

/** A file is uploaded under the field's name, or under another name that the field refers to. */
export const sendDocument = z.strictObject({ ...captioned, document: z.string().optional() });
export const sendPhoto = z.strictObject({ ...captioned, photo: z.string().optional() });

export const sendMessage = z.strictObject({
  ...placement,
  text: z.string(),
  entities: z.array(entity).optional(),
  link_preview_options: z.looseObject({}).optional(),
});

export const editMessageText = z.strictObject({
  chat_id: id,
  message_id: id,
  text: z.string(),
  entities: z.array(entity).optional(),
  reply_markup: markup.optional(),
  link_preview_options: z.looseObject({}).optional(),
});

export const editMessageReplyMarkup = z.strictObject({
  chat_id: id,
  message_id: id,
  reply_markup: markup.optional(),
});

export const deleteMessage = z.strictObject({ chat_id: id, message_id: id });

export const getChatMember = z.strictObject({ chat_id: id, user_id: id });
export const getFile = z.strictObject({ file_id: z.string().min(1) });
export const getChat = z.strictObject({ chat_id: id });
export const getChatAdministrators = z.strictObject({
  chat_id: id,
  return_bots: z.boolean().optional(),
});

export const answerCallbackQuery = z.strictObject({
  callback_query_id: z.string(),
  text: z.string().max(200).optional(),
  show_alert: z.boolean().optional(),
});

export const getUpdates = z.looseObject({
  offset: z.int().optional(),
  limit: z.int().optional(),
  timeout: z.int().optional(),
  allowed_updates: z.array(z.string()).optional(),
});

const commandScope = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators']),
  }),
  z.strictObject({ type: z.enum(['chat', 'chat_administrators']), chat_id: id }),
]);

export const deleteMyCommands = z.strictObject({
  scope: commandScope.optional(),
  language_code: z.string().length(2).optional(),
});

export const setWebhook = z.looseObject({
  url: z.url(),
  secret_token: z
    .string()
    .regex(/^[\w-]{1,256}$/)
    .optional(),
  allowed_updates: z.array(z.string()).optional(),
  max_connections: z.int().min(1).max(100).optional(),
});

export const setMyCommands = z.strictObject({
  scope: commandScope.optional(),
  commands: z
    .array(
      z.strictObject({
        command: z.string().regex(/^[a-z0-9_]{1,32}$/),
        description: z.string().min(1).max(256),
      }),
    )
    .max(100),
  language_code: z.string().length(2).optional(),
});

/** Returns the payload of a call, or throws Telegram's refusal. */
export function parse<T>(schema: z.ZodType<T>, payload: unknown): T {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  throw new Refusal(400, `Bad Request: ${z.prettifyError(result.error)}`);
}

/** In UTF-16 code units, as Telegram counts. */
const MAX_TEXT = 4_096;
const MAX_CALLBACK_BYTES = 64;

export function checkText(text: string, entities: readonly { offset: number; length: number }[] = []): void {
  if (text.trim() === '') throw new Refusal(400, 'Bad Request: message text is empty');
  if (text.length > MAX_TEXT) throw new Refusal(400, 'Bad Request: message is too long');
  if (!text.isWellFormed()) throw new Refusal(400, 'Bad Request: strings must be encoded in UTF-8');
  for (const { offset, length } of entities) {
    const end = offset + length;
    const begins = `Bad Request: entity beginning at UTF-16 offset ${offset}`;
    if (end > text.length)
      throw new Refusal(400, `${begins} ends after the end of the text at UTF-16 offset ${end}`);
    if (splitsPair(text, offset))
      throw new Refusal(
        400,
        `Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset ${offset}`,
      );
    if (splitsPair(text, end)) throw new Refusal(400, `${begins} ends in a middle of a UTF-16 symbol`);
  }
}

/** Returns true if a position in a text is in the middle of a surrogate pair. */
const splitsPair = (text: string, at: number): boolean =>
  /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 1), at + 1));

const MAX_QUOTE = 1_024;

/** Returns the quote as the message shows it. It must be an exact part of the message that is replied to. */
export function quoteOf(
  { text, caption }: Pick<SimMessage, 'text' | 'caption'>,
  quote: string,
): NonNullable<SimMessage['quote']> {
  const position = (text ?? caption ?? '').indexOf(quote);
  if (position < 0 || quote.length > MAX_QUOTE || quote.trim() === '')
    throw new Refusal(400, 'Bad Request: QUOTE_TEXT_INVALID');
  return { text: quote, position, is_manual: true };
}

export function checkMarkup(reply: z.output<typeof markup> | undefined): void {
  for (const { text, callback_data } of reply?.inline_keyboard?.flat() ?? []) {
    if (text === '') throw new Refusal(400, 'Bad Request: text buttons are unallowed in the inline keyboard');
    const bytes = Buffer.byteLength(callback_data ?? '');
    if (bytes < 1 || bytes > MAX_CALLBACK_BYTES) throw new Refusal(400, 'Bad Request: BUTTON_DATA_INVALID');
  }
}
