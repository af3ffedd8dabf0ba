import { and, eq } from 'drizzle-orm';
import type { Charge } from '../domain/charge.ts';
import { first, type Tx } from './engine.ts';
import { ID, preparedOnce } from './prepared.ts';
import { chargeMessages, charges, customers } from './schema.ts';

/** A charge as the database has it, with the customer's name and where it is told. */
export interface ChargeRow {
  readonly charge: typeof charges.$inferSelect;
  readonly customerName: string | null;
  readonly message: typeof chargeMessages.$inferSelect | null;
}

/**
 * The columns of a `ChargeRow`, for a query that joins `chargeMessages` with `isItsMessage` and `customers` with `isItsCustomer`.
 */
export const chargeRow = {
  charge: charges,
  customerName: customers.name,
  message: chargeMessages,
} as const;
export const isItsMessage = eq(chargeMessages.chargeId, charges.id);
export const isItsCustomer = and(
  eq(customers.merchantId, charges.merchantId),
  eq(customers.msisdn, charges.msisdn),
);

/** Selects charges with the customer's name and where they are told. */
export const selectCharges = (tx: Tx) =>
  tx
    .select(chargeRow)
    .from(charges)
    .leftJoin(customers, isItsCustomer)
    .leftJoin(chargeMessages, isItsMessage);

export function toCharge({ charge, customerName, message }: ChargeRow): Charge {
  if (message === null) return { ...charge, customerName, message };
  const { chargeId: _of, merchantId: _whose, ...told } = message;
  return { ...charge, customerName, message: told };
}

export const toCharges = async (rows: PromiseLike<readonly ChargeRow[]>): Promise<Charge[]> =>
  (await rows).map(toCharge);

export const chargeById = preparedOnce((tx) => selectCharges(tx).where(eq(charges.id, ID)));

export async function findCharge(tx: Tx, chargeId: number): Promise<Charge | undefined> {
  const row = await first(chargeById(tx).execute({ id: chargeId }));
  return row === undefined ? undefined : toCharge(row);
}

/** @throws if there is no such charge: callers have its id from the store */
export async function requireCharge(tx: Tx, chargeId: number): Promise<Charge> {
  const charge = await findCharge(tx, chargeId);
  if (charge === undefined) throw new Error(`no charge ${chargeId}`);
  return charge;
}
