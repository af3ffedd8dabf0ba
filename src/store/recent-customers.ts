import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Charge } from '../domain/charge.ts';
import { isErased } from '../domain/msisdn.ts';
import { isItsMessage, selectCharges, toCharges } from './charge-rows.ts';
import type { Tx } from './engine.ts';
import type { Scope } from './port/charge-queries.ts';
import { chargeMessages, charges } from './schema.ts';

export async function recentCustomers(db: Tx, scope: Scope, limit: number): Promise<Charge[]> {
  const latest = new Map<string, number>();
  for (const { id, msisdn, merchantId, chatId } of await newest(db, scope)) {
    if (isErased(msisdn) || merchantId !== scope.merchantId) continue;
    if (scope.chatId !== undefined && chatId !== scope.chatId) continue;
    if (!latest.has(msisdn)) latest.set(msisdn, id);
  }
  const found = [...latest.values()].slice(0, limit);
  return await toCharges(selectCharges(db).where(inArray(charges.id, found)).orderBy(desc(charges.id)));
}

/** How many of the newest charges are searched for customers. */
const RECENT_CHARGES = 200;

/** Returns the newest charges of a person, otherwise of a chat, otherwise of the merchant: a bounded number. */
async function newest(db: Tx, { merchantId, chatId, userId }: Scope) {
  const bySomebody = userId === undefined ? undefined : eq(charges.userId, userId);
  const columns = {
    id: charges.id,
    msisdn: charges.msisdn,
    merchantId: charges.merchantId,
    chatId: chargeMessages.chatId,
  };
  if (userId === undefined && chatId !== undefined)
    return await db
      .select(columns)
      .from(chargeMessages)
      .innerJoin(charges, isItsMessage)
      .where(eq(chargeMessages.chatId, chatId))
      .orderBy(desc(chargeMessages.chargeId))
      .limit(RECENT_CHARGES);
  return await db
    .select(columns)
    .from(charges)
    .leftJoin(chargeMessages, isItsMessage)
    .where(and(eq(charges.merchantId, merchantId), bySomebody))
    .orderBy(desc(charges.createdSteadyAt), desc(charges.id))
    .limit(RECENT_CHARGES);
}
