import { and, desc, gt, isNotNull, lte, sql } from 'drizzle-orm';
import type { KnownMoment } from '../domain/moment.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { chargeMessages, charges, inbox, outbox, program } from './schema.ts';

/** What is remembered about the program itself. */
export type ProgramState = ReturnType<typeof programStore>;

export function programStore(engine: Engine) {
  return {
    /**
     * The last moment that is known of: the one that was kept, or a later one of a charge's. In a database of before steady time
     * was it is its newest charge's, whose time is taken to have been right. Undefined in a new one.
     */
    async lastMoment(): Promise<KnownMoment | undefined> {
      return engine.read(async (db) => {
        const row = await first(db.select().from(program));
        const newest = await newestCharge(db);
        if (row === undefined)
          return newest === 0 ? undefined : { steadyAt: newest, wallAt: newest, agreed: true };
        const steadyAt = Math.max(row.steadyAt, newest);
        return { steadyAt, wallAt: row.wallAt + steadyAt - row.steadyAt, agreed: row.clockAgreed };
      });
    },

    /**
     * Makes due at once what waits to be said or handled again: a start is as good a moment as any, and steady time may have
     * lost a minute. What was told to wait hours ahead by an older version's clock waits no longer than its kind may.
     */
    async dueAtStart(steadyAt: number): Promise<void> {
      await engine.write(async (tx) => {
        await tx.update(outbox).set({ dueAt: 0 }).where(gt(outbox.dueAt, steadyAt));
        await tx.update(inbox).set({ dueAt: 0 }).where(gt(inbox.dueAt, steadyAt));
        await tx.update(chargeMessages).set({ cardDueAt: 0 }).where(gt(chargeMessages.cardDueAt, steadyAt));
      });
    },

    /**
     * So much time passed while no program ran: the watches of what was pushed until then (in steady time) are nearer to their
     * ends by as much. Kept with the moment at which that was known: it counts once, whenever the program dies.
     */
    async catchUp(gapMs: number, until: number, moment: KnownMoment): Promise<void> {
      await engine.write(async (tx) => {
        await tx
          .update(charges)
          .set({
            pushedSteadyAt: sql`${charges.pushedSteadyAt} - ${gapMs}`,
            confirmBy: sql`${charges.confirmBy} - ${gapMs}`,
            watchUntil: sql`${charges.watchUntil} - ${gapMs}`,
            watchDueAt: sql`max(0, ${charges.watchDueAt} - ${gapMs})`,
          })
          .where(and(isNotNull(charges.watchDueAt), lte(charges.pushedSteadyAt, until)));
        await keep(tx, moment);
      });
    },

    /** Keeps a moment, from which the next run goes on. */
    async keepMoment(moment: KnownMoment): Promise<void> {
      await engine.write(async (tx) => keep(tx, moment));
    },
  };
}

async function keep(tx: Tx, { steadyAt, wallAt, agreed }: KnownMoment): Promise<void> {
  const values = { steadyAt, wallAt, clockAgreed: agreed };
  await tx
    .insert(program)
    .values({ id: 1, ...values })
    .onConflictDoUpdate({ target: program.id, set: values });
}

/** As many charges as may be under way at once: the newest that was pushed is among them. */
const NEWEST = 500;

/** The newest moment of a charge, in steady time; 0 where there is none. */
async function newestCharge(db: Tx): Promise<number> {
  const newest = await db
    .select({ created: charges.createdSteadyAt, pushed: charges.pushedSteadyAt })
    .from(charges)
    .orderBy(desc(charges.id))
    .limit(NEWEST);
  return newest.reduce((latest, { created, pushed }) => Math.max(latest, created, pushed ?? 0), 0);
}
