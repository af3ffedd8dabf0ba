import { bold } from 'telegraf/format';
import type { InlineKeyboardButton } from 'telegraf/types';
import { formatKes } from '../../../domain/amount.ts';
import {
  MEMBER_LIMIT_WITHIN_MS,
  MINUTES_A_DAY,
  PHONE_LIMIT_WITHIN_MS,
  type MerchantSettings,
  type QuietHours,
} from '../../../domain/merchant-settings.ts';
import { timeOfDay } from '../../../domain/time-of-day.ts';
import type { VelocityLimit } from '../../../domain/velocity-limit.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Locale, Text } from '../../locales/locale.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import type { BotServices } from '../bot-services.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { Turn } from '../turn.ts';

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

const SUMMARY_HOURS = [18, 19, 20, 21, 22];
const QUIET_OFFERED: readonly QuietHours[] = [
  { from: 20 * 60, to: 7 * 60 },
  { from: 21 * 60, to: 6 * 60 },
  { from: 22 * 60, to: 6 * 60 },
];
/** How far one press moves the beginning or the end of quiet hours. */
const QUIET_STEP = 30;
const OFFERED: Readonly<Record<ActionOf<'setLimit'>['of'], readonly number[]>> = {
  phone: [1, 2, 3, 5, 10],
  member: [5, 10, 20, 30, 60, 100],
  amount: [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000],
};
const A_ROW = 3;

/** Returns what renders the panels of a shop. What it needs besides the settings is read before. */
export async function panelsOf(
  services: BotServices,
  turn: Turn,
  shop: Pick<Membership, 'merchantId' | 'merchantName' | 'merchantRef'>,
): Promise<(panel: Panel, settings: MerchantSettings) => Rendered> {
  const place = { merchantId: shop.merchantId, chatId: turn.chatId, threadId: null };
  const all = await services.store.summaries.of(place);
  const summaryAt = all.find(({ period }) => period === 'day')?.minute;
  const { velocityLimits } = services;
  return (panel, stored) =>
    panelOf(panel, { words: turn.words, shop, settings: stored, summaryAt, velocityLimits });
}

/** Renders a panel of `/settings` with what is stored. */
export function panelOf(panel: Panel, shown: Shown): Rendered {
  switch (panel) {
    case 'main':
      return mainPanel(shown);
    case 'language':
      return languagePanel(shown);
    case 'summary':
      return summaryPanel(shown);
    case 'quiet':
      return quietPanel(shown);
    case 'limits':
      return limitsPanel(shown);
    case 'phone':
    case 'member':
    case 'amount':
      return limitPanel(panel, shown);
    case 'receipt':
      return receiptPanel(shown);
  }
}

/** The operator's limit that a shop's own one must be below; undefined if there is none. */
export const operatorsLimit = (
  velocityLimits: readonly VelocityLimit[],
  what: 'phone' | 'member',
): number | undefined =>
  velocityLimits.find(
    ({ of, withinMs }) =>
      of === what && withinMs === (what === 'phone' ? PHONE_LIMIT_WITHIN_MS : MEMBER_LIMIT_WITHIN_MS),
  )?.count;

function mainPanel({ words, shop, settings, summaryAt }: Shown): Rendered {
  const { settings: say } = words;
  const merchant = shop.merchantRef;
  const opens = (label: string, panel: ActionOf<'set'>['panel']) =>
    button(label, { kind: 'set', merchant, panel });
  const toggle = (kind: 'setMarks' | 'setAsks', label: string, isOn: boolean) =>
    button(`${label}: ${isOn ? say.yes : say.no}`, { kind, merchant, on: isOn ? 'no' : 'yes' });
  const time = summaryAt === undefined ? say.off : timeOfDay(summaryAt);
  return [
    lines(bold(words.settingsTitle(shop.merchantName)), words.settingsHint),
    [
      [opens(`${say.language}: ${languageName(words, settings.language ?? 'own')}`, 'language')],
      [opens(`${say.summary}: ${time}`, 'summary')],
      [opens(`${say.quiet}: ${quietText(settings.quietHours, words)}`, 'quiet')],
      [toggle('setMarks', say.marks, settings.cashiersMarkPaid)],
      [toggle('setAsks', say.asks, settings.asksFirst)],
      [opens(say.limits, 'limits'), opens(say.receipt, 'receipt')],
      [opens(say.chats, 'chats')],
    ],
  ];
}

const quietText = (hours: QuietHours | null, { settings: say }: Locale): string =>
  hours === null ? say.off : `${timeOfDay(hours.from)}–${timeOfDay(hours.to)}`;

const languageName = (
  { buttons, settings: say }: Locale,
  language: ActionOf<'setLanguage'>['language'],
): string => ({ en: buttons.english, sw: buttons.swahili, own: say.ownLanguage })[language];

function languagePanel({ words, shop, settings }: Shown): Rendered {
  const { settings: say } = words;
  const rows = (['en', 'sw', 'own'] as const).map((language) => [
    button(chosen(languageName(words, language), (settings.language ?? 'own') === language), {
      kind: 'setLanguage',
      merchant: shop.merchantRef,
      language,
    }),
  ]);
  return [lines(bold(say.language), say.languageHelp), [...rows, back(words, shop)]];
}

function summaryPanel({ words, shop, summaryAt }: Shown): Rendered {
  const { settings: say } = words;
  const merchant = shop.merchantRef;
  const at = (minute: number) =>
    button(chosen(timeOfDay(minute), summaryAt === minute), {
      kind: 'setSummary',
      merchant,
      at: minute + 1,
    });
  const off = button(chosen(say.off, summaryAt === undefined), { kind: 'setSummary', merchant, at: 0 });
  return [
    lines(bold(say.summary), say.summaryHelp),
    [...rowsOf([...SUMMARY_HOURS.map((hour) => at(hour * 60)), off]), back(words, shop)],
  ];
}

