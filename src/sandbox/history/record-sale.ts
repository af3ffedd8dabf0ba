import type { Store } from '../../store/port/store.ts';
import type { UpdateEffects } from '../../store/port/update-effects.ts';
import { receiptFor, transactionIdFor } from '../bosmi/receipts.ts';
import type { Sale } from './sales.ts';

/** The simulated gateway counts its receipts from 1. Those of the made-up month must be others. */
const FIRST_RECEIPT = 100_000;
const CONFIRM_MS = 120_000;
const REPEAT_WINDOW_MS = 120_000;

/**
 * Records a sale as the bot does: the same moves of the charge, the mark and the refund, with the audit log, the books and what the customer has
 * paid. Nothing is told in the chats: the month is over.
 *
 * @param store all that is done with it must be one transaction: the bot would push a charge that it sees
 * @returns whether the sale is new and was recorded. The till refuses a charge of somebody who is no member, for example.
 */
export async function recordSale(store: Omit<Store, 'close'>, sale: Sale): Promise<boolean> {
  const { merchantId, place, at, cashierId, msisdn, customerName, amountKes, note } = sale;
  const created = await store.charges.create(
    {
      idempotencyKey: `made-up-month:${place}`,
      merchantId,
      msisdn,
      amountKes,
      note,
      userId: cashierId,
      requestedAt: at,
      contactName: customerName,
      message: null,
    },
    {
      at,
      steadyAt: at,
      windowMs: REPEAT_WINDOW_MS,
      accepted: ['repeat'],
      hasOwnReasons: false,
      velocityLimits: [],
    },
    undefined,
  );
  if (created.kind !== 'created') return false;
  await end(store, created.charge.id, sale);
  return true;
}

async function end(
  store: Omit<Store, 'close'>,
  chargeId: number,
  { place, at, cashierId, end, endedAt, refund }: Sale,
): Promise<void> {
  const transactionId = transactionIdFor(at, place);
  const confirmBy = at + CONFIRM_MS;
  const move = async (what: Omit<Parameters<typeof store.charges.move>[0], 'chargeId'>): Promise<void> => {
    const { kind } = await store.charges.move({ chargeId, ...what });
    if (kind !== 'moved')
      throw new Error(`the charge ${chargeId} of the made-up month did not move: ${kind}`);
  };
  await move({
    from: 'created',
    to: 'pushing',
    at,
    actor: 'tillbot',
    detail: {},
    set: { pushedAt: at, pushedSteadyAt: at },
  });
  await move({
    from: 'pushing',
    to: 'pending',
    at,
    actor: 'gateway',
    detail: { transactionId },
    set: { transactionId, confirmBy, watchUntil: endedAt },
  });
  if (end !== 'paid')
    await move({ from: 'pending', to: 'unconfirmed', at: confirmBy, actor: 'tillbot', detail: {} });
  if (end === 'paid' || end === 'late') {
    const receipt = receiptFor(endedAt, FIRST_RECEIPT + place);
    const set = { receipt, paidAt: endedAt };
    const from = end === 'paid' ? 'pending' : 'unconfirmed';
    await move({ from, to: 'paid', at: endedAt, actor: 'gateway', detail: { receipt, dated: true }, set });
  } else await move({ from: 'unconfirmed', to: 'expired', at: endedAt, actor: 'tillbot', detail: {} });
  if (end === 'by-hand') {
    const effects = await effectsOf(store, place * 2, cashierId, endedAt);
    await store.charges.mark({ chargeId, paid: true, userId: cashierId, at: endedAt }, effects);
  }
  if (refund === undefined) return;
  const effects = await effectsOf(store, place * 2 + 1, cashierId, refund.at);
  const idempotencyKey = `made-up-month:${place}`;
  await store.refunds.record({ chargeId, ...refund, idempotencyKey, userId: cashierId }, () => effects);
}

/** What a cashier asks for is an update. Telegram's updates have positive ids. */
async function effectsOf(
  store: Pick<Store, 'inbox'>,
  number: number,
  userId: number,
  at: number,
): Promise<UpdateEffects> {
  const updateId = -number;
  await store.inbox.receive([{ updateId, chatId: userId, userId, payload: {} }], at);
  return { updateId, at, messages: [], draft: { kind: 'keep' } };
}
