import { and, asc, eq, isNotNull, lte, sql } from 'drizzle-orm';
import type { ChargeRequest } from '../domain/charge.ts';
import { isErased, type Msisdn } from '../domain/msisdn.ts';
import { statesWhere } from '../domain/charge-states.ts';
import {
  COLLECT_EVERY_MS,
  COLLECTION_LATE_MS,
  isStillToAsk,
  MAX_UNANSWERED,
  type Collection,
  type PauseReason,
  type PayerRefusal,
} from '../domain/collection.ts';
import { selectBot } from './bot-identity.ts';
import { closeCharges } from './close-collection.ts';
import { chargesOfPayers, requireCollection } from './collection-rows.ts';
import { scheduleCollection } from './collection-schedule.ts';
import { first, type Engine, type Holds, type Tx, type WriteOptions } from './engine.ts';
import { merchantLock } from './locks.ts';
import { createOnce } from './new-charge.ts';
import { outdateBoard } from './outdate-board.ts';
import { pauseCollection } from './pause-collection.ts';
import type { PhoneForms } from './phone-forms.ts';
import type { AdmissionRule } from './port/admission-rule.ts';
import type { AdmissionOutcome } from './port/admission.ts';
import type { ChargedNext } from './port/collections.ts';
import { charges, collectionPayers, collections } from './schema.ts';

/** How many charges of a closed collection are closed in one transaction. */
const CLOSED_AT_ONCE = 5;

type PayerRow = typeof collectionPayers.$inferSelect;

/** The locks of `chargeNext`: the merchant's, and that of the phone which is asked next. */
export const ofNextPayer = (
  collectionId: number,
  { steadyAt }: Pick<AdmissionRule, 'steadyAt'>,
): Pick<WriteOptions, 'locks'> => ({
  async locks(tx) {
    const { id, merchantId } = await requireCollection(tx, collectionId);
    const msisdn = (await nextPayer(tx, { id }, steadyAt))?.msisdn;
    const merchant = merchantLock(merchantId);
    return msisdn === undefined || isErased(msisdn) ? [merchant] : [merchant, `phone:${msisdn}`];
  },
});

/** See `Collections.chargeNext`. */
export async function chargeNext(
  engine: Engine,
  tx: Tx,
  holds: Holds,
  formsOf: PhoneForms,
  collectionId: number,
  rule: AdmissionRule,
): Promise<ChargedNext> {
  const collection = await requireCollection(tx, collectionId);
  const { dueAt, dueWallAt, closedAt } = collection;
  if (dueAt === null || dueAt > rule.steadyAt) return 'nobody';
  if (closedAt !== null) return await closeSome(tx, collection, closedAt, rule);
  if (rule.at - (dueWallAt ?? rule.at) > COLLECTION_LATE_MS) return await pause(tx, collection, 'away', rule);
  const payer = await nextPayer(tx, collection, rule.steadyAt);
  if (payer === undefined) {
    await scheduleCollection(tx, collection, rule, rule.steadyAt);
    return 'nobody';
  }
  const before = (await chargesOfPayers(tx, [payer.id])).get(payer.id) ?? [];
  const { msisdn } = payer;
  if (isErased(msisdn) || !isStillToAsk({ msisdn, charges: before }))
    return await settle(tx, collection, payer, { state: before.length > 0 ? 'charged' : 'left' }, rule);
  if (await isBehind(tx, collection)) {
    await scheduleCollection(tx, collection, rule, rule.steadyAt + COLLECT_EVERY_MS);
    return 'nobody';
  }
  // Another payer was next a moment ago. The collection is still due.
  if (!holds(`phone:${msisdn}`)) return 'nobody';
  const bot = await first(selectBot(tx));
  const request = requestFor(collection, payer, msisdn, rule);
  const phones = formsOf(msisdn);
  const outcome = await createOnce(engine, tx, { request, phones, rule, effects: undefined, bot });
  return await record(tx, collection, payer, outcome, rule);
}

const nextPayer = async (
  tx: Tx,
  { id }: Pick<Collection, 'id'>,
  steadyAt: number,
): Promise<PayerRow | undefined> =>
  await first(
    tx
      .select()
      .from(collectionPayers)
      .where(
        and(
          eq(collectionPayers.collectionId, id),
          isNotNull(collectionPayers.dueAt),
          lte(collectionPayers.dueAt, steadyAt),
        ),
      )
      .orderBy(asc(collectionPayers.dueAt), asc(collectionPayers.id))
      .limit(1),
  );

/** Whether enough prompts of the merchant's collections wait to be sent, or for the gateway's answer. */
async function isBehind(tx: Tx, { merchantId }: Collection): Promise<boolean> {
  let unanswered = 0;
  for (const state of statesWhere('unanswered')) {
    // A constant and no parameter, so that SQLite uses the partial index of the state.
    const isUnanswered = sql`${charges.state} = ${sql.raw(`'${state}'`)}`;
    const found = await tx
      .select({ id: charges.id })
      .from(charges)
      .where(and(eq(charges.merchantId, merchantId), isUnanswered, isNotNull(charges.collectionPayerId)))
      .limit(MAX_UNANSWERED);
    unanswered += found.length;
  }
  return unanswered >= MAX_UNANSWERED;
}

