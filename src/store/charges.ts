import { randomBytes } from 'node:crypto';
import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { Mismatch } from '../charge/judge.ts';
import { mayMove, type ChargeState } from '../charge/states.ts';
import { keyOfBot } from './bots.ts';
import type { NewCharge } from './conflicts.ts';
import type { Db } from './database.ts';
import { LIMIT, MERCHANT } from './hot.ts';
import { addNotice } from './notices.ts';
import { applyReaction, writing, type Reaction } from './reaction.ts';
import { restoredSince } from './restored.ts';
import {
  chargeEvents,
  charges,
  merchants,
  outbox,
  program,
  type Actor,
  type Charge,
  type EventDetail,
  type NoticeKind,
} from './schema.ts';
import { refusalOf, whatStandsAgainst, type Refusal, type TakeOutcome, type TakeRule } from './taking.ts';
import { watchStore } from './watch.ts';

/** A guarded change of state. */
export interface Move {
  readonly chargeId: number;
  readonly from: ChargeState | readonly ChargeState[];
  readonly to: ChargeState;
  readonly at: number;
  readonly actor: Actor;
  readonly detail: EventDetail;
  readonly set?: Partial<
    Pick<
      Charge,
      | 'pushedAt'
      | 'pushedSteadyAt'
      | 'accountId'
      | 'transactionId'
      | 'confirmBy'
      | 'watchUntil'
      | 'watchDueAt'
      | 'receipt'
      | 'paidAt'
      | 'words'
    >
  >;
  /** The card says the same before and after: it need not be sent again. */
  readonly sameCard?: true;
  /** A message that rings, committed with the move. */
  readonly notice?: NoticeKind;
}

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly charge: Charge }
  /** The charge was no longer in the state it was moved from; nothing changed. */
  | { readonly kind: 'stale'; readonly charge: Charge }
  /** It was to be pushed, and may not be any more; nothing changed. */
  | { readonly kind: 'refused'; readonly why: Refusal }
  /** Another charge has this receipt, or of this merchant's this transaction id, already; nothing changed. */
  | { readonly kind: 'taken'; readonly what: 'receipt' | 'transactionId'; readonly by: number };

/** Charges, with their audit trail and the notices that their moves entail. Every method is one transaction. */
export type ChargeStore = ReturnType<typeof chargeStore>;

export function chargeStore(db: Db) {
  const hot = hotQueries(db);
  return {
    /**
     * Takes a charge: once per request key, and unless something stands against it. Whether the person may charge is decided
     * here, in the transaction that would take it. The reaction to the update that asked is committed with it.
     */
    async take(asked: NewCharge, rule: TakeRule, reaction: Reaction): Promise<TakeOutcome> {
      return writing(db, (tx) => {
        const requestKey = keyOfBot(asked.requestKey, hot.bot.get());
        const same = tx.select().from(charges).where(eq(charges.requestKey, requestKey)).get();
        if (same !== undefined) {
          applyReaction(tx, reaction);
          return { kind: 'already', charge: same };
        }
        const against = whatStandsAgainst(tx, asked, rule);
        if (against !== undefined) return against;

        applyReaction(tx, reaction);
        const cardMessageId = asked.cardMessageId ?? null;
        const charge = tx
          .insert(charges)
          .values({
            ...asked,
            requestKey,
            state: 'created',
            number: nextNumber(tx, asked.merchantId),
            ref: randomBytes(REF_BYTES).toString('base64url'),
            createdAt: rule.at,
            createdSteadyAt: rule.steadyAt,
            cardMessageId,
            cardDueAt: cardMessageId === null ? null : 0,
          })
          .returning()
          .get();
        tx.insert(chargeEvents)
          .values({
            chargeId: charge.id,
            at: rule.at,
            to: 'created',
            actor: `user:${asked.userId}`,
            detail: { accepted: rule.accepted },
          })
          .run();
        if (cardMessageId === null) {
          tx.insert(outbox)
            .values({
              kind: 'card',
              chatId: charge.chatId,
              chargeId: charge.id,
              merchantId: charge.merchantId,
              createdAt: rule.at,
              dueAt: 0,
            })
            .run();
        }
        return { kind: 'taken', charge };
      });
    },

    /**
     * Moves a charge from one state to another, if it is still there: a compare-and-set, with the audit trail's row and
     * the notice in the same transaction, and the reaction to the update that asked for it. A move that the table of transitions does not have is a fault of ours.
     */
    async move(move: Move, reaction?: Reaction): Promise<MoveOutcome> {
      return writing(db, (tx) => {
        const before = mustFind(tx, move.chargeId);
        const from: readonly ChargeState[] = typeof move.from === 'string' ? [move.from] : move.from;
        if (!from.includes(before.state)) return { kind: 'stale', charge: before };
        if (!mayMove(before.state, move.to))
          throw new Error(`no transition from ${before.state} to ${move.to}`);
        if (move.to === 'pushing' && restoredSince(tx) !== undefined)
          throw new Error('this database was restored from a copy: nobody has said to go on');
        if (move.to === 'pushing') {
          // It may have waited: what has changed since it was taken counts.
          const why = refusalOf(tx, before, [before.msisdn]);
          if (why !== undefined) return { kind: 'refused', why };
        }
        const holder = holderOf(tx, before, move);
        if (holder !== undefined) return holder;

        if (reaction !== undefined) applyReaction(tx, reaction);
        const charge = tx
          .update(charges)
          .set({
            ...move.set,
            state: move.to,
            ...(move.sameCard === true ? {} : cardOutdated(before)),
          })
          .where(eq(charges.id, move.chargeId))
          .returning()
          .get();
        tx.insert(chargeEvents)
          .values({
            chargeId: charge.id,
            at: move.at,
            from: before.state,
            to: move.to,
            actor: move.actor,
            detail: move.detail,
          })
          .run();
        if (move.notice !== undefined) addNotice(tx, charge, move.notice, move.at);
        return { kind: 'moved', charge };
      });
    },

    /**
     * Keeps a reported payment that was not this charge's. The charge stays in its state and is still watched; the chat is
     * told the first time, and the audit trail gets a row whenever the reason changes.
     */
    async noteMismatch(chargeId: number, mismatch: Mismatch, at: number, detail: EventDetail): Promise<void> {
      writing(db, (tx) => {
        const charge = mustFind(tx, chargeId);
        if (charge.mismatch === mismatch) return;
        tx.update(charges)
          .set({ mismatch, ...cardOutdated(charge) })
          .where(eq(charges.id, chargeId))
          .run();
        tx.insert(chargeEvents)
          .values({
            chargeId,
            at,
            from: charge.state,
            to: charge.state,
            actor: 'gateway',
            detail: { mismatch, ...detail },
          })
          .run();
        if (charge.mismatch === null) addNotice(tx, charge, 'mismatch', at);
      });
    },

    /** Keeps since when the gateway refuses to say anything about a charge, or that it does no more (null): its card says so. */
    async noteRefusal(chargeId: number, refusedAt: number | null): Promise<void> {
      writing(db, (tx) => {
        const charge = mustFind(tx, chargeId);
        if ((charge.accountRefusedAt === null) === (refusedAt === null)) return;
        tx.update(charges)
          .set({ accountRefusedAt: refusedAt, ...cardOutdated(charge) })
          .where(eq(charges.id, chargeId))
          .run();
      });
    },

    /** A merchant's charges that wait for their push, the oldest first. */
    async toPush(merchantId: number, limit: number): Promise<Charge[]> {
      return hot.toPush.all({ merchantId, limit });
    },

    /** A merchant's charges whose push has begun. */
    async pushing(merchantId: number): Promise<Charge[]> {
      return hot.pushing.all({ merchantId });
    },

    ...watchStore(db),
  };
}

