import type { Charge } from '../domain/charge.ts';
import type { Destination, DueMessage } from '../store/port/outbox.ts';

/** The port to whatever delivers messages and finds their words. It does not throw. */
export interface Messenger {
  /** Sends a message of the outbox. */
  send(message: DueMessage): Promise<Delivery>;
  /**
   * Makes the charge's card show the charge as it is given. A card whose notice is in the chat goes (`gone`), or shows the end if it
   * may not be deleted.
   */
  showCard(charge: Charge): Promise<Delivery | CardGone>;
}

/** What became of sending something. */
export type Delivery =
  /** `messageId` is undefined if no new message was made (an edit). */
  | { readonly kind: 'delivered'; readonly messageId: number | undefined }
  /** Try again: after `afterMs` if the other side said so, and otherwise when the caller decides. It may have arrived. */
  | { readonly kind: 'later'; readonly afterMs: number | undefined; readonly why: string }
  /** Never try again: the chat is gone, the bot is blocked or may not write, or the message can no longer be changed. */
  | { readonly kind: 'impossible'; readonly why: string }
  /** The chat has another id now. */
  | { readonly kind: 'moved'; readonly toChatId: number };

/** The card is deleted. */
export interface CardGone {
  readonly kind: 'gone';
}

/**
 * How fast messages may be sent. Asked before a message is claimed, so that one that must wait occupies no place. Times are
 * steady.
 */
export interface SendLimits {
  /** Returns when this may be sent: `now` or earlier for at once. */
  freeAt(to: Destination, now: number): number;
  /** Counts that this is sent now. */
  begin(to: Destination, now: number): void;
  /** The other side took a message, or refused it for what it is. */
  answered(): void;
  /** The other side takes nothing more until then. */
  refused(to: Destination, now: number, until: number): void;
}