function quietPanel({ words, shop, settings: { quietHours } }: Shown): Rendered {
  const { settings: say } = words;
  const merchant = shop.merchantRef;
  const to = (label: string, hours: QuietHours) =>
    button(label, { kind: 'setQuiet', merchant, from: inDay(hours.from), to: inDay(hours.to) });
  const text = lines(bold(`${say.quiet}: ${quietText(quietHours, words)}`), say.quietHelp);
  if (quietHours === null)
    return [text, [...QUIET_OFFERED.map((hours) => [to(quietText(hours, words), hours)]), back(words, shop)]];
  const { from, to: end } = quietHours;
  return [
    text,
    [
      [
        to(say.quietFrom(timeOfDay(from - QUIET_STEP)), { from: from - QUIET_STEP, to: end }),
        to(say.quietFrom(timeOfDay(from + QUIET_STEP)), { from: from + QUIET_STEP, to: end }),
      ],
      [
        to(say.quietTo(timeOfDay(end - QUIET_STEP)), { from, to: end - QUIET_STEP }),
        to(say.quietTo(timeOfDay(end + QUIET_STEP)), { from, to: end + QUIET_STEP }),
      ],
      [to(say.off, { from: 0, to: 0 })],
      back(words, shop),
    ],
  ];
}

function limitsPanel({ words, shop, settings }: Shown): Rendered {
  const { settings: say } = words;
  const opens = (label: string, value: string, panel: Panel) => [
    button(`${label}: ${value}`, { kind: 'set', merchant: shop.merchantRef, panel }),
  ];
  const count = (limit: number | null): string => (limit === null ? say.none : `${limit}`);
  const { maxAmountKes, phoneLimit, memberLimit } = settings;
  return [
    lines(bold(say.limits), say.limitsHelp),
    [
      opens(say.perPhone, count(phoneLimit), 'phone'),
      opens(say.perMember, count(memberLimit), 'member'),
      opens(say.perCharge, maxAmountKes === null ? say.none : formatKes(maxAmountKes), 'amount'),
      back(words, shop),
    ],
  ];
}

function limitPanel(
  of: ActionOf<'setLimit'>['of'],
  { words, shop, settings, velocityLimits }: Shown,
): Rendered {
  const { settings: say } = words;
  const merchant = shop.merchantRef;
  const most = of === 'amount' ? undefined : operatorsLimit(velocityLimits, of);
  const now = { phone: settings.phoneLimit, member: settings.memberLimit, amount: settings.maxAmountKes }[of];
  const offered = [...new Set([...OFFERED[of], ...(now === null ? [] : [now])])]
    .filter((value) => most === undefined || value < most)
    .toSorted((a, b) => a - b);
  const buttons = offered.map((value) =>
    button(chosen(of === 'amount' ? formatKes(value) : `${value}`, value === now), {
      kind: 'setLimit',
      merchant,
      of,
      most: value,
    }),
  );
  const none = button(chosen(say.none, now === null), { kind: 'setLimit', merchant, of, most: 0 });
  const another = button(say.anotherAmount, { kind: 'set', merchant, panel: 'askAmount' });
  const title = { phone: say.perPhone, member: say.perMember, amount: say.perCharge }[of];
  const help = of === 'amount' ? say.amountHelp : of === 'phone' ? say.phoneHelp(most) : say.memberHelp(most);
  return [
    lines(bold(title), help),
    [...rowsOf(buttons), ...(of === 'amount' ? [[another]] : []), [none], back(words, shop, 'limits')],
  ];
}

function receiptPanel({ words, shop, settings: { receiptLine, receiptLogo } }: Shown): Rendered {
  const { settings: say } = words;
  const merchant = shop.merchantRef;
  const ask = (label: string, panel: 'askName' | 'askLine' | 'askLogo') =>
    button(label, { kind: 'set', merchant, panel });
  const remove = (label: string, what: 'line' | 'logo') => button(label, { kind: 'unset', merchant, what });
  return [
    lines(
      bold(say.receipt),
      say.receiptHelp,
      `${say.name}: ${shop.merchantName === '' ? words.unnamedShop : shop.merchantName}`,
      receiptLine === null ? undefined : `${say.line}: ${receiptLine}`,
      receiptLogo === null ? undefined : `${say.logo}: ${say.isSet}`,
    ),
    [
      [ask(say.name, 'askName')],
      [ask(say.line, 'askLine'), ...(receiptLine === null ? [] : [remove(say.removeLine, 'line')])],
      [ask(say.logo, 'askLogo'), ...(receiptLogo === null ? [] : [remove(say.removeLogo, 'logo')])],
      back(words, shop),
    ],
  ];
}

const chosen = (label: string, isChosen: boolean): string => (isChosen ? `✓ ${label}` : label);

const inDay = (minute: number): number => (minute + MINUTES_A_DAY) % MINUTES_A_DAY;

const back = ({ settings: say }: Locale, shop: Shown['shop'], panel: Panel = 'main') => [
  button(say.back, { kind: 'set', merchant: shop.merchantRef, panel }),
];

/** Lays buttons out in rows of a few. */
function rowsOf(buttons: readonly InlineKeyboardButton.CallbackButton[]): Keyboard {
  const rows: InlineKeyboardButton.CallbackButton[][] = [];
  for (let from = 0; from < buttons.length; from += A_ROW) rows.push(buttons.slice(from, from + A_ROW));
  return rows;
}
