import { and, desc, eq, gt, inArray, notInArray, type SQL } from 'drizzle-orm';
import type { ChargeState } from '../charge/states.ts';
import type { NewCharge } from './conflicts.ts';
import type { Db } from './database.ts';
import type { StoredPhone } from './phone-forms.ts';
import { charges } from './schema.ts';
import type { TakeRule } from './taking.ts';

/** At most `count` charges within any `withinMs` milliseconds: of one phone by whichever shop, of one person, of one shop. */
export interface Cap {
  readonly of: 'phone' | 'member' | 'merchant';
  readonly count: number;
  readonly withinMs: number;
}

/** A cap that is reached, and when there is room again. */
export interface CapHit extends Cap {
  readonly freeAt: number;
}

/** Nothing reached the phone. */
const NOT_SENT: readonly ChargeState[] = ['declined', 'canceled'];

/**
 * The first of the caps that one more charge would break.
 *
 * @param phones every form in which the phone may be stored
 */
export function capReached(
  tx: Db,
  { caps, at, steadyAt }: Pick<TakeRule, 'caps' | 'at' | 'steadyAt'>,
  asked: NewCharge,
  phones: readonly StoredPhone[],
): CapHit | undefined {
  for (const cap of caps) {
    const counted = tx
      .select({ createdSteadyAt: charges.createdSteadyAt })
      .from(charges)
      .where(and(scopeOf(cap, asked, phones), gt(charges.createdSteadyAt, steadyAt - cap.withinMs)))
      .orderBy(desc(charges.createdSteadyAt))
      .limit(cap.count)
      .all();
    const oldest = counted.at(-1);
    if (oldest !== undefined && counted.length === cap.count)
      return { ...cap, freeAt: at + oldest.createdSteadyAt + cap.withinMs - steadyAt };
  }
  return undefined;
}

function scopeOf(cap: Cap, asked: NewCharge, phones: readonly StoredPhone[]): SQL | undefined {
  switch (cap.of) {
    case 'phone':
      return and(inArray(charges.msisdn, [...phones]), notInArray(charges.state, [...NOT_SENT]));
    case 'member':
      return and(eq(charges.merchantId, asked.merchantId), eq(charges.userId, asked.userId));
    case 'merchant':
      return eq(charges.merchantId, asked.merchantId);
  }
}
