import { and, count, eq, gt, inArray, isNotNull, lte, max, or, sql } from 'drizzle-orm';
import { first, type Engine, type Tx } from './engine.ts';
import type { BotChange, Bots, OwnerToTell } from './port/bot-identity.ts';
import type { OutgoingMessage } from '../domain/messages.ts';
import {
  chargeMessages,
  chats,
  collections,
  drafts,
  inbox,
  linkRequests,
  members,
  merchantSettings,
  outbox,
  preferences,
  program,
  strangers,
} from './schema.ts';
import { addToOutbox } from './update-effects.ts';

/** How many charges or messages one statement updates. */
const BATCH = 10_000;
const FORMER_BOT = 'it was of the former bot';

export function botStore(engine: Engine): Bots {
  return {
    async speakAs(
      botId: number,
      { at, steadyAt }: { readonly at: number; readonly steadyAt: number },
      tell: (change: BotChange, owner: OwnerToTell) => OutgoingMessage,
    ): Promise<BotChange | undefined> {
      return await engine.write(async (tx) => {
        const formerId = (await first(tx.select().from(program)))?.botId ?? undefined;
        if (formerId === botId) return undefined;
        await tx
          .insert(program)
          .values({ id: 1, botId, firstBotId: botId, steadyAt, wallAt: at, clockAgreed: false })
          .onConflictDoUpdate({
            target: program.id,
            set: { botId, firstBotId: sql`coalesce(${program.firstBotId}, ${formerId ?? botId})` },
          });
        if (formerId === undefined) return undefined;
        const change = { formerId, botId, unhandled: await endUpdates(tx) };
        await endMessages(tx, at);
        // Only the bot that received a picture can load it.
        await tx
          .update(merchantSettings)
          .set({ receiptLogo: null })
          .where(isNotNull(merchantSettings.receiptLogo));
        // What the former bot might do in a group says nothing of this one.
        await tx.update(chats).set({ botMayDelete: false, checkDueAt: 0 });
        await endChargesMessages(tx);
        await endBoards(tx);
        await forgetMessageIds(tx);
        const messages = (await ownersToTell(tx)).map((owner) => tell(change, owner));
        await addToOutbox(tx, messages, at);
        return change;
      });
    },
  };
}

/**
 * Deletes updates and strangers of the former bot, and returns how many updates were not handled. Update ids belong to one bot.
 * People are asked to repeat what was not handled.
 */
async function endUpdates(tx: Tx): Promise<number> {
  const waiting = await first(tx.select({ n: count() }).from(inbox).where(isNotNull(inbox.dueAt)));
  await tx.delete(inbox);
  // Strangers were told by the former bot, not by this one.
  await tx.delete(strangers);
  return waiting?.n ?? 0;
}

/**
 * Ends drafts, link requests, edits and deletions, and turns replies into plain messages: they refer to messages of the former
 * bot.
 */
async function endMessages(tx: Tx, at: number): Promise<void> {
  await tx.delete(drafts);
  // Only the bot that is in a group can ask who its administrators are.
  await tx.delete(linkRequests);
  const waits = isNotNull(outbox.dueAt);
  await tx
    .update(outbox)
    .set({ dueAt: null, settledAt: at, payload: null, failure: FORMER_BOT })
    .where(and(waits, or(inArray(outbox.kind, ['edit', 'delete']), isNotNull(outbox.draftToken))));
  const replies = tx
    .select({ id: outbox.id, payload: outbox.payload })
    .from(outbox)
    .where(and(waits, eq(outbox.kind, 'message')));
  for (const { id, payload } of await replies) {
    const { reply_parameters: reply, ...message } = payload as Readonly<Record<string, unknown>>;
    if (reply !== undefined) await tx.update(outbox).set({ payload: message }).where(eq(outbox.id, id));
  }
}

/** Stops updating cards, and lets notices reply to nothing: the messages belong to the former bot. */
async function endChargesMessages(tx: Tx): Promise<void> {
  const last = (await first(tx.select({ id: max(chargeMessages.chargeId) }).from(chargeMessages)))?.id ?? 0;
  for (let from = 0; from < last; from += BATCH) {
    await tx
      .update(chargeMessages)
      .set({
        cardMessageId: null,
        cardDueAt: null,
        noticeMessageId: null,
        commandMessageId: null,
        commandWord: null,
      })
      .where(
        and(
          gt(chargeMessages.chargeId, from),
          lte(chargeMessages.chargeId, from + BATCH),
          or(
            isNotNull(chargeMessages.cardMessageId),
            isNotNull(chargeMessages.noticeMessageId),
            isNotNull(chargeMessages.commandMessageId),
          ),
        ),
      );
  }
}

/**
 * Forgets the messages of boards: a new one is sent with the next change. To edit what has the same id might change another message of
 * this bot.
 */
async function endBoards(tx: Tx): Promise<void> {
  const last = (await first(tx.select({ id: max(collections.id) }).from(collections)))?.id ?? 0;
  for (let from = 0; from < last; from += BATCH) {
    await tx
      .update(collections)
      .set({ boardMessageId: null, commandMessageId: null, commandWord: null })
      .where(and(gt(collections.id, from), lte(collections.id, from + BATCH)));
  }
}

/**
 * Forgets as which messages notices and announcements were sent: this bot may use the same ids for others. Without a failure they
 * still count as sent.
 */
async function forgetMessageIds(tx: Tx): Promise<void> {
  const last = (await first(tx.select({ id: max(outbox.id) }).from(outbox)))?.id ?? 0;
  for (let from = 0; from < last; from += BATCH) {
    await tx
      .update(outbox)
      .set({ messageId: null, failure: null })
      .where(and(gt(outbox.id, from), lte(outbox.id, from + BATCH), isNotNull(outbox.messageId)));
  }
}

async function ownersToTell(tx: Tx): Promise<OwnerToTell[]> {
  return (
    await tx
      .selectDistinct({ userId: members.userId, language: preferences.language })
      .from(members)
      .leftJoin(preferences, eq(preferences.userId, members.userId))
      .where(eq(members.role, 'owner'))
  ).map(({ userId, language }) => ({ userId, language: language ?? undefined }));
}

/** The prefix of the idempotency key of a message. Message ids belong to one bot. */
const OF_A_MESSAGE = 'message:';

/** The ids of the present bot and of the first one; no row in a new database. */
export const selectBot = (db: Tx) =>
  db.select({ botId: program.botId, firstBotId: program.firstBotId }).from(program);

/** Returns an idempotency key as it is stored. A key that names a message carries the bot's id, unless it is the first bot. */
export function keyOfBot(
  idempotencyKey: string,
  bot: { readonly botId: number | null; readonly firstBotId: number | null } | undefined,
): string {
  const isFirst = bot === undefined || bot.botId === bot.firstBotId;
  return isFirst || !idempotencyKey.startsWith(OF_A_MESSAGE)
    ? idempotencyKey
    : `bot:${bot.botId}:${idempotencyKey}`;
}
