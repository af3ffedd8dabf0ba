import { and, count, eq, gt, lte } from 'drizzle-orm';
import type { Draft } from '../domain/draft.ts';
import type { Language } from '../domain/language.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { NO_LOCKS } from './locks.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import type { Users } from './port/users.ts';
import { CHAT, NOW, preparedOnce, USER } from './prepared.ts';
import { drafts, keyboards, preferences, strangers } from './schema.ts';
import { applyEffects } from './update-effects.ts';

/** The most strangers who are told within a minute that they may not use the bot. */
export const STRANGERS_A_MINUTE = 20;

export function userStore(engine: Engine): Users {
  return {
    async language(userId: number): Promise<Language | undefined> {
      return await engine.read(async (db) => {
        return (await first(preferenceOf(db).execute({ userId })))?.language;
      });
    },

    async setLanguage(userId: number, language: Language): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .insert(preferences)
            .values({ userId, language })
            .onConflictDoUpdate({ target: preferences.userId, set: { language } }),
        NO_LOCKS,
      );
    },

    keyboard: (userId) =>
      engine.read(
        async (db) => (await first(db.select().from(keyboards).where(eq(keyboards.userId, userId))))?.isOn,
      ),
    setKeyboard: (...args) => engine.write((tx) => setKeyboard(tx, ...args), NO_LOCKS),
    tellStranger: (...args) => engine.write((tx) => tellStranger(tx, ...args), { locks: ['strangers'] }),
    async draftExists(token: string, now: number): Promise<boolean> {
      return await engine.read(async (db) => {
        const open = and(eq(drafts.token, token), gt(drafts.expiresAt, now));
        return (await first(db.select({ id: drafts.id }).from(drafts).where(open))) !== undefined;
      });
    },

    async expiredDraft(chatId: number, userId: number, now: number): Promise<Draft | undefined> {
      return await engine.read(async (db) => {
        return await first(
          db
            .select()
            .from(drafts)
            .where(and(eq(drafts.chatId, chatId), eq(drafts.userId, userId), lte(drafts.expiresAt, now))),
        );
      });
    },

    async draft(chatId: number, userId: number, now: number): Promise<Draft | undefined> {
      return await engine.read(async (db) => {
        return await first(openDraft(db).execute({ chatId, userId, now }));
      });
    },
  };
}

/** Returns the query for a person's language. */
export const preferenceOf = preparedOnce((db) =>
  db.select().from(preferences).where(eq(preferences.userId, USER)),
);
const openDraft = preparedOnce((db) =>
  db
    .select()
    .from(drafts)
    .where(and(eq(drafts.chatId, CHAT), eq(drafts.userId, USER), gt(drafts.expiresAt, NOW))),
);

async function setKeyboard(tx: Tx, userId: number, isOn: boolean, effects: UpdateEffects): Promise<void> {
  if (!(await applyEffects(tx, effects))) return;
  await tx
    .insert(keyboards)
    .values({ userId, isOn })
    .onConflictDoUpdate({ target: keyboards.userId, set: { isOn } });
}

async function tellStranger(tx: Tx, userId: number, at: number, everyMs: number): Promise<boolean> {
  const told = and(eq(strangers.userId, userId), gt(strangers.toldAt, at - everyMs));
  if ((await first(tx.select().from(strangers).where(told))) !== undefined) return false;
  const lately = await first(
    tx
      .select({ n: count() })
      .from(strangers)
      .where(gt(strangers.toldAt, at - 60_000)),
  );
  if ((lately?.n ?? 0) >= STRANGERS_A_MINUTE) return false;
  await tx
    .insert(strangers)
    .values({ userId, toldAt: at })
    .onConflictDoUpdate({ target: strangers.userId, set: { toldAt: at } });
  return true;
}
