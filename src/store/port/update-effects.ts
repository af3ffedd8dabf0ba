import type { NewDraft } from '../../domain/draft.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';

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