/** What a loop asks at every turn, prepared once. */
function hotQueries(db: Db) {
  return {
    bot: db.select({ botId: program.botId, firstBotId: program.firstBotId }).from(program).prepare(),
    toPush: db
      .select()
      .from(charges)
      // Written out, so that the index on just these rows is used.
      .where(and(eq(charges.merchantId, MERCHANT), sql`${charges.state} = 'created'`))
      .orderBy(asc(charges.id))
      .limit(LIMIT)
      .prepare(),
    pushing: db
      .select()
      .from(charges)
      .where(and(eq(charges.merchantId, MERCHANT), sql`${charges.state} = 'pushing'`))
      .prepare(),
  };
}

/** A receipt, and a transaction id, belongs to one charge: a gateway that repeats one proves nothing with it. */
function holderOf(tx: Db, { merchantId }: Charge, move: Move): MoveOutcome | undefined {
  for (const what of ['receipt', 'transactionId'] as const) {
    const value = move.set?.[what];
    if (value === undefined || value === null) continue;
    const holder = tx
      .select({ id: charges.id })
      .from(charges)
      .where(
        and(
          eq(charges[what], value),
          ne(charges.id, move.chargeId),
          // Each account may number its own.
          what === 'transactionId' ? eq(charges.merchantId, merchantId) : undefined,
        ),
      )
      .get();
    if (holder !== undefined) return { kind: 'taken', what, by: holder.id };
  }
  return undefined;
}

/** 96 random bits: nobody can name a charge that they were not shown. */
const REF_BYTES = 12;

/** Each merchant's charges are counted from 1. */
function nextNumber(tx: Db, merchantId: number): number {
  const [merchant] = tx
    .update(merchants)
    .set({ nextNumber: sql`${merchants.nextNumber} + 1` })
    .where(eq(merchants.id, merchantId))
    .returning({ next: merchants.nextNumber })
    .all();
  if (merchant === undefined) throw new Error(`no merchant ${merchantId}`);
  return merchant.next - 1;
}

/** The card shows something else now; one that Telegram does not have yet will be right when it is first sent. */
const cardOutdated = (charge: Charge) => ({
  revision: sql`${charges.revision} + 1`,
  cardDueAt: charge.cardMessageId === null ? null : 0,
  cardAttempts: 0,
});

function mustFind(tx: Db, chargeId: number): Charge {
  const charge = tx.select().from(charges).where(eq(charges.id, chargeId)).get();
  if (charge === undefined) throw new Error(`no charge ${chargeId}`);
  return charge;
}
