/** Count and sum of payments or refunds. */
export interface Takings {
  readonly count: number;
  readonly amountKes: number;
}

export const NO_TAKINGS: Takings = { count: 0, amountKes: 0 };

export const addTakings = (one: Takings, other: Takings): Takings => ({
  count: one.count + other.count,
  amountKes: one.amountKes + other.amountKes,
});
