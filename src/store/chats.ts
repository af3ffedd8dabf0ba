import { and, asc, eq } from 'drizzle-orm';
import type { Db } from './engines/sqlite/database.ts';
import { addEvent } from './merchant-events.ts';
import { questionStore } from './chat-questions.ts';
import { linkStore } from './links.ts';
import { applyEffects, writing, type UpdateEffects } from './update-effects.ts';
import { isOwnerOf } from './membership-queries.ts';
import { announcements, chats, type Actor, type Language, type LinkedChat } from './schema.ts';
import { endAnnouncements, linkOf, takeAway } from './unlinking.ts';

/** Where a merchant's staff may charge, and where its payments are told. */
export function chatStore(db: Db) {
  return {
    /** The merchant whose staff may charge in a group. */
    async ofChat(chatId: number): Promise<number | undefined> {
      return linkOf(db, chatId)?.merchantId;
    },

    /** The groups that a merchant has linked, the oldest link first. */
    async linkedChats(merchantId: number): Promise<LinkedChat[]> {
      return db
        .select()
        .from(chats)
        .where(eq(chats.merchantId, merchantId))
        .orderBy(asc(chats.linkedAt), asc(chats.chatId))
        .all();
    },

    /** The chats in which a merchant's payments are told. */
    async announcedChats(merchantId: number): Promise<number[]> {
      return db
        .select({ chatId: announcements.chatId })
        .from(announcements)
        .where(eq(announcements.merchantId, merchantId))
        .all()
        .map(({ chatId }) => chatId);
    },

    /**
     * Ends what a merchant has set up in a chat: a group's link with what is announced there, or what is announced in a private
     * chat. False if there was nothing, or the person is not an owner.
     */
    async unlink(
      merchantId: number,
      chatId: number,
      userId: number,
      at: number,
      effects: UpdateEffects,
    ): Promise<boolean> {
      return writing(db, (tx) => {
        if (!isOwnerOf(tx, merchantId, userId)) return false;
        const isLinked = linkOf(tx, chatId)?.merchantId === merchantId;
        if ((!isLinked && !isAnnounced(tx, merchantId, chatId)) || !applyEffects(tx, effects)) return false;
        if (isLinked) takeAway(tx, merchantId, chatId, at);
        else endAnnouncements(tx, merchantId, chatId);
        const what = isLinked ? 'unlinked' : 'announces-no-more';
        addEvent(tx, merchantId, at, `user:${userId}`, what, { chatId });
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
      effects: UpdateEffects,
    ): Promise<boolean> {
      return writing(db, (tx) => {
        if (!isOwnerOf(tx, merchantId, userId) || !applyEffects(tx, effects)) return false;
        const actor: Actor = `user:${userId}`;
        if ('end' in place) {
          endAnnouncements(tx, merchantId, place.end);
          addEvent(tx, merchantId, at, actor, 'announces-no-more', { chatId: place.end });
          return true;
        }
        const set = { ...place, setBy: userId };
        tx.insert(announcements)
          .values({ merchantId, ...set })
          .onConflictDoUpdate({ target: [announcements.merchantId, announcements.chatId], set })
          .run();
        addEvent(tx, merchantId, at, actor, 'announces', { chatId: place.chatId });
        return true;
      });
    },

    async announcesTo(merchantId: number, chatId: number): Promise<boolean> {
      return isAnnounced(db, merchantId, chatId);
    },

    ...linkStore(db),
    ...questionStore(db),
  };
}

const isAnnounced = (tx: Db, merchantId: number, chatId: number): boolean =>
  tx
    .select()
    .from(announcements)
    .where(and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, chatId)))
    .get() !== undefined;
