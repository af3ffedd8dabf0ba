import { and, desc, eq, gt, inArray, notInArray, type SQL } from 'drizzle-orm';
import { statesWhere } from '../domain/charge-states.ts';
import type { ChargeRequest } from '../domain/charge.ts';
import type { VelocityLimit } from '../domain/velocity-limit.ts';
import type { Tx } from './engine.ts';
import type { StoredPhone } from './phone-forms.ts';
import type { AdmissionRule } from './port/admission-rule.ts';
import type { LimitHit } from './port/velocity-limits.ts';
import { equalsUnindexed } from './prepared.ts';
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
    const counted = await tx
      .select({ createdSteadyAt: charges.createdSteadyAt })
      .from(charges)
      .where(and(scopeOf(limit, request, phones), gt(charges.createdSteadyAt, steadyAt - limit.withinMs)))
      .orderBy(desc(charges.createdSteadyAt))
      .limit(limit.count);
    const oldest = counted.at(-1);
    if (oldest !== undefined && counted.length === limit.count)
      return { ...limit, freeAt: at + oldest.createdSteadyAt + limit.withinMs - steadyAt };
  }
  return undefined;
}

function scopeOf(
  limit: VelocityLimit,
  request: ChargeRequest,
  phones: readonly StoredPhone[],
): SQL | undefined {
  switch (limit.of) {
    case 'phone':
      return and(
        inArray(charges.msisdn, [...phones]),
        limit.isOwn === true ? equalsUnindexed(charges.merchantId, request.merchantId) : undefined,
        notInArray(charges.state, [...statesWhere('neverSent')]),
      );
    case 'member':
      return and(eq(charges.merchantId, request.merchantId), eq(charges.userId, request.userId ?? 0));
    case 'merchant':
      return eq(charges.merchantId, request.merchantId);
  }
}
