import { median } from './percentile.ts';

/** A line of the bench's table: one figure, with a value for each round. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly floor?: readonly number[] | undefined;
  readonly bot: readonly number[];
  /** What it is meant to be, in words. It fails nothing. */
  readonly goal?: string | undefined;
}

/** What a part of the bench found. */
export interface Findings {
  readonly rows: readonly Row[];
  /** What else a reader must know, a sentence each. */
  readonly notes?: readonly string[];
  /** A picture of it, as SVG. */
  readonly plot?: { readonly file: string; readonly title: string; readonly svg: string };
}

const number = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
};

const shown = (values: readonly number[] | undefined, unit: string): string => {
  if (values === undefined || values.length === 0) return '';
  return `${number(median(values))} ${unit}`.trimEnd();
};

/** The columns of the table. */
export const HEADINGS = ['what', 'floor', 'bot', 'bot ÷ floor', 'goal'] as const;

/** Returns the cells of a row: medians, and the ratio of the medians. */
export function cellsOf({ what, unit, floor, bot, goal = '' }: Row): readonly string[] {
  const ratio = floor === undefined ? '' : number(median(bot) / median(floor));
  return [what, shown(floor, unit), shown(bot, unit), ratio, goal];
}
