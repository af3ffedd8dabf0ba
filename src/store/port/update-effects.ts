import type { Draft } from '../../domain/draft.ts';

/**
 * Everything that handling one update leaves behind. It is committed together with the update being settled, so that a
 * redelivery after a crash finds either nothing done or everything: an update counts once.
 */
export interface UpdateEffects {
  readonly updateId: number;
  readonly at: number;
  readonly says: readonly OutgoingMessage[];
  readonly draft:
    | { readonly kind: 'keep' }
    | { readonly kind: 'put'; readonly draft: NewDraft }
    | { readonly kind: 'drop'; readonly chatId: number; readonly userId: number };
}

/** A message to send, or one of ours to change, in the messenger's own terms. */
export interface OutgoingMessage {
  readonly kind: 'message' | 'edit' | 'delete';
  readonly chatId: number;
  readonly payload: unknown;
  /** The draft whose question this is. */
  readonly draftToken?: string;
}

export type NewDraft = Omit<Draft, 'id' | 'promptMessageId' | 'answers'> & {
  readonly promptMessageId?: number;
  readonly answers?: Draft['answers'];
};
