import type { Draft } from '../../domain/draft.ts';

/**
 * Everything that handling one update leaves behind. It is committed in the transaction that settles the update, so that a
 * redelivery after a crash finds nothing done or everything: an update counts once.
 */
export interface UpdateEffects {
  readonly updateId: number;
  readonly at: number;
  /** Messages to add to the outbox, in this order. */
  readonly messages: readonly OutgoingMessage[];
  /** Whether the draft of a person in a chat stays, is replaced, or is deleted. */
  readonly draft:
    | { readonly kind: 'keep' }
    | { readonly kind: 'put'; readonly draft: NewDraft }
    | { readonly kind: 'drop'; readonly chatId: number; readonly userId: number };
}

/** A message to send, edit or delete. Only the messenger reads the payload. */
export interface OutgoingMessage {
  readonly kind: 'message' | 'edit' | 'delete';
  readonly chatId: number;
  readonly payload: unknown;
  /** The draft whose question this is: it learns the message's id once Telegram has it. */
  readonly draftToken?: string;
  /** The charge that a message is about, so that a reply to it finds the charge. */
  readonly chargeId?: number;
}

/** A draft as a turn leaves it behind. Without a message id, one with the token of the former draft keeps the id that is known. */
export type NewDraft = Omit<
  Draft,
  'id' | 'promptMessageId' | 'answers' | 'basket' | 'contactName' | 'about' | 'commandWord' | 'payers'
> & {
  readonly promptMessageId?: number;
  readonly commandWord?: Draft['commandWord'];
  readonly answers?: Draft['answers'];
  readonly basket?: Draft['basket'];
  readonly contactName?: Draft['contactName'];
  readonly about?: Draft['about'];
  readonly payers?: Draft['payers'];
};
