import { and, eq, inArray } from 'drizzle-orm';
import type { ChargeRequest } from '../domain/charge.ts';
import { ownLimits } from '../domain/merchant-settings.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import type { VelocityLimit } from '../domain/velocity-limit.ts';
import { currentAccount } from './account-rows.ts';
import { conflictOf } from './conflicts.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import { merchantById } from './merchant-rows.ts';
import { settingsOf } from './merchant-settings.ts';
import type { StoredPhone } from './phone-forms.ts';
import type { AdmissionRule } from './port/admission-rule.ts';
import type { AdmissionOutcome, Refusal } from './port/admission.ts';
import { listed, listOf, MERCHANT, preparedOnce } from './prepared.ts';
import { blockedPhones } from './schema.ts';
import { limitReached } from './velocity-limits.ts';

/**
 * Returns why a charge is not created, or undefined if it may be. Reasons that no answer of the person can change come first.
 *
 * @param phones every form in which the phone may be stored
 */
export async function objectionTo(
  engine: Engine,
  tx: Tx,
  request: ChargeRequest,
  phones: readonly StoredPhone[],
  rule: AdmissionRule,
): Promise<AdmissionOutcome | undefined> {
  const since = await engine.copiedAt(tx);
  if (since !== undefined) return { kind: 'held', since };
  const why = await refusalOf(tx, request, phones);
  if (why !== undefined) return { kind: 'refused', why };
  const settings = await settingsOf(tx, request.merchantId);
  const { maxAmountKes } = settings;
  if (maxAmountKes !== null && request.amountKes > maxAmountKes) return { kind: 'over-limit', maxAmountKes };
  const conflict = await conflictOf(tx, request, phones, rule);
  if (conflict?.kind === 'prompt-open')
    return { kind: 'prompt-open', other: conflict.other, freeAt: conflict.freeAt };
  const velocityLimits = [...rule.velocityLimits, ...ownLimits(settings)].map(shareOf(rule));
  const limit = await limitReached(tx, { ...rule, velocityLimits }, request, phones);
  if (limit !== undefined) return { kind: 'limit-reached', limit };
  const repeats = rule.accepted.includes('repeat') ? undefined : conflict?.other;
  return rule.hasOwnReasons || repeats !== undefined ? { kind: 'needs-confirmation', repeats } : undefined;
}

/** Returns what a charge may use of a limit. A phone's limit protects the customer, and all of it counts. */
const shareOf =
  ({ share }: AdmissionRule) =>
  (limit: VelocityLimit): VelocityLimit =>
    share === undefined || limit.of === 'phone'
      ? limit
      : { ...limit, count: Math.max(1, Math.floor(limit.count * share)) };

/**
 * Returns why a person may not charge a phone for a merchant, or undefined if they may.
 *
 * @param phones every form in which the phone may be stored
 */
export async function refusalOf(
  tx: Tx,
  { merchantId, userId }: Pick<ChargeRequest, 'merchantId' | 'userId'>,
  phones: readonly StoredPhone[],
): Promise<Refusal | undefined> {
  // A request from outside of a chat was authorized by the caller.
  if (userId !== null && (await memberAt(tx, merchantId, userId)) === undefined) return 'not-a-member';
  const merchant = await merchantById(tx, merchantId);
  if (merchant?.suspendedAt !== null) return 'suspended';
  if (merchantId !== FIRST_MERCHANT && (await currentAccount(tx, merchantId)) === undefined)
    return 'no-account';
  const block = await first(blocks(tx, phones.length).execute({ merchantId, ...listed(phones) }));
  return block === undefined ? undefined : 'blocked';
}

const blocks = preparedOnce((tx, count: number) =>
  tx
    .select()
    .from(blockedPhones)
    .where(and(eq(blockedPhones.merchantId, MERCHANT), inArray(blockedPhones.phone, listOf(count)))),
);
