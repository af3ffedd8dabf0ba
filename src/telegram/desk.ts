import { randomBytes } from 'node:crypto';
import type { Context } from 'telegraf';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../till/ports.ts';
import type { Till } from '../till/till.ts';
import type { ShopTime } from './times.ts';
import type { Turn } from './turn.ts';

/** What the features work with. */
export interface Desk {
  readonly store: Store;
  readonly till: Pick<Till, 'take' | 'settle' | 'goOn'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly time: ShopTime;
  readonly confirmMs: number;
  /** Telegram user ids from the configuration; if empty, whoever opened the one-time link is the owner. */
  readonly ownerIds: readonly number[];
  /** Tells Telegram that a button was pressed, and the person a few words. Not waited for: it lives a few seconds. */
  answerButton(callbackQueryId: string, text: string | undefined): void;
}

/** What every handler gets: the update, and the turn that collects what comes of it. */
export interface DeskContext extends Context {
  turn: Turn;
}

/** A name for a question: unguessable, and short enough for a button. */
export const newToken = (): string => randomBytes(12).toString('base64url');
