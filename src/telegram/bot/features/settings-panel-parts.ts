import type { InlineKeyboardButton } from 'telegraf/types';
import type { MerchantSettings } from '../../../domain/merchant-settings.ts';
import type { VelocityLimit } from '../../../domain/velocity-limit.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Locale, Text } from '../../locales/locale.ts';
import type { Keyboard } from '../../outbound/payload.ts';
import { button, type ActionOf } from '../callback-data.ts';

/** The panels that only show something: the questions are in settings-answers.ts. */
export type Panel = Exclude<
  ActionOf<'set'>['panel'],
  'askAmount' | 'askName' | 'askLine' | 'askLogo' | 'chats'
>;

/** What the panels show. */
export interface Shown {
  readonly words: Locale;
  readonly shop: Pick<Membership, 'merchantRef' | 'merchantName'>;
  readonly settings: MerchantSettings;
  /** The time of the daily summary in this chat, in minutes since midnight; undefined for none. */
  readonly summaryAt: number | undefined;
  /** The operator's limits. */
  readonly velocityLimits: readonly VelocityLimit[];
}

export type Rendered = readonly [text: Text, rows: Keyboard];

const A_ROW = 3;

export const chosen = (label: string, isChosen: boolean): string => (isChosen ? `✓ ${label}` : label);

export const back = ({ settings: say }: Locale, shop: Shown['shop'], panel: Panel = 'main') => [
  button(say.back, { kind: 'set', merchant: shop.merchantRef, panel }),
];

/** Lays buttons out in rows of a few. */
export function rowsOf(buttons: readonly InlineKeyboardButton.CallbackButton[]): Keyboard {
  const rows: InlineKeyboardButton.CallbackButton[][] = [];
  for (let from = 0; from < buttons.length; from += A_ROW) rows.push(buttons.slice(from, from + A_ROW));
  return rows;
}
