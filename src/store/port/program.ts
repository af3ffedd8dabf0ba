import type { KnownMoment } from '../../domain/moment.ts';

/** What is remembered about the program itself. */
export interface ProgramState {
  /**
   * The last moment that is known of: the one that was kept, or a later one of a charge's. In a database of before steady time
   * was it is its newest charge's, whose time is taken to have been right. Undefined in a new one.
   */
  lastMoment(): Promise<KnownMoment | undefined>;

  /**
   * Makes due at once what waits to be said or handled again: a start is as good a moment as any, and steady time may have
   * lost a minute. What was told to wait hours ahead by an older version's clock waits no longer than its kind may.
   */
  dueAtStart(steadyAt: number): Promise<void>;

  /**
   * So much time passed while no program ran: the watches of what was pushed until then (in steady time) are nearer to their
   * ends by as much. Kept with the moment at which that was known: it counts once, whenever the program dies.
   */
  catchUp(gapMs: number, until: number, moment: KnownMoment): Promise<void>;

  /** Keeps a moment, from which the next run goes on. */
  keepMoment(moment: KnownMoment): Promise<void>;
}
