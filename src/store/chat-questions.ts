import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Actor } from '../domain/audit.ts';
import type { Announcement, ChatQuestion, LinkedChat } from '../domain/merchant-chats.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { isOwnerOf, memberAt } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import { newRef } from './new-ref.ts';
import { tellOwners } from './news.ts';
import type { AnswerOutcome, QuestionStore } from './port/chat-questions.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { announcements, chatQuestions, chats } from './schema.ts';
import { linkOf, removeLink } from './unlinking.ts';
import { applyEffects } from './update-effects.ts';

export function questionStore(engine: Engine): QuestionStore {
  return {
    async openQuestions(merchantId: number): Promise<ChatQuestion[]> {
      return await engine.read(async (db) => {
        return await db
          .select()
          .from(chatQuestions)
          .where(and(eq(chatQuestions.merchantId, merchantId), isNull(chatQuestions.settledAt)))
          .orderBy(asc(chatQuestions.chatId), asc(chatQuestions.askedAt));
      });
    },

    async question(ref: string): Promise<ChatQuestion | undefined> {
      return await engine.read(async (db) => {
        return questionAt(db, ref);
      });
    },

    async answerQuestion(
      ref: string,
      keep: boolean,
      userId: number,
      at: number,
      react: (outcome: AnswerOutcome) => UpdateEffects,
    ): Promise<AnswerOutcome> {
      return await engine.write(async (tx) => {
        const question = await questionAt(tx, ref);
        const outcome = await outcomeOf(tx, question, keep, userId);
        if (!(await applyEffects(tx, react(outcome))) || question === undefined) return outcome;
        if (outcome === 'not-yours' || outcome === 'settled') return outcome;
        await tx.update(chatQuestions).set({ settledAt: at }).where(eq(chatQuestions.ref, ref));
        if (outcome === 'kept') await keepInNameOf(tx, question, userId, at);
        if (outcome === 'ended') await end(tx, question, userId, at);
        return outcome;
      });
    },
  };
}

const questionAt = async (tx: Tx, ref: string): Promise<ChatQuestion | undefined> =>
  await first(tx.select().from(chatQuestions).where(eq(chatQuestions.ref, ref)));

async function outcomeOf(
  tx: Tx,
  question: ChatQuestion | undefined,
  keep: boolean,
  userId: number,
): Promise<AnswerOutcome> {
  if (question === undefined || !(await isOwnerOf(tx, question.merchantId, userId))) return 'not-yours';
  if (question.settledAt !== null) return 'settled';
  const link = await linkOf(tx, question.chatId);
  const isOurs = link?.merchantId === question.merchantId;
  switch (question.why) {
    case 'left-shop':
      if (!keep) return 'ended';
      if (link !== undefined && !isOurs) return 'anothers';
      // Announcements in a group end with its link.
      return question.isLinked || isOurs ? 'kept' : 'settled';
    case 'no-admin':
      if (!isOurs || link.linkedBy !== question.personId) return 'settled';
      return keep ? 'kept' : 'ended';
  }
}

async function keepInNameOf(tx: Tx, question: ChatQuestion, userId: number, at: number): Promise<void> {
  const { merchantId, chatId, title, isLinked, isAnnounced, threadId, language } = question;
  // The check is due, to find out whether they are an administrator. As `false` is stored now, they are not asked about it again.
  const link = { linkedBy: userId, linkerIsAdmin: false, checkDueAt: 0 };
  if ((await linkOf(tx, chatId)) === undefined) {
    await tx.insert(chats).values({ chatId, merchantId, title, linkedAt: at, ...link });
  } else if (question.why === 'no-admin' || isLinked) {
    await tx.update(chats).set(link).where(eq(chats.chatId, chatId));
  }
  if (isAnnounced && language !== null) {
    await tx
      .insert(announcements)
      .values({ merchantId, chatId, threadId, language, setBy: userId })
      .onConflictDoNothing();
  }
  await addEvent(tx, merchantId, at, actorOf(userId), 'kept', { chatId, of: question.personId });
}

async function end(
  tx: Tx,
  { merchantId, chatId, why }: ChatQuestion,
  userId: number,
  at: number,
): Promise<void> {
  if (why !== 'no-admin') return;
  await removeLink(tx, merchantId, chatId, at);
  await addEvent(tx, merchantId, at, actorOf(userId), 'unlinked', { chatId });
}

const actorOf = (userId: number): Actor => `user:${userId}`;

/** Somebody who has left the merchant. */
export interface FormerMember {
  readonly userId: number;
  /** Null if they left before names were recorded. */
  readonly name: string | null;
}

/** Asks a merchant's owners whether to keep what a former member set up in a group, which has ended. */
export async function askToKeep(
  tx: Tx,
  ended: Pick<ChatQuestion, 'merchantId' | 'chatId' | 'title' | 'isLinked'> & {
    readonly announcement: Announcement | undefined;
  },
  person: FormerMember | undefined,
  at: number,
): Promise<void> {
  const { merchantId, chatId, title, isLinked, announcement } = ended;
  const ref = newRef();
  const isAnnounced = announcement !== undefined;
  await tx.insert(chatQuestions).values({
    ref,
    merchantId,
    chatId,
    title,
    why: 'left-shop',
    personId: person?.userId ?? null,
    isLinked,
    isAnnounced,
    threadId: announcement?.threadId ?? null,
    language: announcement?.language ?? null,
    askedAt: at,
  });
  const news = {
    kind: 'chat-ended',
    ref,
    title,
    person: person?.name ?? null,
    isLinked,
    isAnnounced,
  } as const;
  await tellOwners(tx, merchantId, news, at);
}

/** Asks a merchant's owners whether to keep a group, because the person who linked it is no administrator of it. It stays linked meanwhile. */
export async function askAboutAdmin(
  tx: Tx,
  { merchantId, chatId, title, linkedBy }: LinkedChat,
  at: number,
): Promise<void> {
  const ref = newRef();
  const kept = { ref, merchantId, chatId, title, personId: linkedBy, isLinked: true, isAnnounced: false };
  await tx.insert(chatQuestions).values({ ...kept, why: 'no-admin', askedAt: at });
  const person = linkedBy === null ? null : ((await memberAt(tx, merchantId, linkedBy))?.name ?? null);
  await tellOwners(tx, merchantId, { kind: 'no-admin', ref, title, person }, at);
}
