import { oneLine } from './one-line.ts';
import { MINUTES_A_DAY } from './merchant-settings.ts';
import type { SummaryPeriod } from './summary.ts';

/** `20:00`, `20.00`, `20h`, `8pm`, `8:30 pm`. */
const TIME = /^(\d{1,2})(?:[:.h](\d{2})?)?(?: ?(am|pm))?$/i;

/** Reads a time of day as minutes since midnight; undefined if the text is no time of day. */
export function readTimeOfDay(text: string): number | undefined {
  const [, hours, minutes = '0', half] = TIME.exec(oneLine(text, Number.POSITIVE_INFINITY)) ?? [];
  if (hours === undefined || Number(minutes) > 59) return undefined;
  const hour = Number(hours);
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined;
  const inDay = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  return inDay > 23 ? undefined : inDay * 60 + Number(minutes);
}

/** Writes minutes since midnight as `20:00`. Minutes of the day before or after count on. */
export function timeOfDay(minute: number): string {
  const inDay = ((minute % MINUTES_A_DAY) + MINUTES_A_DAY) % MINUTES_A_DAY;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

/** What the text after `/summary` asks for. */
export type SummaryRequest =
  | { readonly kind: 'show' }
  | { readonly kind: 'off' }
  | { readonly kind: 'set'; readonly period: SummaryPeriod; readonly minute: number }
  | { readonly kind: 'unclear' };

const PERIOD_WORDS: Readonly<Record<string, SummaryPeriod>> = {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  'kila siku': 'day',
  'kila wiki': 'week',
  'kila mwezi': 'month',
};
const OFF: ReadonlySet<string> = new Set(['off', 'zima']);

/** Reads the text after `/summary`: nothing, `off`, `20:00`, `weekly 20:00`. */
export function readSummaryRequest(text: string): SummaryRequest {
  const line = oneLine(text, Number.POSITIVE_INFINITY).toLowerCase();
  if (line === '') return { kind: 'show' };
  if (OFF.has(line)) return { kind: 'off' };
  const word = Object.keys(PERIOD_WORDS).find((known) => line.startsWith(`${known} `));
  const minute = readTimeOfDay(word === undefined ? line : line.slice(word.length));
  if (minute === undefined) return { kind: 'unclear' };
  return { kind: 'set', period: (word === undefined ? undefined : PERIOD_WORDS[word]) ?? 'day', minute };
}
