import type { Charge } from '../domain/charge.ts';
import type { Destination, DueMessage } from '../store/port/outbox.ts';

/** Where the till says things. Which words it uses is its own business; nothing is thrown. */
export interface Messenger {
  /** Sends what the outbox holds. */
  send(message: DueMessage): Promise<Delivery>;
  /** Makes the charge's card show the charge as it is given. */
  showCard(charge: Charge): Promise<Delivery>;
}

export type Delivery =
  /** `messageId` is undefined where nothing new was made (an edit). */
  | { readonly kind: 'delivered'; readonly messageId: number | undefined }
  /** Not now: after `afterMs` if the other side said so, else as the till sees fit. It may have arrived. */
  | { readonly kind: 'later'; readonly afterMs: number | undefined; readonly why: string }
  /** Never: the chat is gone, the bot is blocked or may not write, the message cannot be changed any more. */
  | { readonly kind: 'impossible'; readonly why: string }
  /** The chat has another id now. */
  | { readonly kind: 'moved'; readonly toChatId: number };

/**
 * How fast things may be said. Asked before something is taken up, so that what must wait holds no place meanwhile. Times are
 * steady.
 */
export interface SendLimits {
  /** When this may be sent: not above `now` for at once. */
  freeAt(to: Destination, now: number): number;
  /** It is sent now, and counts. */
  begin(to: Destination, now: number): void;
  /** The other side has taken something, or refused it for what it is. */
  answered(): void;
  /** The other side wants to be left alone until then. */
  refused(to: Destination, now: number, until: number): void;
}
