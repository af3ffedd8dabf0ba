import { randomBytes } from 'node:crypto';
import type { Context } from 'telegraf';
import type { Clock } from '../../runtime/clock.ts';
import type { Keyring } from '../../security/keyring.ts';
import type { Membership } from '../../store/port/members.ts';
import type { Account } from '../../domain/account.ts';
import type { Store } from '../../store/port/store.ts';
import type { Log } from '../../runtime/log.ts';
import type { Payments } from '../../payments/payments.ts';
import type { ShopTime } from '../outbound/times.ts';
import type { Turn } from './turn.ts';

/** What the features work with. */
export interface BotServices {
  readonly store: Store;
  readonly payments: Pick<Payments, 'createCharge' | 'mark' | 'decide' | 'resume'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly time: ShopTime;
  readonly confirmMs: number;
  /** A time of Telegram's by the machine's clock. */
  localTime(telegramAt: number): number;
  /** Undefined without a SECRET_KEY: then no shop can be connected and no number erased. */
  readonly keyring: Keyring | undefined;
  /** The code of a one-time link, from the link's name. */
  codeOf(ref: string): string;
  /** A group is to be linked, or to be asked about. */
  onLinksChanged(): void;
  /** Works with a merchant's account from now on. */
  openAccount(merchantId: number, accountId: number, account: Account): void;
  /** Tells Telegram that a button was pressed, and the person a few words. Not waited for: it lives a few seconds. */
  answerButton(callbackQueryId: string, text: string | undefined): void;
}

/** What every handler gets: the update, and the turn that collects what comes of it. */
export interface BotContext extends Context {
  turn: Turn;
  /** The shop that whoever sent it speaks for, and what they are there. */
  member: Membership;
  /** They work at several shops: what they say in private could be meant for another. */
  hasSeveral: boolean;
  /** They work at several, and have not chosen one. */
  mustChoose: boolean;
}

/** A name for a question: unguessable, and short enough for a button. */
export const newToken = (): string => randomBytes(12).toString('base64url');
