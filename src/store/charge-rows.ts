import { eq } from 'drizzle-orm';
import type { Charge } from '../domain/charge.ts';
import { first, type Tx } from './engine.ts';
import { chargeMessages, charges } from './schema.ts';

/** A charge as the database has it, with where it is told. */
export interface ChargeRow {
  readonly charge: typeof charges.$inferSelect;
  readonly message: typeof chargeMessages.$inferSelect | null;
}

/** The columns of a `ChargeRow`, for a query that joins `chargeMessages` with `isItsMessage`. */
export const chargeRow = { charge: charges, message: chargeMessages } as const;
export const isItsMessage = eq(chargeMessages.chargeId, charges.id);

/** Selects charges with where they are told. */
export const selectCharges = (tx: Tx) =>
  tx.select(chargeRow).from(charges).leftJoin(chargeMessages, isItsMessage);

export function toCharge({ charge, message }: ChargeRow): Charge {
  if (message === null) return { ...charge, message };
  const { chargeId: _of, merchantId: _whose, ...told } = message;
  return { ...charge, message: told };
}

export const toCharges = async (rows: PromiseLike<readonly ChargeRow[]>): Promise<Charge[]> =>
  (await rows).map(toCharge);

export async function findCharge(tx: Tx, chargeId: number): Promise<Charge | undefined> {
  const row = await first(selectCharges(tx).where(eq(charges.id, chargeId)));
  return row === undefined ? undefined : toCharge(row);
}

/** @throws if there is no such charge: callers have its id from the store */
export async function requireCharge(tx: Tx, chargeId: number): Promise<Charge> {
  const charge = await findCharge(tx, chargeId);
  if (charge === undefined) throw new Error(`no charge ${chargeId}`);
  return charge;
}
