import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { isAtLeast } from '../domain/roles.ts';
import { chargeRow, isItsMessage, toCharge } from './charge-rows.ts';
import type { Engine, Tx } from './engine.ts';
import { chatForNotice } from './notices.ts';
import { memberAt } from './membership-queries.ts';
import { chargeMessages, charges, members, outbox } from './schema.ts';
import type { Charge } from '../domain/charge.ts';

/** Where somebody was presence of: a message, a press, or that they let the bot speak to them again. */
export interface Presence {
  readonly userId: number;
  readonly chatId: number;
}

/** What cannot be told where somebody was just presence of is tried again this often at most, however much they say. */
const TRY_AGAIN_MS = 60_000;

/**
 * Notices that could be told nowhere are parked. They become due again when one of the merchant's people is presence of: in the
 * chat where that was, if it may hear it, else where the charge would be told if it ended now.
 *
 * @returns a function that makes due what waits for this person, within a transaction
 */
export function parkedNotices(engine: Engine) {
  const waiting = engine.db
    .select({ id: outbox.id, parkedAt: sql<number>`${outbox.parkedAt}`, ...chargeRow })
    .from(members)
    .innerJoin(outbox, eq(outbox.merchantId, members.merchantId))
    .innerJoin(charges, eq(charges.id, outbox.chargeId))
    .leftJoin(chargeMessages, isItsMessage)
    .where(and(eq(members.userId, sql.placeholder('userId')), isNotNull(outbox.parkedAt)))
    .prepare();

  return {
    async makeDue(tx: Tx, presence: Presence, at: number): Promise<void> {
      for (const { id, parkedAt, ...row } of await waiting.execute({ userId: presence.userId })) {
        const charge = toCharge(row);
        const to = await chatToTell(tx, charge, presence);
        // By a clock that was set back, it was parked in the future.
        const isRecent = parkedAt > at - TRY_AGAIN_MS && parkedAt <= at;
        if (to === undefined || (to !== presence.chatId && isRecent)) continue;
        await tx.update(outbox).set({ chatId: to, dueAt: 0, parkedAt: null }).where(eq(outbox.id, id));
      }
    },
  };
}

/** Where to tell of a charge once this person was presence of. Undefined if they may not hear it, and nobody who may is left. */
async function chatToTell(tx: Tx, charge: Charge, { userId, chatId }: Presence): Promise<number | undefined> {
  const home = await chatForNotice(tx, charge);
  if (chatId === home) return home;
  const role = (await memberAt(tx, charge.merchantId, userId))?.role;
  const mayHear = role !== undefined && (userId === charge.userId || isAtLeast(role, 'manager'));
  return mayHear ? userId : home;
}
