import type { BacklogFigures } from '../../store/port/backlog.ts';

/** What goes wrong, and the operators were told of. */
export type OperatorTrouble = 'gateway' | 'telegram-limits' | 'disk' | 'backup';

/** How the bot is, for its operators. */
export interface OperatorState {
  readonly version: string;
  /** How long the program has run, in milliseconds. */
  readonly runningMs: number;
  readonly shops: number;
  readonly suspended: number;
  readonly backlog: BacklogFigures;
  /** Undefined if no backups are scheduled. `lastAt`: when the last good one was made (epoch ms); undefined if there is none. */
  readonly backups: { readonly lastAt: number | undefined } | undefined;
  /** Which part of the database's disk is free; undefined if it is not known. */
  readonly diskFree: number | undefined;
  readonly clockAgrees: boolean;
  /** Undefined if this program is alone on its database. */
  readonly lead: { readonly term: number; readonly ageMs: number } | undefined;
  readonly troubles: readonly OperatorTrouble[];
}
