import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '../domain/audit.ts';
import type { Language } from '../domain/language.ts';
import type { LinkedChat } from '../domain/merchant-chats.ts';
import { questionStore } from './chat-questions.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { linkStore } from './links.ts';
import { ofLeaving, ofMerchant } from './locks.ts';
import { isOwnerOf } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import type { ChatStore } from './port/chats.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { announcements, chats } from './schema.ts';
import { endAnnouncements, linkOf, removeLink } from './unlinking.ts';
import { applyEffects } from './update-effects.ts';

/** Where a merchant's staff may charge, and where its payments are told. */
export function chatStore(engine: Engine): ChatStore {
  return {
    async ofChat(chatId: number): Promise<number | undefined> {
      return await engine.read(async (db) => {
        return (await linkOf(db, chatId))?.merchantId;
      });
    },

    linkedChats: (...args) => engine.read((db) => linkedChats(db, ...args)),
    announcedChats: (...args) => engine.read((db) => announcedChats(db, ...args)),
    unlink: (merchantId, ...args) =>
      engine.write((tx) => unlink(tx, merchantId, ...args), ofLeaving(merchantId)),
    announce: (merchantId, ...args) =>
      engine.write((tx) => announce(tx, merchantId, ...args), ofMerchant(merchantId)),
    async announcesTo(merchantId: number, chatId: number): Promise<boolean> {
      return await engine.read(async (db) => {
        return isAnnounced(db, merchantId, chatId);
      });
    },

    ...linkStore(engine),
    ...questionStore(engine),
  };
}

async function linkedChats(db: Tx, merchantId: number): Promise<LinkedChat[]> {
  return await db
    .select()
    .from(chats)
    .where(eq(chats.merchantId, merchantId))
    .orderBy(asc(chats.linkedAt), asc(chats.chatId));
}

async function announcedChats(db: Tx, merchantId: number): Promise<number[]> {
  return (
    await db
      .select({ chatId: announcements.chatId })
      .from(announcements)
      .where(eq(announcements.merchantId, merchantId))
  ).map(({ chatId }) => chatId);
}

async function unlink(
  tx: Tx,
  merchantId: number,
  chatId: number,
  userId: number,
  at: number,
  effects: UpdateEffects,
): Promise<boolean> {
  if (!(await isOwnerOf(tx, merchantId, userId))) return false;
  const isLinked = (await linkOf(tx, chatId))?.merchantId === merchantId;
  if ((!isLinked && !(await isAnnounced(tx, merchantId, chatId))) || !(await applyEffects(tx, effects)))
    return false;
  if (isLinked) await removeLink(tx, merchantId, chatId, at);
  else await endAnnouncements(tx, merchantId, chatId, at);
  const what = isLinked ? 'unlinked' : 'announces-no-more';
  await addEvent(tx, merchantId, at, `user:${userId}`, what, { chatId });
  return true;
}

async function announce(
  tx: Tx,
  merchantId: number,
  place:
    | { readonly chatId: number; readonly threadId: number | null; readonly language: Language }
    | { readonly end: number },
  userId: number,
  at: number,
  effects: UpdateEffects,
): Promise<boolean> {
  if (!(await isOwnerOf(tx, merchantId, userId)) || !(await applyEffects(tx, effects))) return false;
  const actor: Actor = `user:${userId}`;
  if ('end' in place) {
    await endAnnouncements(tx, merchantId, place.end, at);
    await addEvent(tx, merchantId, at, actor, 'announces-no-more', { chatId: place.end });
    return true;
  }
  const set = { ...place, setBy: userId };
  await tx
    .insert(announcements)
    .values({ merchantId, ...set })
    .onConflictDoUpdate({ target: [announcements.merchantId, announcements.chatId], set });
  await addEvent(tx, merchantId, at, actor, 'announces', { chatId: place.chatId });
  return true;
}

const isAnnounced = async (tx: Tx, merchantId: number, chatId: number): Promise<boolean> =>
  (await first(
    tx
      .select()
      .from(announcements)
      .where(and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, chatId))),
  )) !== undefined;
