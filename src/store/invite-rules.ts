import { and, eq, isNull } from 'drizzle-orm';
import { userIdOf, type Actor } from '../domain/audit.ts';
import type { Invite } from '../domain/member.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import { mayAppoint } from '../domain/roles.ts';
import type { Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import { invites } from './schema.ts';

/** The unused code of the first start. */
export const isFirstLink = and(eq(invites.createdBy, 'tillbot'), isNull(invites.usedAt));

/** Returns whether the maker of a link may still invite to its role. */
export async function isStillGood(tx: Tx, invite: Invite): Promise<boolean> {
  const maker = userIdOf(invite.createdBy);
  return maker === undefined || (await mayInvite(tx, maker, invite));
}

export const actorOf = (by: { readonly userId: number } | 'operator'): Actor =>
  by === 'operator' ? 'operator' : `user:${by.userId}`;

/** Returns whether a person may invite to a role at a merchant. Operators, the first merchant's owners, let in new shops. */
export async function mayInvite(
  tx: Tx,
  userId: number,
  { merchantId, role }: Pick<Invite, 'merchantId' | 'role'>,
): Promise<boolean> {
  const member = await memberAt(tx, merchantId ?? FIRST_MERCHANT, userId);
  if (member === undefined) return false;
  return role === null ? member.role === 'owner' : mayAppoint(member.role, role);
}
