import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Charge } from '../domain/charge.ts';
import { isAtLeast } from '../domain/roles.ts';
import { chargeRow, isItsCustomer, isItsMessage, toCharge } from './charge-rows.ts';
import type { Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import { chatForNotice } from './recipients.ts';
import { preparedOnce, USER } from './prepared.ts';
import { chargeMessages, charges, customers, members, outbox } from './schema.ts';

/** Where somebody was heard of: by a message, a press, or by unblocking the bot. */
export interface Presence {
  readonly userId: number;
  readonly chatId: number;
}

/** A notice that goes elsewhere than where somebody was heard of is tried again this often at most. */
const TRY_AGAIN_MS = 60_000;

/**
 * Parked notices could not be delivered to anybody. They become due again when one of the merchant's people is heard of: in
 * that chat if it may hear them, or otherwise where the charge would be told if it ended now.
 */
export async function makeParkedDue(tx: Tx, presence: Presence, at: number): Promise<void> {
  for (const { id, parkedAt, ...row } of await parkedFor(tx).execute({ userId: presence.userId })) {
    const charge = toCharge(row);
    const to = await chatToTell(tx, charge, presence);
    // If the clock was set back, `parkedAt` may be in the future.
    const isRecent = parkedAt > at - TRY_AGAIN_MS && parkedAt <= at;
    if (to === undefined || (to !== presence.chatId && isRecent)) continue;
    await tx.update(outbox).set({ chatId: to, dueAt: 0, parkedAt: null }).where(eq(outbox.id, id));
  }
}

const parkedFor = preparedOnce((tx) =>
  tx
    .select({ id: outbox.id, parkedAt: sql<number>`${outbox.parkedAt}`, ...chargeRow })
    .from(members)
    .innerJoin(outbox, eq(outbox.merchantId, members.merchantId))
    .innerJoin(charges, eq(charges.id, outbox.chargeId))
    .leftJoin(customers, isItsCustomer)
    .leftJoin(chargeMessages, isItsMessage)
    .where(and(eq(members.userId, USER), isNotNull(outbox.parkedAt))),
);

/** Returns where to tell of a charge after this person was heard of; undefined if they may not hear it and nobody is left who may. */
async function chatToTell(tx: Tx, charge: Charge, { userId, chatId }: Presence): Promise<number | undefined> {
  const home = await chatForNotice(tx, charge);
  if (chatId === home) return home;
  const role = (await memberAt(tx, charge.merchantId, userId))?.role;
  const mayHear = role !== undefined && (userId === charge.userId || isAtLeast(role, 'manager'));
  return mayHear ? userId : home;
}
