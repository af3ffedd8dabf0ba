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

/** Cells of a table, row by row. The first row has the headings. */
export type Table = readonly (readonly string[])[];

/** What a part of the bench found. */
export interface Findings {
  readonly table: Table;
  /** What else a reader must know, a sentence each. */
  readonly notes?: readonly string[];
  /** A picture of it, as SVG. */
  readonly plot?: { readonly file: string; readonly title: string; readonly svg: string };
}

/** Writes a figure with three digits, or as many as are before the point. */
export const number = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
};

const shown = (values: readonly number[] | undefined, unit: string): string => {
  if (values === undefined || values.length === 0) return '';
  return `${number(median(values))} ${unit}`.trimEnd();
};

const HEADINGS = ['what', 'floor', 'bot', 'bot ÷ floor', 'goal'];

/** Returns the table of floor and bot: medians, and the ratio of the medians. */
export const comparison = (rows: readonly Row[]): Table => [HEADINGS, ...rows.map(cellsOf)];

function cellsOf({ what, unit, floor, bot, goal = '' }: Row): readonly string[] {
  const ratio = floor === undefined ? '' : number(median(bot) / median(floor));
  return [what, shown(floor, unit), shown(bot, unit), ratio, goal];
}
