import { and, count, eq, gt, inArray, isNotNull, lte, max, or, sql } from 'drizzle-orm';
import type { Db } from './engines/sqlite/database.ts';
import { addToOutbox, writing, type OutgoingMessage } from './update-effects.ts';
import {
  charges,
  drafts,
  inbox,
  linkRequests,
  members,
  outbox,
  preferences,
  program,
  strangers,
  type Language,
} from './schema.ts';

/** Another bot speaks from now on. What the chats of the former one hold cannot be changed, answered or referred to by it. */
export interface BotChange {
  readonly formerId: number;
  readonly botId: number;
  /** How many updates of the former bot had not been handled: nothing comes of them. */
  readonly unhandled: number;
}

/** An owner of any shop, and how they are spoken to if they have said so. */
export interface OwnerToTell {
  readonly userId: number;
  readonly language: Language | undefined;
}

/** How many charges are gone through at a time. */
const BATCH = 10_000;
const FORMER_BOT = 'it was of the former bot';

/**
 * As which bot the program speaks. Update ids, message ids and the questions that were asked belong to a bot: another one has
 * others, which may be the same numbers. Chats and people are the same for every bot.
 */
export type Bots = ReturnType<typeof botStore>;

export function botStore(db: Db) {
  return {
    /**
     * From now on the program speaks as this bot. If it spoke as another before, all that belongs to that one ends, in this
     * one transaction, and the owners are told what that means.
     *
     * @returns what changed; undefined for the same bot, and for the first
     */
    async speakAs(
      botId: number,
      { at, steadyAt }: { readonly at: number; readonly steadyAt: number },
      tell: (change: BotChange, owner: OwnerToTell) => OutgoingMessage,
    ): Promise<BotChange | undefined> {
      const formerId = db.select().from(program).get()?.botId ?? undefined;
      if (formerId === botId) return undefined;
      return writing(db, (tx) => {
        tx.insert(program)
          .values({ id: 1, botId, firstBotId: botId, steadyAt, wallAt: at, clockAgreed: false })
          .onConflictDoUpdate({
            target: program.id,
            set: { botId, firstBotId: sql`coalesce(${program.firstBotId}, ${formerId ?? botId})` },
          })
          .run();
        if (formerId === undefined) return undefined;
        const change = { formerId, botId, unhandled: endUpdates(tx) };
        endMessages(tx, at);
        endChargesMessages(tx);
        const says = ownersToTell(tx).map((owner) => tell(change, owner));
        addToOutbox(tx, says, at);
        return change;
      });
    },
  };
}

/** Ids of updates are a bot's own. What was not handled is not: the people are asked to say it again, to the bot that is there. */
function endUpdates(tx: Db): number {
  const waiting = tx.select({ n: count() }).from(inbox).where(isNotNull(inbox.dueAt)).get();
  tx.delete(inbox).run();
  // Whoever was told by the former bot that this is not theirs to use has heard nothing of this one.
  tx.delete(strangers).run();
  return waiting?.n ?? 0;
}

/** What would answer or change a message of the former bot's chats, and every question that it asked. */
function endMessages(tx: Db, at: number): void {
  tx.delete(drafts).run();
  // Whether somebody is an administrator of a group can only be asked by the bot that is in it.
  tx.delete(linkRequests).run();
  const waits = isNotNull(outbox.dueAt);
  tx.update(outbox)
    .set({ dueAt: null, settledAt: at, payload: null, failure: FORMER_BOT })
    .where(and(waits, or(inArray(outbox.kind, ['edit', 'delete']), isNotNull(outbox.draftToken))))
    .run();
  tx.update(outbox)
    .set({ payload: sql`json_remove(${outbox.payload}, '$.reply_parameters')` })
    .where(and(waits, eq(outbox.kind, 'message')))
    .run();
}

/** Cards stay as they are; what is told of a charge answers no message of the former bot's. */
function endChargesMessages(tx: Db): void {
  const last =
    tx
      .select({ id: max(charges.id) })
      .from(charges)
      .get()?.id ?? 0;
  for (let from = 0; from < last; from += BATCH) {
    tx.update(charges)
      .set({ cardMessageId: null, cardDueAt: null, commandMessageId: null })
      .where(
        and(
          gt(charges.id, from),
          lte(charges.id, from + BATCH),
          or(isNotNull(charges.cardMessageId), isNotNull(charges.commandMessageId)),
        ),
      )
      .run();
  }
}

function ownersToTell(tx: Db): OwnerToTell[] {
  return tx
    .selectDistinct({ userId: members.userId, language: preferences.language })
    .from(members)
    .leftJoin(preferences, eq(preferences.userId, members.userId))
    .where(eq(members.role, 'owner'))
    .all()
    .map(({ userId, language }) => ({ userId, language: language ?? undefined }));
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
