/** A charge, or an entry of the books, as an export has it. */
export interface ExportRow {
  /** When it was paid, marked or taken back; for what is not paid, when it was asked for. Epoch milliseconds. */
  readonly at: number;
  readonly number: number;
  readonly state: string;
  readonly amountKes: number;
  /** What of it counts as paid: 0 for what is not paid, below zero for what is taken back. */
  readonly paidKes: number;
  readonly refundedKes: number;
  readonly receipt: string;
  /** The customer's number: whole, masked or `•••` where it was erased. */
  readonly customer: string;
  readonly name: string;
  readonly note: string;
  readonly cashier: string;
  /** `M‑Pesa`, or who marked it as paid. Empty for what is not paid, and for a refund. */
  readonly confirmedBy: string;
}

/** Sums of a day or of a cashier. */
export interface SumRow {
  /** The day as the moment at which it begins, or a name. */
  readonly of: number | string;
  readonly confirmedCount: number;
  readonly confirmedKes: number;
  readonly byHandCount: number;
  readonly byHandKes: number;
  /** What was taken back of earlier closings. A span of days has none: a mark that was undone is not in it. */
  readonly takenBackKes: number;
  /** What went back to customers. Below zero if more of earlier closings was taken back. */
  readonly refundedKes: number;
}

/** A cell: a number, a text, or a moment in epoch milliseconds. */
export type Cell =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'moment'; readonly value: number }
  | { readonly kind: 'day'; readonly value: number };

export const numberCell = (value: number): Cell => ({ kind: 'number', value });
export const textCell = (value: string): Cell => ({ kind: 'text', value });

/** The cells of a row, in the order of the columns. */
export const cellsOf = (row: ExportRow): readonly Cell[] => [
  { kind: 'moment', value: row.at },
  numberCell(row.number),
  textCell(row.state),
  numberCell(row.amountKes),
  numberCell(row.paidKes),
  numberCell(row.refundedKes),
  textCell(row.receipt),
  textCell(row.customer),
  textCell(row.name),
  textCell(row.note),
  textCell(row.cashier),
  textCell(row.confirmedBy),
];

/** The cells of a row of sums, in the order of the columns. */
export const sumCellsOf = (row: SumRow): readonly Cell[] => [
  typeof row.of === 'string' ? textCell(row.of) : { kind: 'day', value: row.of },
  numberCell(row.confirmedCount),
  numberCell(row.confirmedKes),
  numberCell(row.byHandCount),
  numberCell(row.byHandKes),
  numberCell(row.takenBackKes),
  numberCell(row.refundedKes),
  numberCell(row.confirmedKes + row.byHandKes + row.takenBackKes - row.refundedKes),
];
