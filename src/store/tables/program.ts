import { sql } from 'drizzle-orm';
import { check, integer, sqliteTable } from 'drizzle-orm/sqlite-core';

/** The one row about the program itself: which bot it runs as, and the last moment that is known. */
export const program = sqliteTable(
  'program',
  {
    id: integer().primaryKey(),
    /** The bot that the message ids belong to; null before the first start. */
    botId: integer('bot_id'),
    /** The first bot of this database. Idempotency keys of its messages carry no bot id; those of later bots do. */
    firstBotId: integer('first_bot_id'),
    /**
     * Steady time (see runtime/clock.ts) and the machine's clock at the same moment, at most a minute old while the program
     * runs.
     */
    steadyAt: integer('steady_at').notNull(),
    wallAt: integer('wall_at').notNull(),
    /** Whether `wallAt` is known to be right. */
    clockAgreed: integer('clock_agreed', { mode: 'boolean' }).notNull(),
  },
  () => [check('program_is_one', sql`id = 1`)],
);
