import { and, asc, eq } from 'drizzle-orm';
import type { Member } from '../domain/member.ts';
import { first, type Tx } from './engine.ts';
import { MERCHANT, preparedOnce, USER } from './prepared.ts';
import { members } from './schema.ts';

/** Returns a person's membership at a merchant within a transaction; undefined if they have none. */
export async function memberAt(
  tx: Tx,
  merchantId: number,
  userId: number | null,
): Promise<Member | undefined> {
  return userId === null ? undefined : await first(membership(tx).execute({ merchantId, userId }));
}

const membership = preparedOnce((tx) =>
  tx
    .select()
    .from(members)
    .where(and(eq(members.merchantId, MERCHANT), eq(members.userId, USER))),
);

/** Returns a merchant's owners, the longest there first. */
export const ownersOf = async (tx: Tx, merchantId: number): Promise<Member[]> =>
  await owners(tx).execute({ merchantId });

const owners = preparedOnce((tx) =>
  tx
    .select()
    .from(members)
    .where(and(eq(members.merchantId, MERCHANT), eq(members.role, 'owner')))
    .orderBy(asc(members.addedAt), asc(members.userId)),
);

export const isOwnerOf = async (tx: Tx, merchantId: number, userId: number): Promise<boolean> =>
  (await memberAt(tx, merchantId, userId))?.role === 'owner';
