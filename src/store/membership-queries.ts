import { and, asc, eq } from 'drizzle-orm';
import type { Db } from './engines/sqlite/database.ts';
import { members, type Member } from './schema.ts';

/** Who works where, as it is within a transaction. */
export const memberAt = (tx: Db, merchantId: number, userId: number): Member | undefined =>
  tx
    .select()
    .from(members)
    .where(and(eq(members.merchantId, merchantId), eq(members.userId, userId)))
    .get();

/** A merchant's owners, in the order in which they came. */
export const ownersOf = (tx: Db, merchantId: number): Member[] =>
  tx
    .select()
    .from(members)
    .where(and(eq(members.merchantId, merchantId), eq(members.role, 'owner')))
    .orderBy(asc(members.addedAt))
    .all();

export const isOwnerOf = (tx: Db, merchantId: number, userId: number): boolean =>
  memberAt(tx, merchantId, userId)?.role === 'owner';
