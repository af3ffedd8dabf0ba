import type { ChargeStore } from './port/charges.ts';
import type { MoveOutcome } from './port/charges.ts';
import { randomBytes } from 'node:crypto';
import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { mayMove, type ChargeState } from '../domain/charge-states.ts';
import { keyOfBot } from './bot-identity.ts';
import type { ChargeRequest, ChargeRequestMessage } from '../domain/charge.ts';
import { first, only, type Engine, type Tx } from './engine.ts';
import { LIMIT, MERCHANT } from './prepared.ts';
import { markStore } from './marks.ts';
import { mismatchStore } from './mismatches.ts';
import { mustFind, selectCharges, toCharge, toCharges } from './charge-rows.ts';
import { commitMove, outdateCard } from './moves.ts';
import type { Move } from './port/moves.ts';
import type { PhoneForms } from './phone-forms.ts';
import { applyEffects } from './update-effects.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { chargeEvents, chargeMessages, charges, merchants, outbox, program } from './schema.ts';
import type { Charge } from '../domain/charge.ts';
import { refusalOf, whatStandsAgainst } from './admission.ts';
import type { AdmissionOutcome } from './port/admission.ts';
import type { AdmissionRule } from './port/admission-rule.ts';
import { watchStore } from './watch.ts';

/** @param formsOf every form in which a number may be stored: what stands against a phone counts though it was erased */
export function chargeStore(engine: Engine, formsOf: PhoneForms): ChargeStore {
  const prepared = preparedQueries(engine.db);
  return {
    async create(
      asked: ChargeRequest,
      rule: AdmissionRule,
      effects: UpdateEffects | undefined,
    ): Promise<AdmissionOutcome> {
      return await engine.write(async (tx) => {
        const idempotencyKey =
          asked.message === null
            ? keyOutsideChats(asked)
            : keyOfBot(asked.idempotencyKey, await first(prepared.bot.execute()));
        const same = await first(selectCharges(tx).where(eq(charges.idempotencyKey, idempotencyKey)));
        if (same !== undefined) {
          if (effects !== undefined) await applyEffects(tx, effects);
          return { kind: 'already', charge: toCharge(same) };
        }
        const against = await whatStandsAgainst(engine, tx, asked, formsOf(asked.msisdn), rule);
        if (against !== undefined) return against;

        if (effects !== undefined) await applyEffects(tx, effects);
        const { message, ...money } = asked;
        const { id: chargeId } = await only(
          tx
            .insert(charges)
            .values({
              ...money,
              idempotencyKey,
              state: 'created',
              number: await nextNumber(tx, asked.merchantId),
              ref: randomBytes(REF_BYTES).toString('base64url'),
              createdAt: rule.at,
              createdSteadyAt: rule.steadyAt,
            })
            .returning({ id: charges.id }),
        );
        await tx.insert(chargeEvents).values({
          chargeId,
          at: rule.at,
          to: 'created',
          actor: asked.userId === null ? 'tillbot' : `user:${asked.userId}`,
          detail: { accepted: rule.accepted },
        });
        if (message !== null) await addMessage(tx, chargeId, asked.merchantId, message, rule.at);
        const charge = await mustFind(tx, chargeId);
        return { kind: 'taken', charge };
      });
    },

    async move(move: Move, effects?: UpdateEffects): Promise<MoveOutcome> {
      return await engine.write(async (tx) => {
        const before = await mustFind(tx, move.chargeId);
        const from: readonly ChargeState[] = typeof move.from === 'string' ? [move.from] : move.from;
        if (!from.includes(before.state)) return { kind: 'stale', charge: before };
        if (!mayMove(before.state, move.to))
          throw new Error(`no transition from ${before.state} to ${move.to}`);
        if (move.to === 'pushing' && (await engine.copiedAt(tx)) !== undefined)
          throw new Error('this database was restored from a copy: nobody has said to go on');
        if (move.to === 'pushing') {
          // It may have waited: what has changed since it was taken counts.
          const why = await refusalOf(tx, before, formsOf(before.msisdn));
          if (why !== undefined) return { kind: 'refused', why };
        }
        const holder = await holderOf(tx, before, move);
        if (holder !== undefined) return holder;

        if (effects !== undefined) await applyEffects(tx, effects);
        const charge = await commitMove(tx, before, move);
        return { kind: 'moved', charge };
      });
    },

    async noteRefusal(chargeId: number, refusedAt: number | null): Promise<void> {
      await engine.write(async (tx) => {
        const charge = await mustFind(tx, chargeId);
        if ((charge.accountRefusedAt === null) === (refusedAt === null)) return;
        await tx.update(charges).set({ accountRefusedAt: refusedAt }).where(eq(charges.id, chargeId));
        await outdateCard(tx, charge);
      });
    },

    async toPush(merchantId: number, limit: number): Promise<Charge[]> {
      return await engine.read(async () => await toCharges(prepared.toPush.execute({ merchantId, limit })));
    },

    async pushing(merchantId: number): Promise<Charge[]> {
      return await engine.read(async () => await toCharges(prepared.pushing.execute({ merchantId })));
    },

    ...markStore(engine),
    ...mismatchStore(engine),
    ...watchStore(engine),
  };
}