const requestFor = (
  collection: Collection,
  payer: PayerRow,
  msisdn: Msisdn,
  { at }: AdmissionRule,
): ChargeRequest => ({
  merchantId: collection.merchantId,
  idempotencyKey: `collect:${payer.id}:${payer.round}`,
  msisdn,
  contactName: payer.name,
  amountKes: payer.amountKes,
  note: collection.note,
  userId: payer.askedBy,
  requestedAt: at,
  collectionPayerId: payer.id,
  message: {
    chatId: collection.chatId,
    chatKind: collection.chatKind,
    threadId: collection.threadId,
    commandMessageId: collection.commandMessageId,
    commandWord: collection.commandWord,
    userName: payer.askedByName,
    language: collection.language,
    shop: collection.shop,
    cardMessageId: undefined,
  },
});

/** Records what became of asking a payer, and when the next one is asked. */
async function record(
  tx: Tx,
  collection: Collection,
  payer: PayerRow,
  outcome: AdmissionOutcome,
  rule: AdmissionRule,
): Promise<ChargedNext> {
  const { at, steadyAt } = rule;
  switch (outcome.kind) {
    case 'created':
    case 'already':
      await settle(tx, collection, payer, { state: 'charged', round: payer.round + 1, name: null }, rule);
      return 'created';
    case 'held':
      return await pause(tx, collection, 'restored', rule);
    case 'refused':
      if (outcome.why === 'no-account' || outcome.why === 'suspended')
        return await pause(tx, collection, outcome.why, rule);
      return await refuse(tx, collection, payer, outcome.why, rule);
    case 'over-limit':
      return await refuse(tx, collection, payer, 'over-limit', rule);
    case 'prompt-open':
      return await postpone(tx, collection, payer, steadyAt + outcome.freeAt - at, rule);
    case 'needs-confirmation':
      // The customer has just paid the same amount here. M-Pesa refuses another such payment for a while.
      return await postpone(tx, collection, payer, steadyAt + rule.windowMs, rule);
    case 'limit-reached': {
      const freeAt = steadyAt + outcome.limit.freeAt - at;
      if (outcome.limit.of === 'phone') return await postpone(tx, collection, payer, freeAt, rule);
      // The limit holds everybody up.
      await scheduleCollection(tx, collection, rule, Math.max(freeAt, steadyAt + COLLECT_EVERY_MS));
      await outdateBoard(tx, collection, at);
      return 'nobody';
    }
  }
}

const refuse = (
  tx: Tx,
  collection: Collection,
  payer: PayerRow,
  refusal: PayerRefusal,
  rule: AdmissionRule,
): Promise<ChargedNext> => settle(tx, collection, payer, { state: 'refused', refusal }, rule);

/** Sets what became of a payer who does not wait any more. */
async function settle(
  tx: Tx,
  collection: Collection,
  payer: PayerRow,
  set: Partial<Pick<PayerRow, 'state' | 'refusal' | 'round' | 'name'>>,
  rule: AdmissionRule,
): Promise<ChargedNext> {
  await tx
    .update(collectionPayers)
    .set({ ...set, dueAt: null })
    .where(eq(collectionPayers.id, payer.id));
  const asked = set.round !== undefined;
  await scheduleCollection(tx, collection, rule, rule.steadyAt + (asked ? COLLECT_EVERY_MS : 0));
  await outdateBoard(tx, collection, rule.at);
  return 'nobody';
}

/** Lets a payer wait until their phone is free. Others go on. */
async function postpone(
  tx: Tx,
  collection: Collection,
  payer: PayerRow,
  until: number,
  rule: AdmissionRule,
): Promise<ChargedNext> {
  const dueAt = Math.max(until, rule.steadyAt + COLLECT_EVERY_MS);
  await tx.update(collectionPayers).set({ dueAt }).where(eq(collectionPayers.id, payer.id));
  await scheduleCollection(tx, collection, rule, rule.steadyAt);
  await outdateBoard(tx, collection, rule.at);
  return 'nobody';
}

async function pause(
  tx: Tx,
  collection: Collection,
  reason: PauseReason,
  { at }: AdmissionRule,
): Promise<ChargedNext> {
  await pauseCollection(tx, collection, reason, at);
  return 'paused';
}

/** Closes a few open charges of a closed collection, and comes back until none is left. */
async function closeSome(
  tx: Tx,
  collection: Collection,
  closedAt: number,
  { at, steadyAt }: AdmissionRule,
): Promise<ChargedNext> {
  const { closedBy = null } =
    (await first(
      tx
        .select({ closedBy: collections.closedBy })
        .from(collections)
        .where(eq(collections.id, collection.id)),
    )) ?? {};
  const closing = { id: collection.id, closedBy, closedByName: collection.closedByName, closedAt };
  const closed = await closeCharges(tx, closing, statesWhere('open'), at, CLOSED_AT_ONCE);
  const isMore = closed === CLOSED_AT_ONCE;
  await tx
    .update(collections)
    .set({ dueAt: isMore ? steadyAt : null, dueWallAt: isMore ? at : null })
    .where(eq(collections.id, collection.id));
  return 'nobody';
}
