import { z } from 'zod';
import { hashOfCode } from '../../security/keyring.ts';
import type { ReceivedUpdate } from '../../store/port/inbox.ts';
import { startCodeIn } from '../bot/start-code.ts';

// Reads the parts of an update that the inbox needs. A fault in one update must not stop the others.

const receivedUpdate = z.looseObject({ update_id: z.int() });

const chat = z.looseObject({ chat: z.looseObject({ id: z.int() }) });
const chatOfUpdate = z.union([
  z.looseObject({ message: chat }).transform(({ message }) => message.chat.id),
  z.looseObject({ edited_message: chat }).transform((update) => update.edited_message.chat.id),
  z
    .looseObject({ callback_query: z.looseObject({ message: chat }) })
    .transform((update) => update.callback_query.message.chat.id),
  z.looseObject({ chat_member: chat }).transform((update) => update.chat_member.chat.id),
  z.looseObject({ my_chat_member: chat }).transform((update) => update.my_chat_member.chat.id),
]);

const text = z.string().optional().catch(undefined);
const sender = z.looseObject({ from: z.looseObject({ id: z.int(), language_code: text }) });
const said = sender.extend({ text, caption: text, reply_to_message: z.unknown().optional() });
const membership = sender.extend({
  new_chat_member: z.looseObject({ status: text }).optional().catch(undefined),
});
const senderOfUpdate = z.union([
  z.looseObject({ message: said }).transform(({ message }) => ({ from: message.from, message })),
  z
    .looseObject({ edited_message: said })
    .transform(({ edited_message: message }) => ({ from: message.from, message })),
  z
    .looseObject({ callback_query: sender.extend({ id: z.string() }) })
    .transform(({ callback_query: { from, id } }) => ({ from, press: id })),
  z.looseObject({ chat_member: sender }).transform(({ chat_member: { from } }) => ({ from })),
  z
    .looseObject({ my_chat_member: membership })
    .transform(({ my_chat_member: { from, new_chat_member } }) => ({
      from,
      status: new_chat_member?.status,
    })),
]);
type Sender = z.output<typeof senderOfUpdate> & {
  readonly message?: z.output<typeof said>;
  readonly press?: string;
  readonly status?: string | undefined;
};

/** The id of the press, if the update is one, and the language of the sender's Telegram. */
export function senderOf(payload: unknown): {
  readonly press: string | undefined;
  readonly languageCode: string | undefined;
} {
  const found: Sender | undefined = senderOfUpdate.safeParse(payload).data;
  return { press: found?.press, languageCode: found?.from.language_code };
}

/** The bot's status after a person blocked it or removed it from a group. */
const GONE: ReadonlySet<string | undefined> = new Set(['kicked', 'left']);

/** Reads what the inbox needs to know of an update. Returns undefined if it has no id. */
export function readUpdate(payload: unknown): ReceivedUpdate | undefined {
  const updateId = receivedUpdate.safeParse(payload).data?.update_id;
  if (updateId === undefined) return undefined;
  const chatId = chatOfUpdate.safeParse(payload).data ?? 0;
  const found: Sender | undefined = senderOfUpdate.safeParse(payload).data;
  const { text: words = '', caption = '', reply_to_message: repliedTo } = found?.message ?? {};
  const code = startCodeIn(words);
  const isPress = found?.press !== undefined;
  return {
    updateId,
    chatId,
    userId: found?.from.id,
    codeHash: code === undefined ? undefined : hashOfCode(code),
    isPress,
    // In a group people talk to each other, and a bot that is an administrator of it gets those messages too.
    isAddressed: isPress || chatId > 0 || (words || caption).startsWith('/') || repliedTo !== undefined,
    isFarewell: GONE.has(found?.status),
    payload,
  };
}
