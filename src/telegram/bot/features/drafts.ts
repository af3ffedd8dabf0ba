import type { Draft } from '../../../domain/draft.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';

/** Returns the person's draft if the token names it. */
export async function draftAt(services: BotServices, turn: Turn, token: string): Promise<Draft | undefined> {
  const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
  return draft?.token === token ? draft : undefined;
}

/** Says that the person's question is closed, or that the question is somebody else's. */
export async function closed(services: BotServices, turn: Turn, token: string): Promise<string> {
  const isOpen = await services.store.users.draftExists(token, turn.at);
  return isOpen ? turn.words.notYours : turn.words.questionClosed;
}
