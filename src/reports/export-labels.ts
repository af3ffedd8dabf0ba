import type { ChargeState } from '../domain/charge-states.ts';
import type { Language } from '../domain/language.ts';

/** What is written in an export beside what the shop wrote. */
export interface ExportLabels {
  readonly sheets: { readonly charges: string; readonly days: string; readonly cashiers: string };
  /** In the order of `cellsOf`. */
  readonly columns: readonly string[];
  /** In the order of `sumCellsOf`, after the first column. */
  readonly sums: readonly string[];
  readonly day: string;
  readonly cashier: string;
  readonly closing: string;
  readonly state: Readonly<Record<ChargeState, string>>;
  /** The state of an entry that takes a payment back. */
  readonly takenBack: string;
  readonly refund: string;
  /** The state of an entry that takes a refund back. */
  readonly refundTakenBack: string;
  readonly nobody: string;
}

export const EXPORT_LABELS: Readonly<Record<Language, ExportLabels>> = {
  en: {
    sheets: { charges: 'Charges', days: 'Days', cashiers: 'Cashiers' },
    columns: [
      'Time',
      'Number',
      'State',
      'Amount (KES)',
      'Paid (KES)',
      'Refunded (KES)',
      'Receipt',
      'Customer',
      'Name',
      'Note',
      'Cashier',
      'Confirmed by',
    ],
    sums: [
      'M‑Pesa: payments',
      'M‑Pesa (KES)',
      'By hand: payments',
      'By hand (KES)',
      'Undone (KES)',
      'Refunded (KES)',
      'Net (KES)',
    ],
    day: 'Day',
    cashier: 'Cashier',
    closing: 'Closing',
    state: {
      created: 'asked for',
      pushing: 'being sent',
      pending: 'waiting',
      unconfirmed: 'not confirmed yet',
      expired: 'never confirmed',
      paid: 'paid',
      declined: 'not sent',
      unknown: 'not known',
      canceled: 'cancelled',
      marked_paid: 'marked paid',
      marked_unpaid: 'marked not paid',
    },
    takenBack: 'undone',
    refund: 'refunded',
    refundTakenBack: 'refund taken back',
    nobody: '',
  },
  sw: {
    sheets: { charges: 'Maombi', days: 'Siku', cashiers: 'Makeshia' },
    columns: [
      'Wakati',
      'Namba',
      'Hali',
      'Kiasi (KES)',
      'Kilicholipwa (KES)',
      'Kilichorudishwa (KES)',
      'Risiti',
      'Mteja',
      'Jina',
      'Maelezo',
      'Keshia',
      'Aliyethibitisha',
    ],
    sums: [
      'M‑Pesa: malipo',
      'M‑Pesa (KES)',
      'Kwa mkono: malipo',
      'Kwa mkono (KES)',
      'Zilizofutwa (KES)',
      'Zilizorudishwa (KES)',
      'Baki (KES)',
    ],
    day: 'Siku',
    cashier: 'Keshia',
    closing: 'Kufunga',
    state: {
      created: 'limeombwa',
      pushing: 'linatumwa',
      pending: 'linasubiri',
      unconfirmed: 'bado halijathibitishwa',
      expired: 'halikuthibitishwa',
      paid: 'limelipwa',
      declined: 'halikutumwa',
      unknown: 'haijulikani',
      canceled: 'limeghairiwa',
      marked_paid: 'amesema limelipwa',
      marked_unpaid: 'amesema halijalipwa',
    },
    takenBack: 'limefutwa',
    refund: 'pesa zimerudishwa',
    refundTakenBack: 'pesa hazikurudishwa',
    nobody: '',
  },
};
