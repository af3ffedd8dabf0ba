import { bold } from 'telegraf/format';
import { MINUTES_A_DAY, type MerchantSettings, type QuietHours } from '../../../domain/merchant-settings.ts';
import { timeOfDay } from '../../../domain/time-of-day.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Locale } from '../../locales/locale.ts';
import { lines } from '../../outbound/payload.ts';
import type { BotServices } from '../bot-services.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { Turn } from '../turn.ts';
import { limitPanel, limitsPanel } from './settings-limits.ts';
import { back, chosen, rowsOf, type Panel, type Rendered, type Shown } from './settings-panel-parts.ts';

const SUMMARY_HOURS = [18, 19, 20, 21, 22];
const QUIET_OFFERED: readonly QuietHours[] = [
  { from: 20 * 60, to: 7 * 60 },
  { from: 21 * 60, to: 6 * 60 },
  { from: 22 * 60, to: 6 * 60 },
];
/** How far one press moves the beginning or the end of quiet hours. */
const QUIET_STEP = 30;
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

const inDay = (minute: number): number => (minute + MINUTES_A_DAY) % MINUTES_A_DAY;
