import { and, asc, eq, isNotNull, isNull, gt, lte, min, notInArray, type SQL } from 'drizzle-orm';
import type { LinkedChat, LinkRequest } from '../domain/merchant-chats.ts';
import { askAboutAdmin } from './chat-questions.ts';
import { endSetUpOfFormerOwners } from './departures.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { NO_LOCKS, ofLeaving, ofMerchant, once } from './locks.ts';
import { isOwnerOf } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import type { ChatFacts, LinkOutcome, LinkStore, NewLinkRequest, RequestOutcome } from './port/links.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import type { OutgoingMessage } from '../domain/messages.ts';
import { AFTER, LIMIT, listed, listOf, NOW, preparedOnce } from './prepared.ts';
import { chats, linkRequests } from './schema.ts';
import { linkOf } from './unlinking.ts';
import { addToOutbox, applyEffects } from './update-effects.ts';

/**
 * How groups are linked: an owner asks for it, and the group is linked once Telegram says that they are an administrator there.
 * Whether they still are is checked from time to time.
 */
export function linkStore(engine: Engine): LinkStore {
  return {
    requestLink: (request, ...args) =>
      engine.write((tx) => requestLink(tx, request, ...args), once(ofMerchant(request.merchantId))),
    dueLinkRequests: (...args) => engine.read((db) => dueLinkRequests(db, ...args)),
    async linkRequestLater({ id, attempts }: LinkRequest, at: number): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .update(linkRequests)
            .set({ attempts: attempts + 1, dueAt: at })
            .where(eq(linkRequests.id, id)),
        NO_LOCKS,
      );
    },

    refuseLink: (...args) => engine.write((tx) => refuseLink(tx, ...args), NO_LOCKS),
    link: (request, ...args) =>
      engine.write((tx) => linkGroup(tx, request, ...args), ofMerchant(request.merchantId)),
    dueChecks: (...args) => engine.read((db) => dueChecks(db, ...args)),
    nextLinkWorkAt: () => engine.read((db) => nextLinkWorkAt(db)),
    botMayDeleteNow: (...args) => engine.write((tx) => setBotMayDelete(tx, ...args), NO_LOCKS),
    botMayDelete: (chatId) => engine.read(async (db) => (await linkOf(db, chatId))?.botMayDelete ?? false),
    memberChanged: (...args) => engine.write((tx) => checkLinkerSoon(tx, ...args), NO_LOCKS),
    checked: (chat, ...args) =>
      engine.write((tx) => recordCheck(tx, chat, ...args), ofLeaving(chat.merchantId)),
  };
}

async function requestLink(
  tx: Tx,
  request: NewLinkRequest,
  react: (outcome: RequestOutcome) => UpdateEffects,
): Promise<RequestOutcome> {
  const outcome = (await objectionTo(tx, request)) ?? 'asked';
  if (!(await applyEffects(tx, react(outcome))) || outcome !== 'asked') return outcome;
  const values = { commandWord: null, ...request, attempts: 0, dueAt: 0 };
  await tx
    .insert(linkRequests)
    .values(values)
    .onConflictDoUpdate({ target: [linkRequests.chatId, linkRequests.userId], set: values });
  return outcome;
}

async function dueLinkRequests(
  db: Tx,
  now: number,
  limit: number,
  except: readonly number[],
): Promise<LinkRequest[]> {
  return await requestsDue(db, except.length).execute({ ...listed(except), now, limit });
}

const requestsDue = preparedOnce((db, except: number) =>
  db
    .select()
    .from(linkRequests)
    .where(and(lte(linkRequests.dueAt, NOW), notInArray(linkRequests.id, listOf(except))))
    .orderBy(asc(linkRequests.dueAt))
    .limit(LIMIT),
);

async function refuseLink(
  tx: Tx,
  request: LinkRequest,
  messages: readonly OutgoingMessage[],
  at: number,
): Promise<void> {
  if ((await takeRequest(tx, request)) !== undefined) await addToOutbox(tx, messages, at);
}

async function linkGroup(
  tx: Tx,
  request: LinkRequest,
  checkAt: number,
  at: number,
  messagesFor: (outcome: LinkOutcome) => readonly OutgoingMessage[],
  botMayDelete = false,
): Promise<LinkOutcome | undefined> {
  // The row is read again: its chat may have another id by now.
  const asked = await takeRequest(tx, request);
  if (asked === undefined) return undefined;
  const { chatId, merchantId, userId, title } = asked;
  const outcome = (await objectionTo(tx, asked)) ?? 'linked';
  await addToOutbox(tx, messagesFor(outcome), at);
  if (outcome !== 'linked') return outcome;
  await tx.insert(chats).values({
    chatId,
    merchantId,
    title,
    linkedAt: at,
    linkedBy: userId,
    linkerIsAdmin: true,
    checkDueAt: checkAt,
    botMayDelete,
  });
  await addEvent(tx, merchantId, at, `user:${userId}`, 'linked', { chatId });
  return outcome;
}

