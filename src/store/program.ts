import { and, desc, gt, isNotNull, lte, sql } from 'drizzle-orm';
import type { KnownMoment } from '../domain/moment.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { NO_LOCKS } from './locks.ts';
import { greaterOf } from './extremes.ts';
import type { ProgramState } from './port/program.ts';
import { preparedInsert } from './prepared-writes.ts';
import { chargeMessages, charges, inbox, outbox, program } from './schema.ts';

export function programStore(engine: Engine): ProgramState {
  return {
    async lastMoment(): Promise<KnownMoment | undefined> {
      return await engine.read(async (db) => {
        const row = await first(db.select().from(program));
        const newest = await newestCharge(db);
        if (row === undefined)
          return newest === 0 ? undefined : { steadyAt: newest, wallAt: newest, agreed: true };
        const steadyAt = Math.max(row.steadyAt, newest);
        return { steadyAt, wallAt: row.wallAt + steadyAt - row.steadyAt, agreed: row.clockAgreed };
      });
    },

    async dueAtStart(steadyAt: number): Promise<void> {
      await engine.write(async (tx) => {
        await tx.update(outbox).set({ dueAt: 0 }).where(gt(outbox.dueAt, steadyAt));
        await tx.update(inbox).set({ dueAt: 0 }).where(gt(inbox.dueAt, steadyAt));
        await tx.update(chargeMessages).set({ cardDueAt: 0 }).where(gt(chargeMessages.cardDueAt, steadyAt));
      });
    },

    async catchUp(gapMs: number, until: number, moment: KnownMoment): Promise<void> {
      await engine.write(async (tx) => {
        await tx
          .update(charges)
          .set({
            pushedSteadyAt: sql`${charges.pushedSteadyAt} - ${gapMs}`,
            confirmBy: sql`${charges.confirmBy} - ${gapMs}`,
            watchUntil: sql`${charges.watchUntil} - ${gapMs}`,
            watchDueAt: greaterOf(0, sql`${charges.watchDueAt} - ${gapMs}`),
          })
          .where(and(isNotNull(charges.watchDueAt), lte(charges.pushedSteadyAt, until)));
        await keep(tx, moment);
      });
    },

    async keepMoment(moment: KnownMoment): Promise<void> {
      await engine.write(async (tx) => keep(tx, moment), NO_LOCKS);
    },
  };
}

async function keep(tx: Tx, { steadyAt, wallAt, agreed }: KnownMoment): Promise<void> {
  await keepRow(tx, { id: 1, steadyAt, wallAt, clockAgreed: agreed });
}

const keepRow = preparedInsert(program, (insert) =>
  insert.onConflictDoUpdate({
    target: program.id,
    set: {
      steadyAt: sql`excluded.steady_at`,
      wallAt: sql`excluded.wall_at`,
      clockAgreed: sql`excluded.clock_agreed`,
    },
  }),
);

/** More charges than may be in flight at once, so that the last one that was pushed is among them. */
const NEWEST = 500;

/** Returns the latest moment of a charge, in steady time; 0 if there is none. */
async function newestCharge(db: Tx): Promise<number> {
  const newest = await db
    .select({ created: charges.createdSteadyAt, pushed: charges.pushedSteadyAt })
    .from(charges)
    .orderBy(desc(charges.id))
    .limit(NEWEST);
  return newest.reduce((latest, { created, pushed }) => Math.max(latest, created, pushed ?? 0), 0);
}
