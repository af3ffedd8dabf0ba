import { and, eq, inArray } from 'drizzle-orm';
import { wordsOfName } from '../domain/customer-name.ts';
import type { Msisdn } from '../domain/msisdn.ts';
import { isAtLeast } from '../domain/roles.ts';
import { first, type Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import type { NameOutcome } from './port/customers.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { customers, customerWords } from './schema.ts';
import { customerOf, recount } from './takings.ts';
import { applyEffects } from './update-effects.ts';

/** After every word that begins with what is before it. */
export const LAST_CHARACTER = '\u{10ffff}';

/** A customer before there may be a row of them. */
interface Whom {
  readonly merchantId: number;
  readonly msisdn: Msisdn;
}

/** Returns the row of a customer, or undefined if they have neither paid nor a name. */
export const findCustomer = async (tx: Tx, { merchantId, msisdn }: Whom) =>
  await first(
    tx
      .select()
      .from(customers)
      .where(and(eq(customers.merchantId, merchantId), eq(customers.msisdn, msisdn))),
  );

export async function nameCustomer(
  tx: Tx,
  whom: Whom,
  name: string | null,
  userId: number,
  at: number,
  effects: UpdateEffects,
): Promise<NameOutcome> {
  const member = await memberAt(tx, whom.merchantId, userId);
  if (member === undefined) return 'not-a-member';
  const before = await findCustomer(tx, whom);
  const isAnothers = before !== undefined && before.name !== null && before.namedBy !== userId;
  if (isAnothers && !isAtLeast(member.role, 'manager')) return 'managers-only';
  if (!(await applyEffects(tx, effects))) return 'settled-before';
  if (name === null) await forgetNames(tx, before === undefined ? [] : [before.id]);
  else await giveName(tx, whom, name, userId, at);
  // Neither name nor number is recorded here: they could not be erased.
  await addEvent(tx, whom.merchantId, at, `user:${userId}`, name === null ? 'unnamed' : 'named', {});
  return 'named';
}

/** Gives a customer the name in a contact, unless they have one. */
export async function nameByContact(
  tx: Tx,
  whom: Whom,
  name: string,
  userId: number,
  at: number,
): Promise<void> {
  if ((await findCustomer(tx, whom))?.name != null) return;
  await giveName(tx, whom, name, userId, at);
}

/** Removes the names of customers, a batch of them, wherever they are stored. Those without a payment are deleted. */
export async function forgetNames(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.delete(customerWords).where(inArray(customerWords.customerId, [...ids]));
  await tx
    .update(customers)
    .set({ name: null, namedBy: null, namedAt: null })
    .where(inArray(customers.id, [...ids]));
  await recount(tx, ids);
}

async function giveName(
  tx: Tx,
  { merchantId, msisdn }: Whom,
  name: string,
  userId: number,
  at: number,
): Promise<void> {
  const customerId = await customerOf(tx, merchantId, msisdn, at);
  await tx.update(customers).set({ name, namedBy: userId, namedAt: at }).where(eq(customers.id, customerId));
  await tx.delete(customerWords).where(eq(customerWords.customerId, customerId));
  const words = wordsOfName(name).map((word) => ({ merchantId, word, customerId }));
  if (words.length > 0) await tx.insert(customerWords).values(words);
}
