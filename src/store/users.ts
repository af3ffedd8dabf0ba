import { and, count, eq, gt, lte } from 'drizzle-orm';
import { first, type Engine } from './engine.ts';
import { drafts, preferences, strangers } from './schema.ts';
import type { Draft } from '../domain/draft.ts';
import type { Language } from '../domain/language.ts';

/** The most strangers who are answered within a minute. */
export const STRANGERS_A_MINUTE = 20;

/** In which language people are spoken to, and the conversations they are in. */
export type Users = ReturnType<typeof userStore>;

export function userStore(engine: Engine) {
  return {
    async language(userId: number): Promise<Language | undefined> {
      return engine.read(async (db) => {
        return (await first(db.select().from(preferences).where(eq(preferences.userId, userId))))?.language;
      });
    },

    async setLanguage(userId: number, language: Language): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .insert(preferences)
            .values({ userId, language })
            .onConflictDoUpdate({ target: preferences.userId, set: { language } }),
      );
    },

    /**
     * Whether a stranger is to be told now that this is not theirs to use: true at most once per `everyMs`, and for at most
     * `STRANGERS_A_MINUTE` of them, whose answers must not keep the shops' own waiting.
     */
    async tellStranger(userId: number, at: number, everyMs: number): Promise<boolean> {
      return engine.write(async (tx) => {
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
      });
    },

    /** Whether anybody's conversation stands at this question, and has not expired. */
    async draftExists(token: string, now: number): Promise<boolean> {
      return engine.read(async (db) => {
        const open = and(eq(drafts.token, token), gt(drafts.expiresAt, now));
        return (await first(db.select({ id: drafts.id }).from(drafts).where(open))) !== undefined;
      });
    },

    /** A person's conversation in a chat that has expired, and has not been forgotten yet. */
    async expiredDraft(chatId: number, userId: number, now: number): Promise<Draft | undefined> {
      return engine.read(async (db) => {
        return await first(
          db
            .select()
            .from(drafts)
            .where(and(eq(drafts.chatId, chatId), eq(drafts.userId, userId), lte(drafts.expiresAt, now))),
        );
      });
    },

    /** A person's conversation in a chat, unless it has expired. */
    async draft(chatId: number, userId: number, now: number): Promise<Draft | undefined> {
      return engine.read(async (db) => {
        return await first(
          db
            .select()
            .from(drafts)
            .where(and(eq(drafts.chatId, chatId), eq(drafts.userId, userId), gt(drafts.expiresAt, now))),
        );
      });
    },
  };
}
