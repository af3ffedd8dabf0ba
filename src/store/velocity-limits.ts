import type { LimitHit } from './port/velocity-limits.ts';
import { and, desc, eq, gt, inArray, notInArray, type SQL } from 'drizzle-orm';
import { statesWhere } from '../domain/charge-states.ts';
import type { ChargeRequest } from '../domain/charge.ts';
import type { VelocityLimit } from '../domain/velocity-limit.ts';
import type { Tx } from './engine.ts';
import type { StoredPhone } from './phone-forms.ts';
import { charges } from './schema.ts';
import type { AdmissionRule } from './port/admission-rule.ts';

/**
 * The first of the limits that one more charge would break.
 *
 * @param phones every form in which the phone may be stored
 */
export async function limitReached(
  tx: Tx,
  { velocityLimits, at, steadyAt }: Pick<AdmissionRule, 'velocityLimits' | 'at' | 'steadyAt'>,
  asked: ChargeRequest,
  phones: readonly StoredPhone[],
): Promise<LimitHit | undefined> {
  for (const cap of velocityLimits) {
    // Asked for by no person.
    if (cap.of === 'member' && asked.userId === null) continue;
    const counted = await tx
      .select({ createdSteadyAt: charges.createdSteadyAt })
      .from(charges)
      .where(and(scopeOf(cap, asked, phones), gt(charges.createdSteadyAt, steadyAt - cap.withinMs)))
      .orderBy(desc(charges.createdSteadyAt))
      .limit(cap.count);
    const oldest = counted.at(-1);
    if (oldest !== undefined && counted.length === cap.count)
      return { ...cap, freeAt: at + oldest.createdSteadyAt + cap.withinMs - steadyAt };
  }
  return undefined;
}

function scopeOf(cap: VelocityLimit, asked: ChargeRequest, phones: readonly StoredPhone[]): SQL | undefined {
  switch (cap.of) {
    case 'phone':
      return and(
        inArray(charges.msisdn, [...phones]),
        notInArray(charges.state, [...statesWhere('neverSent')]),
      );
    case 'member':
      return and(eq(charges.merchantId, asked.merchantId), eq(charges.userId, asked.userId ?? 0));
    case 'merchant':
      return eq(charges.merchantId, asked.merchantId);
  }
}
