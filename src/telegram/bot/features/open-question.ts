import type { Draft } from '../../../domain/draft.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';

/** An open question, and what the person is at the shop that it is about. */
export interface OpenQuestion {
  readonly draft: Draft;
  /** Undefined for a shop that is being connected. */
  readonly place: Membership | undefined;
}

/** Returns the question that a person has open in a chat. */
export async function openQuestion(services: BotServices, turn: Turn): Promise<OpenQuestion | undefined> {
  const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
  if (draft === undefined) return undefined;
  if (draft.merchantId === null) return { draft, place: undefined };
  const places = await services.store.members.of(turn.userId);
  const place = places.find(({ merchantId }) => merchantId === draft.merchantId);
  return place === undefined ? undefined : { draft, place };
}

/** In private the next text is the answer. In a group, where people talk, only a reply to the question is. */
export function isAnswer(
  turn: Turn,
  draft: Draft,
  repliedTo:
    | { readonly message_id: number; readonly from?: { readonly is_bot: boolean } | undefined }
    | undefined,
): boolean {
  if (turn.chatKind === 'private') return true;
  if (repliedTo === undefined) return false;
  if (draft.promptMessageId !== null) return repliedTo.message_id === draft.promptMessageId;
  // The question was sent, but its message id is not recorded yet. It is a bot's message after the command.
  return repliedTo.from?.is_bot === true && repliedTo.message_id > (draft.commandMessageId ?? 0);
}

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
