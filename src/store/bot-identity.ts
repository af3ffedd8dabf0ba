import type { BotChange } from './port/bot-identity.ts';
import type { Bots } from './port/bot-identity.ts';
import type { OwnerToTell } from './port/bot-identity.ts';
import { and, count, eq, gt, inArray, isNotNull, lte, max, or, sql } from 'drizzle-orm';
import { first, type Engine, type Tx } from './engine.ts';
import { addToOutbox } from './update-effects.ts';
import type { OutgoingMessage } from './port/update-effects.ts';
import {
  chargeMessages,
  drafts,
  inbox,
  linkRequests,
  members,
  outbox,
  preferences,
  program,
  strangers,
} from './schema.ts';

/** How many charges are gone through at a time. */
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
        await endChargesMessages(tx);
        const says = (await ownersToTell(tx)).map((owner) => tell(change, owner));
        await addToOutbox(tx, says, at);
        return change;
      });
    },
  };
}

/** Ids of updates are a bot's own. What was not handled is not: the people are asked to say it again, to the bot that is there. */
async function endUpdates(tx: Tx): Promise<number> {
  const waiting = await first(tx.select({ n: count() }).from(inbox).where(isNotNull(inbox.dueAt)));
  await tx.delete(inbox);
  // Whoever was told by the former bot that this is not theirs to use has heard nothing of this one.
  await tx.delete(strangers);
  return waiting?.n ?? 0;
}

/** What would answer or change a message of the former bot's chats, and every question that it asked. */
async function endMessages(tx: Tx, at: number): Promise<void> {
  await tx.delete(drafts);
  // Whether somebody is an administrator of a group can only be asked by the bot that is in it.
  await tx.delete(linkRequests);
  const waits = isNotNull(outbox.dueAt);
  await tx
    .update(outbox)
    .set({ dueAt: null, settledAt: at, payload: null, failure: FORMER_BOT })
    .where(and(waits, or(inArray(outbox.kind, ['edit', 'delete']), isNotNull(outbox.draftToken))));
  await tx
    .update(outbox)
    .set({ payload: sql`json_remove(${outbox.payload}, '$.reply_parameters')` })
    .where(and(waits, eq(outbox.kind, 'message')));
}

/** Cards stay as they are; what is told of a charge answers no message of the former bot's. */
async function endChargesMessages(tx: Tx): Promise<void> {
  const last = (await first(tx.select({ id: max(chargeMessages.chargeId) }).from(chargeMessages)))?.id ?? 0;
  for (let from = 0; from < last; from += BATCH) {
    await tx
      .update(chargeMessages)
      .set({ cardMessageId: null, cardDueAt: null, commandMessageId: null })
      .where(
        and(
          gt(chargeMessages.chargeId, from),
          lte(chargeMessages.chargeId, from + BATCH),
          or(isNotNull(chargeMessages.cardMessageId), isNotNull(chargeMessages.commandMessageId)),
        ),
      );
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

/** Begins the key of a charge that a message asked for: its number is its bot's own. */
const OF_A_MESSAGE = 'message:';

/** A request key as it is kept: one that names a message bears the bot's id, unless that is the first bot's. */
export function keyOfBot(
  idempotencyKey: string,
  bot: { readonly botId: number | null; readonly firstBotId: number | null } | undefined,
): string {
  const isFirst = bot === undefined || bot.botId === bot.firstBotId;
  return isFirst || !idempotencyKey.startsWith(OF_A_MESSAGE)
    ? idempotencyKey
    : `bot:${bot.botId}:${idempotencyKey}`;
}