/** What a loop asks at every turn, prepared once. */
function preparedQueries(db: Tx) {
  return {
    bot: db.select({ botId: program.botId, firstBotId: program.firstBotId }).from(program).prepare(),
    toPush: selectCharges(db)
      // Written out, so that the index on just these rows is used.
      .where(and(eq(charges.merchantId, MERCHANT), sql`${charges.state} = 'created'`))
      .orderBy(asc(charges.id))
      .limit(LIMIT)
      .prepare(),
    pushing: selectCharges(db)
      .where(and(eq(charges.merchantId, MERCHANT), sql`${charges.state} = 'pushing'`))
      .prepare(),
  };
}

/** A receipt, and a transaction id, belongs to one charge: a gateway that repeats one proves nothing with it. */
async function holderOf(tx: Tx, { merchantId }: Charge, move: Move): Promise<MoveOutcome | undefined> {
  for (const what of ['receipt', 'transactionId'] as const) {
    const value = move.set?.[what];
    if (value === undefined || value === null) continue;
    const holder = await first(
      tx
        .select({ id: charges.id })
        .from(charges)
        .where(
          and(
            eq(charges[what], value),
            ne(charges.id, move.chargeId),
            // Each account may number its own.
            what === 'transactionId' ? eq(charges.merchantId, merchantId) : undefined,
          ),
        ),
    );
    if (holder !== undefined) return { kind: 'taken', what, by: holder.id };
  }
  return undefined;
}

/** Where the charge is told. A card that Telegram does not have yet is sent as a new message. */
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
  at: number,
): Promise<void> {
  const cardDueAt = cardMessageId === null ? null : 0;
  await tx.insert(chargeMessages).values({ ...message, chargeId, merchantId, cardMessageId, cardDueAt });
  if (cardMessageId !== null) return;
  const { chatId } = message;
  await tx.insert(outbox).values({ kind: 'card', chatId, chargeId, merchantId, createdAt: at, dueAt: 0 });
}

/** The key of a request that no chat made, as it is kept. Another merchant, or a chat, may use the same one. */
const keyOutsideChats = ({ merchantId, idempotencyKey }: ChargeRequest): string =>
  `merchant:${merchantId}:${idempotencyKey}`;

/** 96 random bits: nobody can name a charge that they were not shown. */
const REF_BYTES = 12;

/** Each merchant's charges are counted from 1. */
async function nextNumber(tx: Tx, merchantId: number): Promise<number> {
  const [merchant] = await tx
    .update(merchants)
    .set({ nextNumber: sql`${merchants.nextNumber} + 1` })
    .where(eq(merchants.id, merchantId))
    .returning({ next: merchants.nextNumber });
  if (merchant === undefined) throw new Error(`no merchant ${merchantId}`);
  return merchant.next - 1;
}
