import type { KnownMoment } from '../../domain/moment.ts';

/** What is stored about the program itself. Every method is one transaction. */
export interface ProgramState {
  /**
   * Returns the last moment that is known: the one that was kept, or a later one of a charge. In a database that is older than
   * steady time, it is the newest charge's, whose time is taken as right. Undefined in a new database.
   */
  lastMoment(): Promise<KnownMoment | undefined>;

  /**
   * Makes due at once every message, update and card that is due after `steadyAt`. For the start of the program: steady time may
   * have lost a minute, and a former version may have set a time that is hours ahead.
   */
  dueAtStart(steadyAt: number): Promise<void>;

  /**
   * Moves the watches of charges that were pushed until `until` (steady time) nearer to their ends by `gapMs`, which passed while
   * no program ran. The moment is kept in the same transaction, so that the gap counts once, whenever the program dies.
   */
  catchUp(gapMs: number, until: number, moment: KnownMoment): Promise<void>;

  /** Keeps a moment, from which the next run continues. It replaces the one that was kept before. */
  keepMoment(moment: KnownMoment): Promise<void>;
}
