import { eq } from 'drizzle-orm';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import type { News, NewsPayload } from '../domain/news.ts';
import { first, type Tx } from './engine.ts';
import { ownersOf } from './membership-queries.ts';
import { merchants, preferences } from './schema.ts';
import { addToOutbox } from './update-effects.ts';

/** Tells news to a merchant's owners in private, within a transaction. */
export async function tellOwners(tx: Tx, merchantId: number, news: News, at: number): Promise<void> {
  for (const { userId } of await ownersOf(tx, merchantId)) await tellPerson(tx, merchantId, userId, news, at);
}

/** Tells news to one of the operators if they still are one, and otherwise to all operators. */
export async function tellOperators(
  tx: Tx,
  userId: number | undefined,
  news: News,
  at: number,
): Promise<void> {
  const operators = await ownersOf(tx, FIRST_MERCHANT);
  const one = operators.filter((operator) => operator.userId === userId);
  for (const operator of one.length > 0 ? one : operators)
    await tellPerson(tx, FIRST_MERCHANT, operator.userId, news, at);
}

async function tellPerson(tx: Tx, merchantId: number, userId: number, news: News, at: number): Promise<void> {
  const language =
    (await first(tx.select().from(preferences).where(eq(preferences.userId, userId))))?.language ?? 'en';
  const shop = (await first(tx.select().from(merchants).where(eq(merchants.id, merchantId))))?.name ?? '';
  const payload: NewsPayload = { news, shop, language };
  // A private chat has its person's id.
  await addToOutbox(tx, [{ kind: 'message', chatId: userId, payload }], at);
}
