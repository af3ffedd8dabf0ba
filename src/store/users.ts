import { and, count, eq, gt, lte } from 'drizzle-orm';
import type { Db } from './engines/sqlite/database.ts';
import { writing } from './update-effects.ts';
import { drafts, preferences, strangers, type Draft, type Language } from './schema.ts';

/** The most strangers who are answered within a minute. */
export const STRANGERS_A_MINUTE = 20;

/** In which language people are spoken to, and the conversations they are in. */
export type Users = ReturnType<typeof userStore>;

export function userStore(db: Db) {
  return {
    async language(userId: number): Promise<Language | undefined> {
      return db.select().from(preferences).where(eq(preferences.userId, userId)).get()?.language;
    },

    async setLanguage(userId: number, language: Language): Promise<void> {
      writing(db, (tx) =>
        tx
          .insert(preferences)
          .values({ userId, language })
          .onConflictDoUpdate({ target: preferences.userId, set: { language } })
          .run(),
      );
    },

    /**
     * Whether a stranger is to be told now that this is not theirs to use: true at most once per `everyMs`, and for at most
     * `STRANGERS_A_MINUTE` of them, whose answers must not keep the shops' own waiting.
     */
    async tellStranger(userId: number, at: number, everyMs: number): Promise<boolean> {
      return writing(db, (tx) => {
        const told = and(eq(strangers.userId, userId), gt(strangers.toldAt, at - everyMs));
        if (tx.select().from(strangers).where(told).get() !== undefined) return false;
        const lately = tx
          .select({ n: count() })
          .from(strangers)
          .where(gt(strangers.toldAt, at - 60_000))
          .get();
        if ((lately?.n ?? 0) >= STRANGERS_A_MINUTE) return false;
        tx.insert(strangers)
          .values({ userId, toldAt: at })
          .onConflictDoUpdate({ target: strangers.userId, set: { toldAt: at } })
          .run();
        return true;
      });
    },

    /** Whether anybody's conversation stands at this question, and has not expired. */
    async draftExists(token: string, now: number): Promise<boolean> {
      const open = and(eq(drafts.token, token), gt(drafts.expiresAt, now));
      return db.select({ id: drafts.id }).from(drafts).where(open).get() !== undefined;
    },

    /** A person's conversation in a chat that has expired, and has not been forgotten yet. */
    async expiredDraft(chatId: number, userId: number, now: number): Promise<Draft | undefined> {
      return db
        .select()
        .from(drafts)
        .where(and(eq(drafts.chatId, chatId), eq(drafts.userId, userId), lte(drafts.expiresAt, now)))
        .get();
    },

    /** A person's conversation in a chat, unless it has expired. */
    async draft(chatId: number, userId: number, now: number): Promise<Draft | undefined> {
      return db
        .select()
        .from(drafts)
        .where(and(eq(drafts.chatId, chatId), eq(drafts.userId, userId), gt(drafts.expiresAt, now)))
        .get();
    },
  };
}
