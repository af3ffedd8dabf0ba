import type { QueuedUpdate } from '../../domain/updates.ts';
import type { OutgoingMessage, UpdateEffects } from './update-effects.ts';
import type { Language } from '../../domain/language.ts';

/** An update as Telegram gave it. */
export interface ReceivedUpdate {
  readonly updateId: number;
  /** The chat it belongs to, or 0: updates of one chat are handled one after the other. */
  readonly chatId: number;
  /** Who sent it, where that is known. */
  readonly userId?: number | undefined;
  /** The hash of the one-time code that it bears, if it bears one. */
  readonly codeHash?: string | undefined;
  /** A button was pressed. */
  readonly isPress?: boolean;
  /** It is said to the bot. People in a group talk to each other. */
  readonly isAddressed?: boolean;
  /** The bot may not speak to the chat any more. */
  readonly isFarewell?: boolean;
  readonly payload: unknown;
}

/** What is said in the chat of an update that is not taken because there were too many, to somebody of that language. */
export type SayTooMuch = (update: ReceivedUpdate, language: Language | undefined) => OutgoingMessage;

export interface Inbox {
  /**
   * Commits updates before they are confirmed to Telegram. One that is known already is not taken again. Of strangers only a
   * few wait at a time, and what they press is not kept at all, so that a flood of them keeps nobody waiting and fills no
   * disk. Notices that wait for one of the people who are heard of here become due.
   *
   * @param bounds with it, no more is taken of anybody than the limits of chatter allow
   * @returns the presses of strangers
   */
  receive(
    updates: readonly ReceivedUpdate[],
    at: number,
    bounds?: { readonly steadyAt: number; readonly sayTooMuch: SayTooMuch },
  ): Promise<readonly ReceivedUpdate[]>;

  /**
   * The first waiting update of each chat, where it is due: of each merchant in turn, and of each of a merchant's chats.
   * `exceptChats`: those being handled at the moment. `isFree`: whether a merchant's is taken then; 0 is nobody's.
   */
  due(
    now: number,
    limit: number,
    exceptChats: readonly number[],
    isFree?: (tenant: number) => boolean,
  ): Promise<QueuedUpdate[]>;

  /** Commits what handling an update left behind; does nothing if that was committed before. */
  finish(effects: UpdateEffects): Promise<void>;

  /** Handling it failed: it is tried again at `at` (steady time), and its chat waits for it. */
  retryAt(row: QueuedUpdate, failure: string, at: number): Promise<void>;

  nextDueAt(): Promise<number | undefined>;

  /** How many updates wait: taking more is pointless while there are many. */
  waiting(): Promise<number>;

  /**
   * Forgets what is only kept to know a redelivery, and everything else of no further use, from before `before`.
   * Notices stay: they are part of a charge's history.
   */
  prune(before: number): Promise<void>;
}
