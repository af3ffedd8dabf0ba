import type { AmountKes } from './amount.ts';
import type { Language } from './language.ts';
import type { VelocityLimit } from './velocity-limit.ts';

/** A span of every day in the shop's time zone, in minutes since midnight: `from` inclusive, `to` exclusive. It may pass midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/** A picture that an owner sent, by Telegram's names of it. Only the bot that received it can load it. */
export interface Logo {
  readonly fileId: string;
  /** The same for every bot and for ever. It cannot be used to load the picture. */
  readonly uniqueId: string;
  readonly width: number;
  readonly height: number;
  /** The size of the file; null if Telegram did not say. */
  readonly bytes: number | null;
}

/** What an owner sets for a shop. */
export interface MerchantSettings {
  /** The language of announcements and summaries in groups; null for the language of whoever set each of them up. */
  readonly language: Language | null;
  /** When announcements make no sound; null for never. */
  readonly quietHours: QuietHours | null;
  /** Whether a cashier may mark a charge as paid. */
  readonly cashiersMarkPaid: boolean;
  /** Whether a `/charge` in one line is shown with Send before it is sent. */
  readonly asksFirst: boolean;
  /** The most charges of this shop to one phone in ten minutes; null for no limit of its own. */
  readonly phoneLimit: number | null;
  /** The most charges by one person in an hour; null for no limit of its own. */
  readonly memberLimit: number | null;
  /** The most that one charge may ask for; null for no limit of its own. */
  readonly maxAmountKes: AmountKes | null;
  /** A line of text on receipts. */
  readonly receiptLine: string | null;
  /** The picture on receipts. */
  readonly receiptLogo: Logo | null;
}

/** A shop that has set nothing. */
export const DEFAULT_SETTINGS: MerchantSettings = {
  language: null,
  quietHours: null,
  cashiersMarkPaid: true,
  asksFirst: false,
  phoneLimit: null,
  memberLimit: null,
  maxAmountKes: null,
  receiptLine: null,
  receiptLogo: null,
};

/** A new value of one setting. */
export type SettingsChange = {
  readonly [What in keyof MerchantSettings]: { readonly what: What; readonly value: MerchantSettings[What] };
}[keyof MerchantSettings];

export const MINUTES_A_DAY = 24 * 60;
/** The longest line on receipts, in characters: it fits on one line of a phone. */
export const MAX_RECEIPT_LINE = 60;
/** The largest file of a logo: a larger one takes long to load. */
export const MAX_LOGO_BYTES = 2 * 1024 * 1024;

export const PHONE_LIMIT_WITHIN_MS = 10 * 60_000;
export const MEMBER_LIMIT_WITHIN_MS = 60 * 60_000;

/** Returns whether a time of day, in minutes since midnight, is within quiet hours. */
export const isQuiet = ({ from, to }: QuietHours, minute: number): boolean =>
  from <= to ? minute >= from && minute < to : minute >= from || minute < to;

/** Returns the limits that a shop has set for itself. They count beside the operator's, so they can only be stricter. */
export const ownLimits = ({
  phoneLimit,
  memberLimit,
}: Pick<MerchantSettings, 'phoneLimit' | 'memberLimit'>): readonly VelocityLimit[] => [
  ...(phoneLimit === null
    ? []
    : [{ of: 'phone', count: phoneLimit, withinMs: PHONE_LIMIT_WITHIN_MS, isOwn: true } as const]),
  ...(memberLimit === null
    ? []
    : [{ of: 'member', count: memberLimit, withinMs: MEMBER_LIMIT_WITHIN_MS, isOwn: true } as const]),
];
