import { and, desc, gt, isNotNull, lte, sql } from 'drizzle-orm';
import type { KnownMoment } from '../domain/moment.ts';
import type { Db } from './engines/sqlite/database.ts';
import { writing } from './update-effects.ts';
import { charges, inbox, outbox, program } from './schema.ts';

/** What is remembered about the program itself. */
export type ProgramState = ReturnType<typeof programStore>;

export function programStore(db: Db) {
  return {
    /**
     * The last moment that is known of: the one that was kept, or a later one of a charge's. In a database of before steady time
     * was it is its newest charge's, whose time is taken to have been right. Undefined in a new one.
     */
    async lastMoment(): Promise<KnownMoment | undefined> {
      const row = db.select().from(program).get();
      const newest = newestCharge(db);
      if (row === undefined)
        return newest === 0 ? undefined : { steadyAt: newest, wallAt: newest, agreed: true };
      const steadyAt = Math.max(row.steadyAt, newest);
      return { steadyAt, wallAt: row.wallAt + steadyAt - row.steadyAt, agreed: row.clockAgreed };
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
     * So much time passed while no program ran: the watches of what was pushed until then (in steady time) are nearer to their
     * ends by as much. Kept with the moment at which that was known: it counts once, whenever the program dies.
     */
    async catchUp(gapMs: number, until: number, moment: KnownMoment): Promise<void> {
      writing(db, (tx) => {
        tx.update(charges)
          .set({
            pushedSteadyAt: sql`${charges.pushedSteadyAt} - ${gapMs}`,
            confirmBy: sql`${charges.confirmBy} - ${gapMs}`,
            watchUntil: sql`${charges.watchUntil} - ${gapMs}`,
            watchDueAt: sql`max(0, ${charges.watchDueAt} - ${gapMs})`,
          })
          .where(and(isNotNull(charges.watchDueAt), lte(charges.pushedSteadyAt, until)))
          .run();
        keep(tx, moment);
      });
    },

    /** Keeps a moment, from which the next run goes on. */
    async keepMoment(moment: KnownMoment): Promise<void> {
      writing(db, (tx) => keep(tx, moment));
    },
  };
}

function keep(tx: Db, { steadyAt, wallAt, agreed }: KnownMoment): void {
  const values = { steadyAt, wallAt, clockAgreed: agreed };
  tx.insert(program)
    .values({ id: 1, ...values })
    .onConflictDoUpdate({ target: program.id, set: values })
    .run();
}

/** As many charges as may be under way at once: the newest that was pushed is among them. */
const NEWEST = 500;

/** The newest moment of a charge, in steady time; 0 where there is none. */
function newestCharge(db: Db): number {
  const newest = db
    .select({ created: charges.createdSteadyAt, pushed: charges.pushedSteadyAt })
    .from(charges)
    .orderBy(desc(charges.id))
    .limit(NEWEST)
    .all();
  return newest.reduce((latest, { created, pushed }) => Math.max(latest, created, pushed ?? 0), 0);
}
