import { and, count, eq, gt } from 'drizzle-orm';
import type { Db } from './database.ts';
import { writing } from './reaction.ts';
import { drafts, ownerCodes, owners, preferences, strangers, type Draft, type Language } from './schema.ts';

/** Who may use the till, in which language they are spoken to, and the conversations they are in. */
export type People = ReturnType<typeof peopleStore>;

export function peopleStore(db: Db) {
  return {
    async isOwner(userId: number): Promise<boolean> {
      return db.select().from(owners).where(eq(owners.userId, userId)).get() !== undefined;
    },

    async hasOwner(): Promise<boolean> {
      return (db.select({ n: count() }).from(owners).get()?.n ?? 0) > 0;
    },

    async ownerIds(): Promise<number[]> {
      return db
        .select({ userId: owners.userId })
        .from(owners)
        .all()
        .map(({ userId }) => userId);
    },

    /** Makes this the one code that lets the first owner in; any earlier code is dead. */
    async offerOwnership(codeHash: string, at: number): Promise<void> {
      writing(db, (tx) => {
        tx.delete(ownerCodes).run();
        tx.insert(ownerCodes).values({ codeHash, createdAt: at }).run();
      });
    },

    /** Makes a person the owner if the code is alive, and ends the code. */
    async claimOwnership(
      codeHash: string,
      person: { userId: number; name: string },
      at: number,
    ): Promise<boolean> {
      return writing(db, (tx) => {
        const used = tx.delete(ownerCodes).where(eq(ownerCodes.codeHash, codeHash)).run();
        if (used.changes === 0) return false;
        tx.insert(owners)
          .values({ ...person, addedAt: at })
          .onConflictDoNothing()
          .run();
        return true;
      });
    },

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

    /** Whether a stranger is to be told now that this is not theirs to use: true at most once per `everyMs`. */
    async tellStranger(userId: number, at: number, everyMs: number): Promise<boolean> {
      return writing(db, (tx) => {
        const told = and(eq(strangers.userId, userId), gt(strangers.toldAt, at - everyMs));
        if (tx.select().from(strangers).where(told).get() !== undefined) return false;
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
