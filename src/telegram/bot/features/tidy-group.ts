import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';

/** Whether the bot takes people's messages with customers' numbers out of this chat: a group whose administrators let it. */
export const mayTidy = async ({ store }: BotServices, { chatKind, chatId }: Turn): Promise<boolean> =>
  chatKind === 'group' && (await store.merchants.botMayDelete(chatId));
