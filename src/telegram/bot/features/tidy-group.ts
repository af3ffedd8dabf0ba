import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';

/** Whether the bot deletes people's messages with customers' numbers here: in a group, if its administrators allow that. */
export const mayTidy = async ({ store }: BotServices, { chatKind, chatId }: Turn): Promise<boolean> =>
  chatKind === 'group' && (await store.merchants.botMayDelete(chatId));
