import { and, desc, eq, isNull, type SQL } from 'drizzle-orm';
import { entriesOf, type PaymentKind } from '../domain/books.ts';
import type { ChargeState } from '../domain/charge-states.ts';
import { isPaid, type Charge } from '../domain/charge.ts';
import type { Refund } from '../domain/refund.ts';
import { first, type Tx } from './engine.ts';
import { equalsUnindexed } from './prepared.ts';
import { preparedInsert } from './prepared-writes.ts';
import { standingRefundsOf } from './refund-queries.ts';
import { bookEntries } from './schema.ts';

const addEntry = preparedInsert(bookEntries);

/**
 * Writes a charge's move into the books, within the transaction that moves it. Refunds count while their charge counts as paid: they are
 * taken back and entered with it.
 */
export async function addEntries(tx: Tx, charge: Charge, to: ChargeState, at: number): Promise<void> {
  const { takenBack, entered } = entriesOf(charge.state, to);
  if (takenBack !== undefined) {
    await takeBackPayment(tx, charge, takenBack, at);
    if (entered === undefined)
      for (const refund of await standingRefundsOf(tx, charge.id)) await takeBack(tx, charge, refund, at);
  }
  if (entered !== undefined) {
    await addEntry(tx, { ...entryOf(charge, at), kind: entered, amountKes: charge.amountKes });
    if (takenBack === undefined)
      for (const refund of await standingRefundsOf(tx, charge.id)) await enter(tx, charge, refund, at);
  }
}

/** Writes a refund that was recorded or taken back into the books, within the transaction that does it. */
export async function addRefundEntry(tx: Tx, charge: Charge, refund: Refund, at: number): Promise<void> {
  if (!isPaid(charge)) return;
  await (refund.takenBackAt === null ? enter : takeBack)(tx, charge, refund, at);
}

const entryOf = ({ id: chargeId, merchantId, userId }: Charge, at: number) => ({
  merchantId,
  chargeId,
  userId,
  at,
});

async function takeBackPayment(tx: Tx, charge: Charge, kind: PaymentKind, at: number): Promise<void> {
  const amountKes: number = charge.amountKes;
  const takesBack = await lastEntry(tx, charge.id, eq(bookEntries.kind, kind));
  // What the books never had is not taken back. A payment must not fail over that.
  if (takesBack !== undefined)
    await addEntry(tx, { ...entryOf(charge, at), kind, amountKes: -amountKes, takesBack });
}

interface OfRefund {
  readonly id: number;
  readonly amountKes: number;
}

const enter = async (tx: Tx, charge: Charge, { id: refundId, amountKes }: OfRefund, at: number) =>
  await addEntry(tx, { ...entryOf(charge, at), kind: 'refund', refundId, amountKes: -amountKes });

async function takeBack(tx: Tx, charge: Charge, { id: refundId, amountKes }: OfRefund, at: number) {
  const takesBack = await lastEntry(tx, charge.id, equalsUnindexed(bookEntries.refundId, refundId));
  if (takesBack !== undefined)
    await addEntry(tx, { ...entryOf(charge, at), kind: 'refund', refundId, amountKes, takesBack });
}

/** Returns the charge's last entry of some that takes nothing back. */
async function lastEntry(tx: Tx, chargeId: number, which: SQL): Promise<number | undefined> {
  const isIt = and(eq(bookEntries.chargeId, chargeId), which, isNull(bookEntries.takesBack));
  const entries = tx.select({ id: bookEntries.id }).from(bookEntries).where(isIt);
  return (await first(entries.orderBy(desc(bookEntries.id)).limit(1)))?.id;
}
