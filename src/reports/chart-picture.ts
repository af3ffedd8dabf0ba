/** A bar chart of what is left of what was paid, after refunds, ready to be drawn. It survives structured cloning. */
export interface ChartPicture {
  readonly kind: 'chart';
  /** Over the chart: the days, and the sum that is left. It stands without words, so that it needs no language. */
  readonly title: string;
  readonly bars: readonly ChartBar[];
  /** What the two parts of a bar mean, and what was refunded: they are less by it. */
  readonly legend: {
    readonly confirmed: string;
    readonly byHand: string | undefined;
    readonly refunded: string | undefined;
  };
}

export interface ChartBar {
  /** Under the bar. */
  readonly label: string;
  /** Below zero if more went back than was paid. */
  readonly confirmedKes: number;
  readonly byHandKes: number;
}
