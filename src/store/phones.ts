import { and, asc, count, eq, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { Actor, EventDetail } from '../domain/audit.ts';
import { statesWhere } from '../domain/charge-states.ts';
import type { ReportedPayment } from '../domain/charge.ts';
import { asErased, type Msisdn } from '../domain/msisdn.ts';
import { isAtLeast } from '../domain/roles.ts';
import { redactPhones } from '../runtime/redaction.ts';
import { eraseOldPayers, erasePayer, oldPayers } from './erase-payers.ts';
import { isItsCustomer } from './charge-rows.ts';
import { findCustomer, forgetNames } from './customer-names.ts';
import { first, type Engine, type Holds, type Tx } from './engine.ts';
import { merchantLock, ofMerchant, once } from './locks.ts';
import { memberAt } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import type { PhoneForms } from './phone-forms.ts';
import type { Erasure, ErasureAhead, PhoneHash, Phones } from './port/phones.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { equalsUnindexed } from './prepared.ts';
import { refundsOf } from './refund-queries.ts';
import {
  blockedPhones,
  chargeEvents,
  charges,
  customers,
  drafts,
  hasName,
  hasWholeNumber,
  isWholeNumber,
  refunds,
} from './schema.ts';
import { recount } from './takings.ts';
import { applyEffects } from './update-effects.ts';

/** How many charges are erased by age in one transaction. */
const BATCH = 200;
/** After this long, a push without an answer gets none any more. */
const UNKNOWN_IS_FINAL_MS = 24 * 3_600_000;

/** @param formsOf every form in which a number may be stored */
export function phoneStore(engine: Engine, formsOf: PhoneForms): Phones {
  return {
    block: (merchantId, ...args) =>
      engine.write((tx) => block(tx, formsOf, merchantId, ...args), ofMerchant(merchantId)),
    toErase: (...args) => engine.read((db) => toErase(db, ...args)),

    async erase(
      merchantId: number,
      msisdn: Msisdn,
      hash: PhoneHash,
      userId: number,
      at: number,
      react: (erasure: Erasure) => UpdateEffects,
    ): Promise<Erasure | undefined> {
      const erasure = await engine.write(
        async (tx) => {
          if ((await memberAt(tx, merchantId, userId))?.role !== 'owner') return undefined;
          const { ids, open } = await chargesOf(tx, merchantId, msisdn, at);
          const result = { erased: ids.length, open };
          if (!(await applyEffects(tx, react(result)))) return result;
          for (const id of ids) await eraseCharge(tx, id, hash);
          await erasePayer(tx, merchantId, msisdn, open === 0 ? hash : undefined, at);
          const customer = await findCustomer(tx, { merchantId, msisdn });
          if (customer !== undefined) await forgetNames(tx, [customer.id]);
          const names = or(
            eq(drafts.msisdn, msisdn),
            sql`CAST(${drafts.payers} AS text) LIKE ${`%${msisdn}%`}`,
          );
          await tx.delete(drafts).where(and(eq(drafts.merchantId, merchantId), names));
          await eraseBlocked(tx, merchantId, msisdn, hash);
          await addEvent(tx, merchantId, at, `user:${userId}`, 'erased', { charges: ids.length });
          return result;
        },
        once(ofMerchant(merchantId)),
      );
      await engine.purgeOverwritten();
      return erasure;
    },

    async forgetLog(): Promise<void> {
      await engine.purgeOverwritten();
    },

    eraseBefore: (before, at, hash) =>
      engine.write((tx, holds) => eraseBefore(tx, holds, before, at, hash), {
        async locks(tx) {
          const { charges, blocked, payers, named } = await findOld(tx, before, at);
          return [...charges, ...blocked, ...payers, ...named].map(({ merchantId }) =>
            merchantLock(merchantId),
          );
        },
      }),
  };
}

async function block(
  tx: Tx,
  formsOf: PhoneForms,
  merchantId: number,
  msisdn: Msisdn,
  blocked: boolean,
  userId: number,
  at: number,
  effects: UpdateEffects,
): Promise<boolean> {
  const member = await memberAt(tx, merchantId, userId);
  if (member === undefined || !isAtLeast(member.role, 'manager') || !(await applyEffects(tx, effects)))
    return false;
  await tx
    .delete(blockedPhones)
    .where(and(eq(blockedPhones.merchantId, merchantId), inArray(blockedPhones.phone, [...formsOf(msisdn)])));
  if (blocked) await tx.insert(blockedPhones).values({ merchantId, phone: msisdn, blockedAt: at });
  // The number is not recorded here: it could not be erased.
  await addEvent(tx, merchantId, at, `user:${userId}`, blocked ? 'blocked' : 'unblocked', {});
  return true;
}

async function toErase(tx: Tx, merchantId: number, msisdn: Msisdn, at: number): Promise<ErasureAhead> {
  const { ids, open } = await chargesOf(tx, merchantId, msisdn, at);
  const blocked = and(eq(blockedPhones.merchantId, merchantId), eq(blockedPhones.phone, msisdn));
  return {
    finished: ids.length,
    open,
    name: (await findCustomer(tx, { merchantId, msisdn }))?.name ?? undefined,
    isBlocked: (await first(tx.select().from(blockedPhones).where(blocked))) !== undefined,
  };
}

/** Returns the finished charges to a number, and how many are not finished. */
async function chargesOf(
  tx: Tx,
  merchantId: number,
  msisdn: Msisdn,
  at: number,
): Promise<{ readonly ids: readonly number[]; readonly open: number }> {
  const mine = and(equalsUnindexed(charges.merchantId, merchantId), eq(charges.msisdn, msisdn));
  const finished = await tx
    .select({ id: charges.id })
    .from(charges)
    .where(and(mine, isFinished(at)));
  const all = (await first(tx.select({ n: count() }).from(charges).where(mine)))?.n ?? 0;
  return { ids: finished.map(({ id }) => id), open: all - finished.length };
}

/** A batch of everything with a number or a name that is older than a moment. */
async function findOld(tx: Tx, before: number, at: number) {
  return {
    charges: await tx
      .select({ id: charges.id, merchantId: charges.merchantId })
      .from(charges)
      .where(and(hasWholeNumber, lt(charges.createdAt, before), isFinished(at)))
      .orderBy(asc(charges.createdAt))
      .limit(BATCH),
    blocked: await tx
      .select()
      .from(blockedPhones)
      .where(and(isWholeNumber, lt(blockedPhones.blockedAt, before)))
      .limit(BATCH),
    payers: await oldPayers(tx, before, BATCH),
    named: await tx
      .select({ id: customers.id, merchantId: customers.merchantId })
      .from(customers)
      .where(and(hasName, lt(customers.seenAt, before)))
      .limit(BATCH),
  };
}

async function eraseBefore(
  tx: Tx,
  holds: Holds,
  before: number,
  at: number,
  hash: PhoneHash,
): Promise<number> {
  const found = await findOld(tx, before, at);
  // What has become old a moment ago is the next batch's.
  const isHeld = ({ merchantId }: { readonly merchantId: number }): boolean =>
    holds(merchantLock(merchantId));
  const old = found.charges.filter(isHeld);
  const theirs = await customersOf(
    tx,
    old.map(({ id }) => id),
  );
  const counts = new Map<number, number>();
  for (const { id, merchantId } of old) {
    await eraseCharge(tx, id, hash);
    counts.set(merchantId, (counts.get(merchantId) ?? 0) + 1);
  }
  await recount(tx, theirs);
  for (const { merchantId, phone } of found.blocked.filter(isHeld))
    await eraseBlocked(tx, merchantId, phone as Msisdn, hash);
  await eraseOldPayers(tx, found.payers.filter(isHeld), hash, at);
  await forgetNames(
    tx,
    found.named.filter(isHeld).map(({ id }) => id),
  );
  const actor: Actor = 'tillbot';
  for (const [merchantId, count] of counts)
    await addEvent(tx, merchantId, at, actor, 'erased', { charges: count, before });
  return Math.max(...Object.values(found).map(({ length }) => length));
}

/** Returns the customers of charges, while their numbers are whole. */
async function customersOf(tx: Tx, chargeIds: readonly number[]): Promise<readonly number[]> {
  const found = await tx
    .select({ id: customers.id })
    .from(charges)
    .innerJoin(customers, isItsCustomer)
    .where(inArray(charges.id, [...chargeIds]));
  return [...new Set(found.map(({ id }) => id))];
}

/** Replaces a blocked number by its hash, so that it stays blocked. The hash may be there already. */
async function eraseBlocked(tx: Tx, merchantId: number, msisdn: Msisdn, hash: PhoneHash): Promise<void> {
  const whole = and(eq(blockedPhones.merchantId, merchantId), eq(blockedPhones.phone, msisdn));
  for (const { blockedAt } of await tx.delete(blockedPhones).where(whole).returning())
    await tx
      .insert(blockedPhones)
      .values({ merchantId, phone: asErased(hash(msisdn)), blockedAt })
      .onConflictDoNothing();
}

const isFinished = (at: number): SQL | undefined =>
  or(
    // A marked charge may still be watched, which needs the number.
    and(inArray(charges.state, [...statesWhere('final')]), isNull(charges.watchDueAt)),
    and(eq(charges.state, 'unknown'), lt(charges.createdAt, at - UNKNOWN_IS_FINAL_MS)),
  );

/**
 * Erases the number of a charge wherever it is stored, also in the note, in refunds' reasons and in what the gateway sent. Amounts, states, receipts
 * and times stay.
 */
async function eraseCharge(tx: Tx, id: number, hash: PhoneHash): Promise<void> {
  const charge = await first(tx.select().from(charges).where(eq(charges.id, id)));
  if (charge === undefined) return;
  await tx
    .update(charges)
    .set({
      msisdn: asErased(hash(charge.msisdn as Msisdn)),
      note: charge.note === null ? null : redactPhones(charge.note),
      // It may name the customer, masked.
      gatewayMessage: charge.gatewayMessage === null ? null : '',
      // Its receipt stays, as that of a confirmed payment does.
      reported: charge.reported === null ? null : withoutPayer(charge.reported),
    })
    .where(eq(charges.id, id));
  for (const { id: refundId, reason, takenBackReason } of await refundsOf(tx, id))
    await tx
      .update(refunds)
      .set({
        reason: redactPhones(reason),
        takenBackReason: takenBackReason === null ? null : redactPhones(takenBackReason),
      })
      .where(eq(refunds.id, refundId));
  for (const event of await tx.select().from(chargeEvents).where(eq(chargeEvents.chargeId, id)))
    if ('raw' in event.detail || 'reported' in event.detail)
      await tx
        .update(chargeEvents)
        .set({ detail: detailWithoutPayer(event.detail) })
        .where(eq(chargeEvents.id, event.id));
}

/** The gateway's own answer (`raw`) names the customer, masked. */
function detailWithoutPayer({ raw: _raw, ...detail }: EventDetail): EventDetail {
  if (!('reported' in detail)) return detail;
  return { ...detail, reported: withoutPayer(detail['reported'] as ReportedPayment) };
}

const withoutPayer = ({ phone: _payer, ...rest }: ReportedPayment): ReportedPayment => rest;
