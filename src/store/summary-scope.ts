import { and, eq } from 'drizzle-orm';
import { isAtLeast } from '../domain/roles.ts';
import { first, type Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import { announcements } from './schema.ts';
import { linkOf } from './unlinking.ts';

/** Returns whether a chat may hear summaries of a merchant: its linked group, or the private chat of a manager or an owner. */
export async function mayHear(tx: Tx, merchantId: number, chatId: number): Promise<boolean> {
  if (chatId < 0) return (await linkOf(tx, chatId))?.merchantId === merchantId;
  // A private chat has its person's id.
  const member = await memberAt(tx, merchantId, chatId);
  return member !== undefined && isAtLeast(member.role, 'manager');
}

/**
 * Returns whether a summary in a chat is about all charges of the merchant. In a group, lists show that group's charges, unless all
 * payments of the shop are told there anyway.
 */
export const isOfWholeShop = async (tx: Tx, merchantId: number, chatId: number): Promise<boolean> =>
  chatId > 0 ||
  (await first(
    tx
      .select()
      .from(announcements)
      .where(and(eq(announcements.merchantId, merchantId), eq(announcements.chatId, chatId))),
  )) !== undefined;
