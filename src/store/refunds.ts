import { and, eq, isNull } from 'drizzle-orm';
import { isPaid, type Charge } from '../domain/charge.ts';
import type { Member } from '../domain/member.ts';
import type { News, NewsPayload } from '../domain/news.ts';
import { MAX_REFUNDS, standingKes, type Refund } from '../domain/refund.ts';
import { isAtLeast } from '../domain/roles.ts';
import { addRefundEntry } from './book-entries.ts';
import { requireCharge } from './charge-rows.ts';
import { first, only, type Engine, type Tx } from './engine.ts';
import { ofCharge, ofRefund, once } from './locks.ts';
import { memberAt } from './membership-queries.ts';
import { observe } from './moves.ts';
import { newRef } from './new-ref.ts';
import { hearersOf } from './recipients.ts';
import { outdateBoardOf } from './outdate-board.ts';
import type {
  NewRefund,
  RefundOutcome,
  RefundRefusal,
  RefundStore,
  TakeBackOutcome,
} from './port/refunds.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { refundsOf, selectRefunds } from './refund-queries.ts';
import { refunds } from './schema.ts';
import { countRefund } from './takings.ts';
import { addToOutbox, applyEffects } from './update-effects.ts';

/** Refunds of charges. */
export function refundStore(engine: Engine): RefundStore {
  return {
    record: (refund, ...args) =>
      engine.write((tx) => record(tx, refund, ...args), once(ofCharge(refund.chargeId))),
    takeBack: (which, ...args) =>
      engine.write((tx) => takeBack(tx, which, ...args), once(ofRefund(which.refundId))),
    of: (chargeId) => engine.read((db) => refundsOf(db, chargeId)),
    byRef: (ref) => engine.read((db) => first(selectRefunds(db).where(eq(refunds.ref, ref)))),
  };
}

async function record(
  tx: Tx,
  { chargeId, amountKes, reason, idempotencyKey, userId, at }: NewRefund,
  react: (leftKes: number) => UpdateEffects,
): Promise<RefundOutcome> {
  const charge = await requireCharge(tx, chargeId);
  const by = await managerAt(tx, charge.merchantId, userId);
  if ('kind' in by) return by;
  const same = await first(selectRefunds(tx).where(eq(refunds.idempotencyKey, idempotencyKey)));
  if (same !== undefined) return { kind: 'already', refund: same };
  if (!isPaid(charge)) return { kind: 'not-paid' };
  const earlier = await refundsOf(tx, chargeId);
  if (earlier.length >= MAX_REFUNDS) return { kind: 'too-many' };
  const leftKes = charge.amountKes - standingKes(earlier);
  if (amountKes > leftKes) return { kind: 'too-much', leftKes };
  const effects = react(leftKes - amountKes);
  if (!(await applyEffects(tx, effects))) return { kind: 'settled' };
  const { id } = await only(
    tx
      .insert(refunds)
      .values({
        ref: newRef(),
        chargeId,
        merchantId: charge.merchantId,
        amountKes,
        reason,
        idempotencyKey,
        recordedAt: at,
        recordedBy: userId,
        recordedByName: by.name,
      })
      .returning({ id: refunds.id }),
  );
  const refund = await requireRefund(tx, id);
  await addRefundEntry(tx, charge, refund, at);
  await countRefund(tx, charge, refund);
  await tell(tx, charge, refund, by, effects);
  return { kind: 'recorded', refund };
}

async function takeBack(
  tx: Tx,
  { refundId, reason, userId, at }: Parameters<RefundStore['takeBack']>[0],
  react: (leftKes: number) => UpdateEffects,
): Promise<TakeBackOutcome> {
  const before = await requireRefund(tx, refundId);
  const by = await managerAt(tx, before.merchantId, userId);
  if ('kind' in by) return by;
  if (before.takenBackAt !== null) return { kind: 'past', refund: before };
  const charge = await requireCharge(tx, before.chargeId);
  const standing = standingKes(await refundsOf(tx, charge.id)) - before.amountKes;
  const effects = react(charge.amountKes - standing);
  if (!(await applyEffects(tx, effects))) return { kind: 'settled' };
  await tx
    .update(refunds)
    .set({ takenBackAt: at, takenBackBy: userId, takenBackByName: by.name, takenBackReason: reason })
    .where(and(eq(refunds.id, refundId), isNull(refunds.takenBackAt)));
  const refund = await requireRefund(tx, refundId);
  await addRefundEntry(tx, charge, refund, at);
  await countRefund(tx, charge, refund);
  await tell(tx, charge, refund, by, effects);
  return { kind: 'taken-back', refund };
}

/** Returns a manager or an owner of a merchant, or why the person may not do this. */
async function managerAt(tx: Tx, merchantId: number, userId: number): Promise<Member | RefundRefusal> {
  const member = await memberAt(tx, merchantId, userId);
  if (member === undefined) return { kind: 'forbidden', why: 'not-yours' };
  return isAtLeast(member.role, 'manager') ? member : { kind: 'forbidden', why: 'managers-only' };
}

/** @throws if there is no such refund: callers have its id from the store */
async function requireRefund(tx: Tx, id: number): Promise<Refund> {
  const refund = await first(selectRefunds(tx).where(eq(refunds.id, id)));
  if (refund === undefined) throw new Error(`no refund ${id}`);
  return refund;
}

/**
 * Adds what a person did with a refund to the audit log, and tells it as a mark is told: a manager's to the owners and where payments
 * are announced, and to who charged. The reason is not in the audit log, because it may hold a number, which could not be erased there.
 */
async function tell(
  tx: Tx,
  charge: Charge,
  refund: Refund,
  by: Member,
  { at, messages }: UpdateEffects,
): Promise<void> {
  const isTakenBack = refund.takenBackAt !== null;
  const { amountKes, ref } = refund;
  await observe(tx, charge, {
    at,
    actor: `user:${by.userId}`,
    detail: { name: by.name, refund: ref, [isTakenBack ? 'takenBackKes' : 'refundedKes']: amountKes },
  });
  if (charge.collectionPayerId !== null) await outdateBoardOf(tx, charge.collectionPayerId, at);
  const news: News = {
    kind: 'refund',
    isTakenBack,
    number: charge.number,
    amountKes,
    paidKes: charge.amountKes,
    reason: (isTakenBack ? refund.takenBackReason : refund.reason) ?? '',
    by: by.name,
  };
  for (const [chatId, { threadId, language, shop }] of await hearersOf(tx, charge, by, by.role !== 'owner')) {
    // The chat where it happened has the answer.
    if (messages.some((message) => message.chatId === chatId)) continue;
    const payload: NewsPayload = {
      news,
      shop: shop ?? '',
      isOfSeveral: shop !== null,
      language,
      threadId,
    };
    await addToOutbox(tx, [{ kind: 'message', chatId, payload }], at);
  }
}
