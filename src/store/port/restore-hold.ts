import type { UpdateEffects } from './update-effects.ts';

/**
 * The hold on a database that was restored from a copy. Pushes that were sent after the copy was made are not in it, so nothing is
 * pushed until an owner says to go on.
 */
export interface RestoreHold {
  /** Returns when the copy was made (epoch ms); undefined if this is no copy or the hold has ended. */
  since(): Promise<number | undefined>;

  /**
   * Ends the hold, with the update's effects in the same transaction: a compare-and-set on the time of the copy that the person was
   * told of.
   *
   * @returns false, with nothing changed, if there is no hold or it is of another copy
   */
  resume(copiedAt: number, effects: UpdateEffects): Promise<boolean>;

  /**
   * Begins a hold, for a database that was put back by means that nothing else notices. Numbers and links are treated as after a restore. A hold that is
   * there already stays as it is.
   *
   * @returns false, with nothing changed, if pushes are held already
   */
  begin(at: number): Promise<boolean>;

  /**
   * Ends the hold at the word of the person at the machine, whichever copy it is of.
   *
   * @returns false, with nothing changed, if there is no hold
   */
  end(at: number): Promise<boolean>;
}
