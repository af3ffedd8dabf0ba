import type { QueueName } from '../../../store/port/backlog.ts';
import type { OperatorTrouble } from '../operator-state.ts';
import type { Text } from '../../locales/text.ts';

/** What `/operator` shows, ready to be read: spans and times are words. */
export interface OperatorFacts {
  readonly version: string;
  readonly running: string;
  readonly shops: number;
  readonly suspended: number;
  readonly open: number;
  readonly unknown: number;
  /** What waits, as lines. */
  readonly updates: string;
  readonly messages: string;
  readonly watched: string;
  /** Null: no backups are scheduled. Undefined: none was made yet. */
  readonly backup: string | null | undefined;
  /** In percent; null if it is not known. */
  readonly diskFree: number | null;
  readonly clockAgrees: boolean;
  /** The term in which this program leads, and how long ago it renewed its lease; undefined if it is alone on its database. */
  readonly lead: { readonly term: number; readonly renewed: string } | undefined;
}

/** What the feature says. */
export interface OperatorWords {
  readonly operatorState: (facts: OperatorFacts) => Text;
  readonly operatorQueues: Readonly<Record<QueueName, string>>;
  readonly operatorWaiting: (what: string, count: number, isMore: boolean) => string;
  /** Adds how long the oldest has waited. */
  readonly operatorOldest: (what: string, oldest: string) => string;
  readonly operatorTroubles: Readonly<Record<OperatorTrouble, string>>;
}
