import { eq, sql } from 'drizzle-orm';
import type { ChargeRequest, ChargeRequestMessage } from '../domain/charge.ts';
import { objectionTo } from './admission.ts';
import { FIRST_CARD_AFTER_MS } from '../domain/messages.ts';
import { keyOfBot } from './bot-identity.ts';
import { requireCharge, selectCharges, toCharge } from './charge-rows.ts';
import { nameByContact } from './customer-names.ts';
import { first, only, type Engine, type Tx } from './engine.ts';
import { addChargeEvent } from './moves.ts';
import { newRef } from './new-ref.ts';
import type { StoredPhone } from './phone-forms.ts';
import type { AdmissionRule } from './port/admission-rule.ts';
import type { AdmissionOutcome } from './port/admission.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { MERCHANT, preparedOnce } from './prepared.ts';
import { preparedInsert } from './prepared-writes.ts';
import { queueMessage } from './queued-messages.ts';
import { chargeMessages, charges, merchants } from './schema.ts';
import { applyEffects } from './update-effects.ts';

/** What a new charge depends on. */
interface Creation {
  readonly request: ChargeRequest;
  /** Every form in which the phone may be stored. */
  readonly phones: readonly StoredPhone[];
  readonly rule: AdmissionRule;
  readonly effects: UpdateEffects | undefined;
  readonly bot: { readonly botId: number | null; readonly firstBotId: number | null } | undefined;
}

const insertCharge = preparedInsert(charges, (insert) => insert.returning({ id: charges.id }));
const insertMessage = preparedInsert(chargeMessages);
const countNumber = preparedOnce((tx) =>
  tx
    .update(merchants)
    .set({ nextNumber: sql`${merchants.nextNumber} + 1` })
    .where(eq(merchants.id, MERCHANT))
    .returning({ next: merchants.nextNumber }),
);
const chargeByKey = preparedOnce((tx) =>
  selectCharges(tx).where(eq(charges.idempotencyKey, sql.placeholder('idempotencyKey'))),
);

export async function createOnce(
  engine: Engine,
  tx: Tx,
  { request, phones, rule, effects, bot }: Creation,
): Promise<AdmissionOutcome> {
  const idempotencyKey =
    request.message === null ? keyOutsideChats(request) : keyOfBot(request.idempotencyKey, bot);
  const same = await first(chargeByKey(tx).execute({ idempotencyKey }));
  if (same !== undefined) {
    if (effects !== undefined) await applyEffects(tx, effects);
    return { kind: 'already', charge: toCharge(same) };
  }
  const against = await objectionTo(engine, tx, request, phones, rule);
  if (against !== undefined) return against;

  if (effects !== undefined) await applyEffects(tx, effects);
  const { message, contactName, collectionPayerId = null, ...money } = request;
  const { id: chargeId } = await only(
    insertCharge(tx, {
      ...money,
      collectionPayerId,
      idempotencyKey,
      state: 'created',
      number: await nextNumber(tx, request.merchantId),
      ref: newRef(),
      createdAt: rule.at,
      createdSteadyAt: rule.steadyAt,
    }),
  );
  await addChargeEvent(tx, {
    chargeId,
    at: rule.at,
    to: 'created',
    actor: request.userId === null ? 'tillbot' : `user:${request.userId}`,
    detail: { accepted: rule.accepted },
  });
  if (contactName != null && request.userId !== null)
    await nameByContact(tx, request, contactName, request.userId, rule.at);
  if (message !== null)
    await addMessage(tx, chargeId, request.merchantId, message, rule, collectionPayerId === null);
  const charge = await requireCharge(tx, chargeId);
  return { kind: 'created', charge };
}

/**
 * Adds where the charge is told. Without a message that becomes the card, a new card is queued. It waits a moment for the push's outcome
 * (see `outdateCard`), so that most cards are sent once and not edited at once.
 *
 * @param hasCard false for a charge that a board shows
 */
async function addMessage(
  tx: Tx,
  chargeId: number,
  merchantId: number,
  {
    cardMessageId = null,
    ...message
  }: Omit<ChargeRequestMessage, 'cardMessageId'> & {
    readonly cardMessageId?: number | null | undefined;
  },
  { at, steadyAt }: AdmissionRule,
  hasCard: boolean,
): Promise<void> {
  const cardDueAt = cardMessageId === null ? null : 0;
  await insertMessage(tx, { ...message, chargeId, merchantId, cardMessageId, cardDueAt });
  if (cardMessageId !== null || !hasCard) return;
  const { chatId } = message;
  const dueAt = steadyAt + FIRST_CARD_AFTER_MS;
  await queueMessage(tx, { kind: 'card', chatId, chargeId, merchantId, createdAt: at, dueAt });
}

/** Returns the number of a merchant's next charge. Each merchant counts from 1. */
async function nextNumber(tx: Tx, merchantId: number): Promise<number> {
  const merchant = await first(countNumber(tx).execute({ merchantId }));
  if (merchant === undefined) throw new Error(`no merchant ${merchantId}`);
  return merchant.next - 1;
}

/** Returns the key of a request outside of chats as it is stored. Another merchant, or a chat, may use the same one. */
const keyOutsideChats = ({ merchantId, idempotencyKey }: ChargeRequest): string =>
  `merchant:${merchantId}:${idempotencyKey}`;
