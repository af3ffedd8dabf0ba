import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { mayMove, type ChargeState } from '../domain/charge-states.ts';
import type { Charge } from '../domain/charge.ts';
import { refusalOf } from './admission.ts';
import { selectBot } from './bot-identity.ts';
import { requireCharge, selectCharges, toCharges } from './charge-rows.ts';
import { closeStore } from './closes.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { merchantLock, ofCharge } from './locks.ts';
import { markStore } from './marks.ts';
import { mismatchStore } from './mismatches.ts';
import { commitMove, outdateCard } from './moves.ts';
import { createOnce } from './new-charge.ts';
import type { PhoneForms } from './phone-forms.ts';
import type { BegunCharge, ChargeStore, MoveOutcome } from './port/charges.ts';
import type { Move } from './port/moves.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { ID, lazily, LIMIT, MERCHANT, preparedOnce } from './prepared.ts';
import { charges } from './schema.ts';
import { applyEffects } from './update-effects.ts';
import { watchStore } from './watch.ts';

/** @param formsOf every form in which a number may be stored: what stands against a phone counts though it was erased */
export function chargeStore(engine: Engine, formsOf: PhoneForms): ChargeStore {
  const prepared = preparedQueries(engine.db);
  return {
    create: (request, rule, effects) =>
      engine.write(
        async (tx) => {
          const bot = await first(prepared.bot.execute());
          return await createOnce(engine, tx, {
            request,
            phones: formsOf(request.msisdn),
            rule,
            effects,
            bot,
          });
        },
        // The update that asked waits in the inbox until this commit is there, and the commit of `pushing` comes after it.
        {
          durability: effects === undefined ? 'awaited' : 'delayed',
          locks: [merchantLock(request.merchantId), `phone:${request.msisdn}`],
        },
      ),
    move: (move, effects) =>
      engine.write((tx) => moveCharge(engine, tx, formsOf, move, effects), {
        ...ofCharge(move.chargeId),
        begins: move.to === 'pushing',
      }),
    noteRefusal: (chargeId, ...args) =>
      engine.write((tx) => noteRefusal(tx, chargeId, ...args), ofCharge(chargeId)),
    async toPush(merchantId: number, limit: number): Promise<Charge[]> {
      return await engine.read(async () => await toCharges(prepared.toPush.execute({ merchantId, limit })));
    },

    async pushing(merchantId: number, limitMs: number): Promise<BegunCharge[]> {
      return await engine.read(async (tx) => {
        const begun = await toCharges(prepared.pushing.execute({ merchantId }));
        // Mostly there are none, and no clock is asked.
        const time = begun.length === 0 ? 'alone' : await engine.aloneOrNow(tx);
        const awaitedMs = ({ pushedAt }: Charge): number =>
          time === 'alone' ? 0 : Math.max(0, (pushedAt ?? 0) + limitMs - time.now);
        return begun.map((charge) => Object.assign(charge, { awaitedMs: awaitedMs(charge) }));
      });
    },

    ...markStore(engine),
    ...closeStore(engine),
    ...mismatchStore(engine),
    ...watchStore(engine),
  };
}

async function moveCharge(
  engine: Engine,
  tx: Tx,
  formsOf: PhoneForms,
  move: Move,
  effects?: UpdateEffects,
): Promise<MoveOutcome> {
  const before = await requireCharge(tx, move.chargeId);
  const from: readonly ChargeState[] = typeof move.from === 'string' ? [move.from] : move.from;
  if (!from.includes(before.state)) return { kind: 'stale', charge: before };
  if (!mayMove(before.state, move.to)) throw new Error(`no transition from ${before.state} to ${move.to}`);
  if (move.to === 'pushing' && (await engine.copiedAt(tx)) !== undefined)
    throw new Error('this database was restored from a copy: nobody has said to go on');
  if (move.to === 'pushing') {
    // It may have waited since it was created, so everything is checked again.
    const why = await refusalOf(tx, before, formsOf(before.msisdn));
    if (why !== undefined) return { kind: 'refused', why };
  }
  const holder = await holderOf(tx, before, move);
  if (holder !== undefined) return holder;

  if (effects !== undefined) await applyEffects(tx, effects);
  const charge = await commitMove(tx, before, move);
  return { kind: 'moved', charge };
}

async function noteRefusal(tx: Tx, chargeId: number, refusedAt: number | null): Promise<void> {
  const charge = await requireCharge(tx, chargeId);
  if ((charge.accountRefusedAt === null) === (refusedAt === null)) return;
  await tx.update(charges).set({ accountRefusedAt: refusedAt }).where(eq(charges.id, chargeId));
  await outdateCard(tx, charge, refusedAt ?? charge.createdAt);
}

/** The queries that a worker runs in every round, prepared once. */
function preparedQueries(db: Tx) {
  return lazily({
    bot: () => selectBot(db),
    toPush: () =>
      selectCharges(db)
        // The state is written out, so that SQLite uses the partial index.
        .where(and(eq(charges.merchantId, MERCHANT), sql`${charges.state} = 'created'`))
        .orderBy(asc(charges.id))
        .limit(LIMIT),
    pushing: () =>
      selectCharges(db).where(and(eq(charges.merchantId, MERCHANT), sql`${charges.state} = 'pushing'`)),
  });
}

const VALUE = sql.placeholder('value');
/** Another charge with the same receipt, or the same id of a transaction. Each account may have its own numbering of transactions. */
const holders = {
  receipt: preparedOnce((tx) =>
    tx
      .select({ id: charges.id })
      .from(charges)
      .where(and(eq(charges.receipt, VALUE), ne(charges.id, ID))),
  ),
  transactionId: preparedOnce((tx) =>
    tx
      .select({ id: charges.id })
      .from(charges)
      .where(and(eq(charges.transactionId, VALUE), ne(charges.id, ID), eq(charges.merchantId, MERCHANT))),
  ),
};

/** Returns the outcome for a receipt or transaction id that another charge has: a gateway that repeats one proves nothing. */
async function holderOf(tx: Tx, { merchantId }: Charge, move: Move): Promise<MoveOutcome | undefined> {
  for (const what of ['receipt', 'transactionId'] as const) {
    const value = move.set?.[what];
    if (value === undefined || value === null) continue;
    const holder = await first(holders[what](tx).execute({ value, id: move.chargeId, merchantId }));
    if (holder !== undefined) return { kind: 'taken', what, by: holder.id };
  }
  return undefined;
}
