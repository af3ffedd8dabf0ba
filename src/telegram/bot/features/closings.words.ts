import type { PaymentKind } from '../../../domain/books.ts';
import type { Text } from '../../locales/text.ts';

/** Whose period a closing ends: `person` names the cashier of a shift. */
export type ClosingName =
  | { readonly kind: 'day'; readonly number: number }
  | { readonly kind: 'shift'; readonly number: number; readonly person: string };

/** The words of `/close` and `/closings`. */
export interface ClosingWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'close' | 'closings', string>>;
  readonly closings: {
    readonly buttons: Readonly<Record<'closeDay' | 'closeShift' | 'older' | 'newest' | 'all', string>>;
    readonly name: (of: ClosingName) => string;
    readonly askDay: (number: number) => string;
    readonly askShift: (number: number) => string;
    readonly total: (amount: string, count: number) => Text;
    readonly taken: (kind: PaymentKind, amount: string, count: number) => string;
    /** Payments of earlier closings that were taken back. `amount` has its minus. */
    readonly takenBack: (amount: string, count: number) => string;
    /** `amount` has its minus. */
    readonly refunded: (amount: string, count: number) => string;
    /** Refunds of earlier closings that were taken back. */
    readonly refundsTakenBack: (amount: string, count: number) => string;
    readonly byCashier: string;
    /** What is added to a cashier's line about marks. */
    readonly ofItByHand: (amount: string) => string;
    readonly outsideChats: string;
    readonly open: (amount: string, count: number) => string;
    readonly numbers: (first: number, last: number) => string;
    readonly span: (from: string | undefined, to: string) => string;
    readonly closedBy: (name: string) => string;
    /** Under the question: what is paid later is in the next closing. */
    readonly laterHint: string;
    readonly nothing: (sinceWhen: string | undefined) => string;
    readonly left: string;
    readonly closedAlready: string;
    readonly noLonger: string;
    readonly title: string;
    readonly none: string;
  };
}