async function dueChecks(
  db: Tx,
  { now, farthest }: { readonly now: number; readonly farthest: number },
  limit: number,
  except: readonly number[],
): Promise<LinkedChat[]> {
  // Two searches of the index. One for both conditions would scan all links.
  const values = { ...listed(except), now, after: farthest };
  const due = await checksDue(db, except.length).execute({ ...values, limit });
  const far = await checksTooFar(db, except.length).execute({ ...values, limit: limit - due.length });
  return [...due, ...far];
}

const checksWhere = (isDue: SQL) =>
  preparedOnce((db, except: number) =>
    db
      .select()
      .from(chats)
      .where(and(isNotNull(chats.checkDueAt), isDue, notInArray(chats.chatId, listOf(except))))
      .orderBy(asc(chats.checkDueAt))
      .limit(LIMIT),
  );
const checksDue = checksWhere(lte(chats.checkDueAt, NOW));
const checksTooFar = checksWhere(gt(chats.checkDueAt, AFTER));

async function nextLinkWorkAt(db: Tx): Promise<number | undefined> {
  const request = (await first(nextRequest(db).execute()))?.at;
  const check = (await first(nextCheck(db).execute()))?.at;
  return request == null || check == null ? (request ?? check ?? undefined) : Math.min(request, check);
}

const nextRequest = preparedOnce((db) => db.select({ at: min(linkRequests.dueAt) }).from(linkRequests));
const nextCheck = preparedOnce((db) =>
  db
    .select({ at: min(chats.checkDueAt) })
    .from(chats)
    .where(isNotNull(chats.checkDueAt)),
);

async function checkLinkerSoon(
  tx: Tx,
  chatId: number,
  userId: number,
  now: number,
  effects: UpdateEffects,
): Promise<boolean> {
  await applyEffects(tx, effects);
  const changed = await tx
    .update(chats)
    .set({ checkDueAt: now })
    .where(and(eq(chats.chatId, chatId), eq(chats.linkedBy, userId)))
    .returning({ chatId: chats.chatId });
  return changed.length > 0;
}

async function setBotMayDelete(
  tx: Tx,
  chatId: number,
  botMayDelete: boolean,
  effects: UpdateEffects,
): Promise<void> {
  if (await applyEffects(tx, effects))
    await tx.update(chats).set({ botMayDelete }).where(eq(chats.chatId, chatId));
}

async function recordCheck(
  tx: Tx,
  chat: LinkedChat,
  said: ChatFacts,
  nextAt: number,
  at: number,
): Promise<void> {
  const now = await linkOf(tx, chat.chatId);
  if (now?.merchantId !== chat.merchantId) return;
  if (said.title !== undefined && said.title !== now.title)
    await tx.update(chats).set({ title: said.title }).where(eq(chats.chatId, chat.chatId));
  // An update may have told meanwhile that it changed. That is newer.
  if (said.botMayDelete !== undefined)
    await tx
      .update(chats)
      .set({ botMayDelete: said.botMayDelete })
      .where(and(eq(chats.chatId, chat.chatId), eq(chats.botMayDelete, chat.botMayDelete)));
  // If it changed meanwhile, the check stays due.
  if (chat.checkDueAt !== null)
    await tx
      .update(chats)
      .set({ checkDueAt: now.linkedBy === null ? null : nextAt })
      .where(and(eq(chats.chatId, chat.chatId), eq(chats.checkDueAt, chat.checkDueAt)));
  if (await endSetUpOfFormerOwners(tx, { ...now, title: said.title ?? now.title }, at)) return;
  const { isAdmin } = said;
  if (isAdmin === undefined || now.linkedBy !== chat.linkedBy || isAdmin === now.linkerIsAdmin) return;
  await tx.update(chats).set({ linkerIsAdmin: isAdmin }).where(eq(chats.chatId, chat.chatId));
  if (!isAdmin) await askAboutAdmin(tx, { ...now, title: said.title ?? now.title }, at);
}

/** Returns why a group cannot be linked to a merchant, or undefined if it can. */
async function objectionTo(
  tx: Tx,
  { merchantId, chatId, userId }: Pick<LinkRequest, 'merchantId' | 'chatId' | 'userId'>,
): Promise<Exclude<LinkOutcome, 'linked'> | undefined> {
  if (!(await isOwnerOf(tx, merchantId, userId))) return 'not-yours';
  const holder = (await linkOf(tx, chatId))?.merchantId;
  if (holder === undefined) return undefined;
  return holder === merchantId ? 'already' : 'anothers';
}

/** Deletes a request and returns it; undefined if it was settled or asked again meanwhile, perhaps for another merchant. */
const takeRequest = async (
  tx: Tx,
  { id, merchantId, commandMessageId }: LinkRequest,
): Promise<LinkRequest | undefined> =>
  await first(
    tx
      .delete(linkRequests)
      .where(
        and(
          eq(linkRequests.id, id),
          eq(linkRequests.merchantId, merchantId),
          commandMessageId === null
            ? isNull(linkRequests.commandMessageId)
            : eq(linkRequests.commandMessageId, commandMessageId),
        ),
      )
      .returning(),
  );
