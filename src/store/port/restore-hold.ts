import type { UpdateEffects } from './update-effects.ts';

/**
 * Whether this database was put back from a copy (see copies.ts). What was sent to phones after the copy was made is not in
 * it, so nothing more is sent until a person says so.
 */
export interface RestoreHold {
  /** When the copy was made; undefined if this is no copy, or a person has said to go on. */
  since(): Promise<number | undefined>;

  /**
   * A person has said to go on. False if there is nothing to go on from: no copy, or another than the one that the person
   * was told of.
   */
  resume(copiedAt: number, effects: UpdateEffects): Promise<boolean>;
}
