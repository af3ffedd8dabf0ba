// The floor: the least that a bot of the same libraries can do, as somebody would write it in an afternoon. It checks nothing, loses commands
// and may push twice. The bench compares the bot's cost with it, and nothing else uses it.
import '../../src/telegram/api/no-debug.ts';
import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { pino } from 'pino';
import { Telegraf } from 'telegraf';
import { request } from 'undici';
import { z } from 'zod';

const POLL_EVERY_MS = 5_000;
/** A charge that was not paid by then is given up. */
const GIVE_UP_MS = 180_000;

const env = (name: string): string => process.env[name] ?? '';
const credentials = {
  api_key: env('BOSMI_API_KEY'),
  username: env('BOSMI_USERNAME'),
  email: env('BOSMI_EMAIL'),
};
const pushed = z.object({ status: z.literal('0'), transaction_id: z.string() });
const queried = z.object({ status: z.literal(0), mpesa_receipt: z.string() });

const charges = sqliteTable('floor_charges', {
  id: integer().primaryKey({ autoIncrement: true }),
  chatId: integer('chat_id').notNull(),
  phone: text().notNull(),
  amountKes: integer('amount_kes').notNull(),
  transactionId: text('transaction_id').notNull(),
  state: text().$type<'pending' | 'paid' | 'expired'>().notNull(),
  receipt: text(),
  createdAt: integer('created_at').notNull(),
});

const log = pino();
const sqlite = new Database('floor.db');
sqlite.pragma('journal_mode = WAL');
sqlite.pragma('synchronous = FULL');
sqlite.exec(
  `CREATE TABLE IF NOT EXISTS floor_charges (id INTEGER PRIMARY KEY AUTOINCREMENT, chat_id INTEGER NOT NULL, phone TEXT NOT NULL,
     amount_kes INTEGER NOT NULL, transaction_id TEXT NOT NULL, state TEXT NOT NULL, receipt TEXT, created_at INTEGER NOT NULL)`,
);
sqlite.exec('CREATE INDEX IF NOT EXISTS floor_charges_state ON floor_charges (state)');
const db = drizzle(sqlite);
const bot = new Telegraf(env('TELEGRAM_BOT_TOKEN'), { telegram: { apiRoot: env('TELEGRAM_API_ROOT') } });

async function post(endpoint: string, body: object): Promise<unknown> {
  const response = await request(`${env('BOSMI_BASE_URL')}/${endpoint}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...credentials, ...body }),
  });
  return await response.body.json();
}

bot.command('charge', async (ctx) => {
  const [phone = '', amount = ''] = ctx.payload.split(' ');
  const amountKes = Number(amount);
  const answer = pushed.parse(await post('processrequest', { phone, amount: amountKes }));
  const chatId = ctx.chat.id;
  const row = { chatId, phone, amountKes, transactionId: answer.transaction_id, state: 'pending' } as const;
  db.insert(charges)
    .values({ ...row, createdAt: Date.now() })
    .run();
  await ctx.reply(`Waiting for the PIN: ${phone}, KES ${amountKes}`);
});

async function poll(): Promise<void> {
  const open = db.select().from(charges).where(eq(charges.state, 'pending')).all();
  await Promise.all(open.map((charge) => look(charge)));
}

async function look({
  id,
  chatId,
  phone,
  amountKes,
  transactionId,
  createdAt,
}: typeof charges.$inferSelect): Promise<void> {
  const answer = queried.safeParse(await post('query', { transaction_id: transactionId }));
  const isOver = Date.now() > createdAt + GIVE_UP_MS;
  if (!answer.success && !isOver) return;
  const receipt = answer.data?.mpesa_receipt ?? null;
  db.update(charges)
    .set({ state: receipt === null ? 'expired' : 'paid', receipt })
    .where(eq(charges.id, id))
    .run();
  await bot.telegram.sendMessage(
    chatId,
    receipt === null ? `Not paid: ${phone}` : `Paid: KES ${amountKes}, ${phone}, ${receipt}`,
  );
}

const polling = setInterval(() => {
  poll().catch((error: unknown) => log.error({ err: error }, 'a poll failed'));
}, POLL_EVERY_MS);
process.once('SIGTERM', () => {
  clearInterval(polling);
  bot.stop('SIGTERM');
});
bot.catch((error) => log.error({ err: error }, 'an update failed'));
await bot.launch({ allowedUpdates: ['message'] }, () => log.info('the bot is up'));
