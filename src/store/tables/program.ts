import { sql } from 'drizzle-orm';
import { check, integer, sqliteTable } from 'drizzle-orm/sqlite-core';

/** The one row about the program itself: which bot it speaks as, and what it knows of time. */
export const program = sqliteTable(
  'program',
  {
    id: integer().primaryKey(),
    /** The bot whose chats and messages these are; null before the first start. */
    botId: integer('bot_id'),
    /** The first bot that this database had: the request keys of its messages bear no bot's id, those of others do. */
    firstBotId: integer('first_bot_id'),
    /** Steady time (see clock.ts) and the machine's clock at the same moment, a minute old at most while it runs. */
    steadyAt: integer('steady_at').notNull(),
    wallAt: integer('wall_at').notNull(),
    /** Whether that is known to be the right time. */
    clockAgreed: integer('clock_agreed', { mode: 'boolean' }).notNull(),
  },
  () => [check('program_is_one', sql`id = 1`)],
);
