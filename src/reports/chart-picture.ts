/** A bar chart of what was paid, ready to be drawn. It survives structured cloning. */
export interface ChartPicture {
  readonly kind: 'chart';
  /** Over the chart: the days, and the sum. It stands without words, so that it needs no language. */
  readonly title: string;
  readonly bars: readonly ChartBar[];
  /** What the two parts of a bar mean. */
  readonly legend: { readonly confirmed: string; readonly byHand: string | undefined };
}

export interface ChartBar {
  /** Under the bar. */
  readonly label: string;
  readonly confirmedKes: number;
  readonly byHandKes: number;
}
