import { eq } from 'drizzle-orm';
import { first, type Tx } from './engine.ts';
import { ID, preparedOnce } from './prepared.ts';
import { merchants } from './schema.ts';

/** Returns a merchant's row within a transaction, or undefined if there is no such merchant. */
export const merchantById = async (tx: Tx, id: number) => await first(byId(tx).execute({ id }));

const byId = preparedOnce((tx) => tx.select().from(merchants).where(eq(merchants.id, ID)));
