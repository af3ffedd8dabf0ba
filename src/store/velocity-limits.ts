import { and, desc, eq, gt, inArray, notInArray, type SQL } from 'drizzle-orm';
import { statesWhere } from '../domain/charge-states.ts';
import type { ChargeRequest } from '../domain/charge.ts';
import type { VelocityLimit } from '../domain/velocity-limit.ts';
import type { Tx } from './engine.ts';
import type { StoredPhone } from './phone-forms.ts';
import type { AdmissionRule } from './port/admission-rule.ts';
import type { LimitHit } from './port/velocity-limits.ts';
import { AFTER, equalsUnindexed, LIMIT, listed, listOf, MERCHANT, preparedOnce, USER } from './prepared.ts';
import { charges } from './schema.ts';

/**
 * The first of the limits that one more charge would break.
 *
 * @param phones every form in which the phone may be stored
 */
export async function limitReached(
  tx: Tx,
  { velocityLimits, at, steadyAt }: Pick<AdmissionRule, 'velocityLimits' | 'at' | 'steadyAt'>,
  request: ChargeRequest,
  phones: readonly StoredPhone[],
): Promise<LimitHit | undefined> {
  for (const limit of velocityLimits) {
    // Asked for by no person.
    if (limit.of === 'member' && request.userId === null) continue;
    const counted = await counts[scopeOf(limit)](tx, phones.length).execute({
      ...listed(phones),
      merchantId: request.merchantId,
      userId: request.userId,
      after: steadyAt - limit.withinMs,
      limit: limit.count,
    });
    const oldest = counted.at(-1);
    if (oldest !== undefined && counted.length === limit.count)
      return { ...limit, freeAt: at + oldest.createdSteadyAt + limit.withinMs - steadyAt };
  }
  return undefined;
}

const scopeOf = ({ of, isOwn }: VelocityLimit): keyof typeof counts =>
  of === 'phone' && isOwn === true ? 'phone of the merchant' : of;

/** Returns the query for the latest charges of a scope. */
const countOf = (scopeFor: (phones: number) => SQL | undefined) =>
  preparedOnce((tx, phones: number) =>
    tx
      .select({ createdSteadyAt: charges.createdSteadyAt })
      .from(charges)
      .where(and(scopeFor(phones), gt(charges.createdSteadyAt, AFTER)))
      .orderBy(desc(charges.createdSteadyAt))
      .limit(LIMIT),
  );

const toPhone = (phones: number, isOwn: SQL | undefined): SQL | undefined =>
  and(
    inArray(charges.msisdn, listOf(phones)),
    isOwn,
    notInArray(charges.state, [...statesWhere('neverSent')]),
  );

const counts = {
  phone: countOf((phones) => toPhone(phones, undefined)),
  'phone of the merchant': countOf((phones) =>
    toPhone(phones, equalsUnindexed(charges.merchantId, MERCHANT)),
  ),
  member: countOf(() => and(eq(charges.merchantId, MERCHANT), eq(charges.userId, USER))),
  merchant: countOf(() => eq(charges.merchantId, MERCHANT)),
};
