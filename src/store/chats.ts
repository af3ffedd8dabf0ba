import { and, eq } from 'drizzle-orm';
import type { Db } from './database.ts';
import { addEvent } from './merchant-trail.ts';
import { applyReaction, writing, type Reaction } from './reaction.ts';
import { isOwnerOf } from './roster.ts';
import { announcements, chats, drafts, type Actor, type Language } from './schema.ts';

export type LinkOutcome = 'linked' | 'already' | 'anothers' | 'not-yours';

/** Where a merchant's staff may charge, and where its payments are told. */
export function chatStore(db: Db) {
  return {
    /** The merchant whose staff may charge in a group. */
    async ofChat(chatId: number): Promise<number | undefined> {
      return db.select().from(chats).where(eq(chats.chatId, chatId)).get()?.merchantId;
    },

    /** Links a group to a merchant. Not if it is another's, or the person is not an owner. */
    async link(
      merchantId: number,
      chatId: number,
      userId: number,
      at: number,
      react: (outcome: LinkOutcome) => Reaction,
    ): Promise<LinkOutcome> {
      return writing(db, (tx) => {
        const holder = tx.select().from(chats).where(eq(chats.chatId, chatId)).get()?.merchantId;
        const outcome: LinkOutcome = !isOwnerOf(tx, merchantId, userId)
          ? 'not-yours'
          : holder === undefined
            ? 'linked'
            : holder === merchantId
              ? 'already'
              : 'anothers';
        if (!applyReaction(tx, react(outcome)) || outcome !== 'linked') return outcome;
        tx.insert(chats).values({ chatId, merchantId, linkedAt: at }).run();
        addEvent(tx, merchantId, at, `user:${userId}`, 'linked', { chatId });
        return outcome;
      });
    },

    /** Ends a group's link, and what is announced there. False if it was not this merchant's, or the person is not an owner. */
    async unlink(
      merchantId: number,
      chatId: number,
      userId: number,
      at: number,
      reaction: Reaction,
    ): Promise<boolean> {
      return writing(db, (tx) => {
        if (!isOwnerOf(tx, merchantId, userId)) return false;
        const here = and(eq(chats.chatId, chatId), eq(chats.merchantId, merchantId));
        if (tx.select().from(chats).where(here).get() === undefined || !applyReaction(tx, reaction))
          return false;
        tx.delete(chats).where(here).run();
        tx.delete(announcements)
          .where(and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, chatId)))
          .run();
        tx.delete(drafts).where(eq(drafts.chatId, chatId)).run();
        addEvent(tx, merchantId, at, `user:${userId}`, 'unlinked', { chatId });
        return true;
      });
    },

    /** Has every payment of a merchant told in a chat, or no more. False if the person is not an owner. */
    async announce(
      merchantId: number,
      place:
        | { readonly chatId: number; readonly threadId: number | null; readonly language: Language }
        | { readonly end: number },
      userId: number,
      at: number,
      reaction: Reaction,
    ): Promise<boolean> {
      return writing(db, (tx) => {
        if (!isOwnerOf(tx, merchantId, userId) || !applyReaction(tx, reaction)) return false;
        const actor: Actor = `user:${userId}`;
        if ('end' in place) {
          tx.delete(announcements)
            .where(and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, place.end)))
            .run();
          addEvent(tx, merchantId, at, actor, 'announces-no-more', { chatId: place.end });
          return true;
        }
        tx.insert(announcements)
          .values({ merchantId, ...place })
          .onConflictDoUpdate({ target: [announcements.merchantId, announcements.chatId], set: place })
          .run();
        addEvent(tx, merchantId, at, actor, 'announces', { chatId: place.chatId });
        return true;
      });
    },

    async announcesTo(merchantId: number, chatId: number): Promise<boolean> {
      const here = and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, chatId));
      return db.select().from(announcements).where(here).get() !== undefined;
    },
  };
}
