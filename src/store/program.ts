import { and, gt, isNotNull, lt, max, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { writing } from './reaction.ts';
import { charges, inbox, outbox, program } from './schema.ts';

/** One moment, by steady time and by the machine's clock. */
export interface Moment {
  readonly steadyAt: number;
  readonly wallAt: number;
}

/** What the program knows of time from earlier runs. */
export interface KnownMoment extends Moment {
  /** Whether `wallAt` is known to be right: the machine's clock was heard to agree with Telegram's. */
  readonly agreed: boolean;
}

/** What is remembered about the program itself. */
export type ProgramState = ReturnType<typeof programStore>;

export function programStore(db: Db) {
  return {
    /**
     * The last moment that was kept. In a database of before steady time was: its newest charge, whose time is taken to have been
     * right. Undefined in a new one.
     */
    async lastMoment(): Promise<KnownMoment | undefined> {
      const row = db.select().from(program).get();
      if (row !== undefined) return { steadyAt: row.steadyAt, wallAt: row.wallAt, agreed: row.clockAgreed };
      const newest = db
        .select({ created: max(charges.createdSteadyAt), pushed: max(charges.pushedSteadyAt) })
        .from(charges)
        .get();
      const steadyAt = Math.max(newest?.created ?? 0, newest?.pushed ?? 0);
      return steadyAt === 0 ? undefined : { steadyAt, wallAt: steadyAt, agreed: true };
    },

    /**
     * Makes due at once what waits to be said or handled again: a start is as good a moment as any, and steady time may have
     * lost a minute. What was told to wait hours ahead by an older version's clock waits no longer than its kind may.
     */
    async dueAtStart(steadyAt: number): Promise<void> {
      writing(db, (tx) => {
        tx.update(outbox).set({ dueAt: 0 }).where(gt(outbox.dueAt, steadyAt)).run();
        tx.update(inbox).set({ dueAt: 0 }).where(gt(inbox.dueAt, steadyAt)).run();
        tx.update(charges).set({ cardDueAt: 0 }).where(gt(charges.cardDueAt, steadyAt)).run();
      });
    },

    /**
     * So much time passed while no program ran: the watches of before it are nearer to their ends by as much. What was pushed
     * since (in steady time) waits as long as anything.
     */
    async catchUp(gapMs: number, since: number): Promise<void> {
      writing(db, (tx) =>
        tx
          .update(charges)
          .set({
            pushedSteadyAt: sql`${charges.pushedSteadyAt} - ${gapMs}`,
            confirmBy: sql`${charges.confirmBy} - ${gapMs}`,
            watchUntil: sql`${charges.watchUntil} - ${gapMs}`,
            watchDueAt: sql`max(0, ${charges.watchDueAt} - ${gapMs})`,
          })
          .where(and(isNotNull(charges.watchDueAt), lt(charges.pushedSteadyAt, since)))
          .run(),
      );
    },

    /** Keeps a moment, from which the next run goes on. */
    async keepMoment({ steadyAt, wallAt, agreed }: KnownMoment): Promise<void> {
      const values = { steadyAt, wallAt, clockAgreed: agreed };
      writing(db, (tx) =>
        tx
          .insert(program)
          .values({ id: 1, ...values })
          .onConflictDoUpdate({ target: program.id, set: values })
          .run(),
      );
    },
  };
}
