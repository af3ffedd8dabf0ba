import { and, eq, gt, sql } from 'drizzle-orm';
import type { ChargeEvent } from '../domain/audit.ts';
import { isPaid, type Charge } from '../domain/charge.ts';
import { addEntries } from './book-entries.ts';
import { isTold } from '../domain/closed-charge.ts';
import { requireCharge } from './charge-rows.ts';
import type { Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import { addNotice } from './notices.ts';
import { outdateBoardOf } from './outdate-board.ts';
import type { Move } from './port/moves.ts';
import { CHARGE, ID, preparedOnce } from './prepared.ts';
import { preparedInsert, preparedUpdate } from './prepared-writes.ts';
import { chargeEvents, chargeMessages, charges, outbox } from './schema.ts';
import { countMove } from './takings.ts';
import { linkOf } from './unlinking.ts';

/** A move that is known to be allowed. */
type Change = Pick<Move, 'to' | 'at' | 'actor' | 'detail' | 'sameCard' | 'notice'> & {
  readonly set?: Partial<Omit<Charge, 'message'>>;
};

export const addChargeEvent = preparedInsert(chargeEvents);
const changeCharge = preparedUpdate(charges, eq(charges.id, ID));

/**
 * Changes a charge within a transaction, with the row in the audit log, the entries in the books, what the customer has paid, the card
 * and the notice. A charge that the shop closed is told quietly: see `isTold`.
 */
export async function commitMove(tx: Tx, before: Charge, move: Change): Promise<Charge> {
  await changeCharge(tx, { id: before.id }, { ...move.set, state: move.to });
  if (move.sameCard !== true) await outdateCard(tx, before, move.at);
  await addChargeEvent(tx, {
    chargeId: before.id,
    at: move.at,
    from: before.state,
    to: move.to,
    actor: move.actor,
    detail: move.detail,
  });
  await addEntries(tx, before, move.to, move.at);
  const charge = await requireCharge(tx, before.id);
  await countMove(tx, before, charge);
  if (move.notice !== undefined && isTold(charge, move.notice))
    await addNotice(tx, charge, move.notice, move.at, isPaid(before));
  return charge;
}

/** Adds a row to the audit log for an observation that changes no state. */
export async function observe(
  tx: Tx,
  { id, state }: Charge,
  event: Pick<ChargeEvent, 'at' | 'actor' | 'detail'>,
): Promise<void> {
  await addChargeEvent(tx, { chargeId: id, from: state, to: state, ...event });
}

/**
 * Makes a charge's card due, because it shows something outdated. A card that waits to be sent for the first time is due now, and is
 * rendered when it is sent; one that Telegram did not take waits for its next try. A card in a group that is no longer the merchant's, or in the private chat of a former member, is no longer
 * updated. A charge of a collection has the collection's board instead.
 */
export async function outdateCard(
  tx: Tx,
  { id, merchantId, userId, message, collectionPayerId }: Charge,
  at: number,
): Promise<void> {
  if (collectionPayerId !== null) return await outdateBoardOf(tx, collectionPayerId, at);
  if (message === null) return;
  const { chatId, chatKind, cardMessageId } = message;
  if (cardMessageId === null) await sendCardNow(tx).execute({ chargeId: id });
  const isTheirs =
    chatKind === 'group'
      ? (await linkOf(tx, chatId))?.merchantId === merchantId
      : (await memberAt(tx, merchantId, userId)) !== undefined;
  await reviseMessage(
    tx,
    { chargeId: id },
    {
      cardMessageId: isTheirs ? cardMessageId : null,
      cardDueAt: isTheirs && cardMessageId !== null ? 0 : null,
      cardAttempts: 0,
    },
  );
}

const sendCardNow = preparedOnce((tx) =>
  tx
    .update(outbox)
    .set({ dueAt: 0 })
    // Written out, so that SQLite uses the partial index.
    .where(
      and(
        eq(outbox.chargeId, CHARGE),
        sql`${outbox.kind} = 'card'`,
        gt(outbox.dueAt, 0),
        eq(outbox.attempts, 0),
      ),
    ),
);

const reviseMessage = preparedUpdate(chargeMessages, eq(chargeMessages.chargeId, CHARGE), {
  revision: sql`${chargeMessages.revision} + 1`,
});
