import { chatId, ref, token, type CallbackKinds } from '../callback-fields.ts';

export const chatCallbacks = {
  /** Answers to the question whether what is set up in a chat stays. */
  keepChat: { ref: token },
  endChat: { ref: token },
  /** Ends what is set up in a chat, from the list of chats. */
  unlinkChat: { merchant: ref, chatId },
} as const satisfies CallbackKinds;
