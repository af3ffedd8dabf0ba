import { randomBytes } from 'node:crypto';
import type { Context } from 'telegraf';
import type { VelocityLimit } from '../../domain/velocity-limit.ts';
import type { SummaryCalendar } from '../../reports/summary-calendar.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Keyring } from '../../security/keyring.ts';
import type { Language } from '../../domain/language.ts';
import type { Role } from '../../domain/roles.ts';
import type { Membership } from '../../store/port/members.ts';
import type { Account } from '../../domain/account.ts';
import type { MerchantDays } from '../../reports/merchant-days.ts';
import type { Store } from '../../store/port/store.ts';
import type { Log } from '../../runtime/log.ts';
import type { Payments } from '../../payments/payments.ts';
import type { AccountEntered } from '../outbound/account-checked.ts';
import type { RenderContext } from '../outbound/shown-charge.ts';
import type { MerchantTime } from '../outbound/times.ts';
import type { OperatorState } from './operator-state.ts';
import type { Turn } from './turn.ts';

/** Whose menu it is. A private chat has its person's id. */
export interface MenuReader {
  readonly userId: number;
  readonly role: Role;
  readonly language: Language;
}

/**
 * The command menus of people's private chats, by role and language. Nothing waits for them, and a menu is never more than a
 * convenience: what a person may do is decided when they do it.
 */
export interface ChatMenus {
  /** Shows a person the menu of their role, unless this run has shown it to them already. Returns at once. */
  show(reader: MenuReader): void;
  /** Takes a person's menu away; they see the one of strangers. Returns at once. */
  clear(userId: number): void;
}

/** What the features use. */
export interface BotServices {
  readonly store: Store;
  readonly payments: Pick<
    Payments,
    'createCharge' | 'mark' | 'decide' | 'close' | 'collect' | 'changeCollection' | 'resume'
  >;
  readonly clock: Clock;
  readonly log: Log;
  readonly time: MerchantTime;
  readonly days: MerchantDays;
  readonly confirmMs: number;
  /** Converts a time by Telegram's clock to the machine's clock, both in epoch milliseconds. */
  localTime(telegramAt: number): number;
  /** Undefined without a SECRET_KEY. Then no shop can be connected and no number erased. */
  readonly keyring: Keyring | undefined;
  /** Makes the code of a one-time link from the link's reference. */
  codeOf(ref: string): string;
  /** Wakes the link keeper, after a group is to be linked or checked. */
  onLinksChanged(): void;
  /** Wakes the summaries' worker, after one was set. */
  onSummariesChanged(): void;
  /** When summaries are due. */
  readonly summaryCalendar: SummaryCalendar;
  /** The operator's limits on charges. A shop's own are stricter. */
  readonly velocityLimits: readonly VelocityLimit[];
  /** Uses an account for a merchant from now on, and tells the person who entered it whether the gateway takes it. */
  openAccount(merchantId: number, accountId: number, account: Account, entered: AccountEntered): void;
  readonly menus: ChatMenus;
  /** Reads how the bot is, for its operators. */
  operatorState(): Promise<OperatorState>;
  /** Tells Telegram that the press arrived, and shows the person a few words. Returns at once. */
  answerButton(callbackQueryId: string, text: string | undefined): void;
}

/** What every handler gets: the update, and the turn that collects its effects. */
export interface BotContext extends Context {
  turn: Turn;
  /** The shop that the person speaks for, and what they are there. */
  member: Membership;
  /** In private: they work at several shops, so a message could be meant for another one. */
  hasSeveral: boolean;
  /** In private: they must choose a shop before they send a command. */
  mustChoose: boolean;
}

/** Makes a name for a question that nobody can guess and that fits in a button. */
export const newToken = (): string => randomBytes(12).toString('base64url');

/** What a text about a charge needs, at the time of a turn. */
export const renderContext = (
  { time, clock, confirmMs }: Pick<BotServices, 'time' | 'clock' | 'confirmMs'>,
  { at }: Pick<Turn, 'at'>,
): RenderContext => ({ time, now: at, steadyNow: clock.steady(), confirmMs });
