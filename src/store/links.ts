import { and, asc, eq, isNotNull, gt, lte, min, notInArray, type SQL } from 'drizzle-orm';
import { askAboutAdmin } from './chat-questions.ts';
import type { Db } from './engines/sqlite/database.ts';
import { endOrphans } from './departures.ts';
import { addEvent } from './merchant-events.ts';
import {
  addToOutbox,
  applyEffects,
  writing,
  type UpdateEffects,
  type OutgoingMessage,
} from './update-effects.ts';
import { isOwnerOf } from './membership-queries.ts';
import { chats, linkRequests, type LinkedChat, type LinkRequest } from './schema.ts';
import { linkOf } from './unlinking.ts';

/** `asked`: it is linked as soon as Telegram has said that the person is an administrator there. */
export type RequestOutcome = 'asked' | 'already' | 'anothers' | 'not-yours';

export type LinkOutcome = 'linked' | Exclude<RequestOutcome, 'asked'>;

/**
 * How groups are linked: an owner asks for it, and it is done once Telegram has said that they are an administrator of the
 * group. Whether they still are is asked again from time to time.
 */
export function linkStore(db: Db) {
  return {
    /** Keeps that an owner wants to link a group to a merchant. Asked again, it takes the place of what the same person asked before. */
    async requestLink(
      request: Omit<LinkRequest, 'id' | 'attempts' | 'dueAt'>,
      react: (outcome: RequestOutcome) => UpdateEffects,
    ): Promise<RequestOutcome> {
      return writing(db, (tx) => {
        const outcome = whatStandsAgainst(tx, request) ?? 'asked';
        if (!applyEffects(tx, react(outcome)) || outcome !== 'asked') return outcome;
        const values = { ...request, attempts: 0, dueAt: 0 };
        tx.insert(linkRequests)
          .values(values)
          .onConflictDoUpdate({ target: [linkRequests.chatId, linkRequests.userId], set: values })
          .run();
        return outcome;
      });
    },

    /** What owners asked for and is due, the oldest first. */
    async dueLinkRequests(now: number, limit: number, except: readonly number[]): Promise<LinkRequest[]> {
      return db
        .select()
        .from(linkRequests)
        .where(and(lte(linkRequests.dueAt, now), notInArray(linkRequests.id, [...except])))
        .orderBy(asc(linkRequests.dueAt))
        .limit(limit)
        .all();
    },

    /** Telegram could not be asked: it is tried again at `at` (steady time). */
    async linkRequestLater({ id, attempts }: LinkRequest, at: number): Promise<void> {
      writing(db, (tx) =>
        tx
          .update(linkRequests)
          .set({ attempts: attempts + 1, dueAt: at })
          .where(eq(linkRequests.id, id))
          .run(),
      );
    },

    /** It is known that nothing comes of a request. Does nothing when it was settled, or asked anew, before. */
    async refuseLink(request: LinkRequest, says: readonly OutgoingMessage[], at: number): Promise<void> {
      writing(db, (tx) => {
        if (takeRequest(tx, request) !== undefined) addToOutbox(tx, says, at);
      });
    },

    /**
     * Links a group: whoever asked is an administrator there. What stands against it now counts, not what stood when they asked.
     *
     * @param checkAt when to ask again whether they are (steady time)
     */
    async link(
      request: LinkRequest,
      checkAt: number,
      at: number,
      says: (outcome: LinkOutcome) => readonly OutgoingMessage[],
    ): Promise<LinkOutcome | undefined> {
      return writing(db, (tx) => {
        // Its chat may have another id since.
        const asked = takeRequest(tx, request);
        if (asked === undefined) return undefined;
        const { chatId, merchantId, userId, title } = asked;
        const outcome = whatStandsAgainst(tx, asked) ?? 'linked';
        addToOutbox(tx, says(outcome), at);
        if (outcome !== 'linked') return outcome;
        tx.insert(chats)
          .values({
            chatId,
            merchantId,
            title,
            linkedAt: at,
            linkedBy: userId,
            linkerIsAdmin: true,
            checkDueAt: checkAt,
          })
          .run();
        addEvent(tx, merchantId, at, `user:${userId}`, 'linked', { chatId });
        return outcome;
      });
    },

    /**
     * Linked groups of which it is time to ask whether whoever linked them is an administrator. What is due later than
     * `farthest` was set by a clock that was wrong, and is due now.
     */
    async dueChecks(
      { now, farthest }: { readonly now: number; readonly farthest: number },
      limit: number,
      except: readonly number[],
    ): Promise<LinkedChat[]> {
      // Two searches of the index: one for both would walk all that is linked.
      const dueWhere = (isDue: SQL, atMost: number): LinkedChat[] =>
        db
          .select()
          .from(chats)
          .where(and(isNotNull(chats.checkDueAt), isDue, notInArray(chats.chatId, [...except])))
          .orderBy(asc(chats.checkDueAt))
          .limit(atMost)
          .all();
      const due = dueWhere(lte(chats.checkDueAt, now), limit);
      return [...due, ...dueWhere(gt(chats.checkDueAt, farthest), limit - due.length)];
    },

    /** When a request or a check is due next. */
    async nextLinkWorkAt(): Promise<number | undefined> {
      const request = db
        .select({ at: min(linkRequests.dueAt) })
        .from(linkRequests)
        .get()?.at;
      const check = db
        .select({ at: min(chats.checkDueAt) })
        .from(chats)
        .where(isNotNull(chats.checkDueAt))
        .get()?.at;
      return request == null || check == null ? (request ?? check ?? undefined) : Math.min(request, check);
    },

    /** Somebody left a group, or is something else in it: if they linked it, it is asked about at `now` (steady time). */
    async memberChanged(
      chatId: number,
      userId: number,
      now: number,
      effects: UpdateEffects,
    ): Promise<boolean> {
      return writing(db, (tx) => {
        applyEffects(tx, effects);
        const changed = tx
          .update(chats)
          .set({ checkDueAt: now })
          .where(and(eq(chats.chatId, chatId), eq(chats.linkedBy, userId)))
          .run();
        return changed.changes > 0;
      });
    },

    /**
     * Keeps what Telegram said of a linked group. If whoever linked it has ceased to be an administrator, the owners are asked
     * whether to keep it. What was set up by somebody who is no owner any more ends.
     *
     * @param chat as it was when Telegram was asked
     * @param said undefined where Telegram did not say
     * @param nextAt when it is asked again (steady time)
     */
    async checked(
      chat: LinkedChat,
      said: { readonly isAdmin: boolean | undefined; readonly title: string | undefined },
      nextAt: number,
      at: number,
    ): Promise<void> {
      writing(db, (tx) => {
        const now = linkOf(tx, chat.chatId);
        if (now?.merchantId !== chat.merchantId) return;
        if (said.title !== undefined && said.title !== now.title)
          tx.update(chats).set({ title: said.title }).where(eq(chats.chatId, chat.chatId)).run();
        // Something happened meanwhile: it is looked at again.
        if (now.checkDueAt === chat.checkDueAt)
          tx.update(chats)
            .set({ checkDueAt: now.linkedBy === null ? null : nextAt })
            .where(eq(chats.chatId, chat.chatId))
            .run();
        if (endOrphans(tx, { ...now, title: said.title ?? now.title }, at)) return;
        const { isAdmin } = said;
        if (isAdmin === undefined || now.linkedBy !== chat.linkedBy || isAdmin === now.linkerIsAdmin) return;
        tx.update(chats).set({ linkerIsAdmin: isAdmin }).where(eq(chats.chatId, chat.chatId)).run();
        if (!isAdmin) askAboutAdmin(tx, { ...now, title: said.title ?? now.title }, at);
      });
    },
  };
}

/** Why a group is not linked to a merchant, if it is not. */
function whatStandsAgainst(
  tx: Db,
  { merchantId, chatId, userId }: Pick<LinkRequest, 'merchantId' | 'chatId' | 'userId'>,
): Exclude<LinkOutcome, 'linked'> | undefined {
  if (!isOwnerOf(tx, merchantId, userId)) return 'not-yours';
  const holder = linkOf(tx, chatId)?.merchantId;
  if (holder === undefined) return undefined;
  return holder === merchantId ? 'already' : 'anothers';
}

/** Takes a request out, if it is still what it was. */
function takeRequest(tx: Db, { id, commandMessageId }: LinkRequest): LinkRequest | undefined {
  const request = tx.select().from(linkRequests).where(eq(linkRequests.id, id)).get();
  if (request === undefined || request.commandMessageId !== commandMessageId) return undefined;
  tx.delete(linkRequests).where(eq(linkRequests.id, id)).run();
  return request;
}
