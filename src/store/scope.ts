import { and, type SQL } from 'drizzle-orm';
import type { Scope } from './port/charge-queries.ts';
import { equalsUnindexed } from './prepared.ts';
import { chargeMessages, charges } from './schema.ts';

/** Limits charges that an index found to a scope. A query with a chat joins `chargeMessages`. */
export const inScope = ({ chatId, userId }: Scope): SQL | undefined =>
  and(
    chatId === undefined ? undefined : equalsUnindexed(chargeMessages.chatId, chatId),
    userId === undefined ? undefined : equalsUnindexed(charges.userId, userId),
  );
