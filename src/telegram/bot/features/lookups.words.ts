import type { ChargeState } from '../../../domain/charge-states.ts';

/** The words of `/pending` and `/status`, and of a charge's page. */
export interface LookupWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'pending' | 'status', string>>;
  /** The title over charges with a mismatch. */
  readonly mismatchTitle: (count: number) => string;
  readonly mismatchHint: string;
  readonly nothingPending: string;
  readonly pendingTitle: (count: number) => string;
  readonly statusUsage: string;
  readonly statusNotFound: (text: string) => string;
  readonly history: string;
  /** A line of a charge's history. */
  readonly event: Readonly<Record<ChargeState, string>>;
  readonly eventMismatch: string;
  readonly eventAside: string;
  readonly byPerson: (name: string) => string;
}
