import { and, eq, isNotNull, sql, type SQL } from 'drizzle-orm';
import type { Charge } from '../domain/charge.ts';
import { toCharges } from './charge-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { ofMerchant } from './locks.ts';
import { FEW, fairQueue, waitingRows } from './fair-queue.ts';
import { cardQueries, type WaitingCard } from './outbox-queries.ts';
import type { FreeAt, Outbox } from './port/outbox.ts';
import { AT_ONCE, CHARGE, NEVER_YET, preparedOnce } from './prepared.ts';
import { chargeMessages } from './schema.ts';

/** What the outbox does with cards. */
type CardOutbox = Pick<Outbox, 'dueCards' | 'cardShown' | 'cardLater' | 'cardGone' | 'nextCardAt'> & {
  /** Whether the last call of `dueCards` looked at every outdated card. */
  sawAllCards(): boolean;
};

export function cardOutbox(engine: Engine): CardOutbox {
  const prepared = cardQueries(engine.db);
  const turns = fairQueue<WaitingCard>();
  const waiting = {
    tenantAfter: async (after: number) => (await first(prepared.tenantAfter.execute({ after })))?.tenant,
    chatAfter: async (tenant: number, after: number) =>
      (await first(prepared.chatAfter.execute({ tenant, after })))?.chatId,
    first: async (chatId: number, tenant: number) => await first(prepared.first.execute({ chatId, tenant })),
  };
  return {
    async dueCards(
      now: number,
      limit: number,
      exceptChats: readonly number[],
      freeAt: FreeAt = AT_ONCE,
    ): Promise<Charge[]> {
      return await engine.read(async () => {
        const except = new Set(exceptChats);
        // Most cards wait for a time: each of a charge whose PIN is waited for. They come last.
        const soonest = await prepared.few.execute({ limit: FEW + 1 });
        const due = soonest.filter(({ dueAt }) => dueAt <= now);
        const work = due.length > FEW ? waiting : waitingRows(due);
        const found = await turns.take(work, limit, ({ chatId, tenant, dueAt }) => {
          if (except.has(chatId) || dueAt > now || freeAt({ chatId, tenant, kind: 'edit' }) > now)
            return false;
          except.add(chatId);
          return true;
        });
        const cards: Charge[] = [];
        for (const { id } of found) cards.push(...(await toCharges(prepared.charge.execute({ id }))));
        return cards;
      });
    },

    cardShown: (charge, ...args) =>
      engine.write((tx) => recordShown(tx, charge, ...args), {
        durability: 'delayed',
        ...ofMerchant(charge.merchantId),
      }),
    cardLater: (charge, at) =>
      engine.write((tx) => retryCard(tx, charge, at), {
        durability: 'delayed',
        ...ofMerchant(charge.merchantId),
      }),
    cardGone: (charge) =>
      engine.write((tx) => forgetCard(tx, charge), {
        durability: 'delayed',
        ...ofMerchant(charge.merchantId),
      }),

    async nextCardAt(after = NEVER_YET): Promise<number | undefined> {
      return await engine.read(async () => {
        return (await first(prepared.nextDueAt.execute({ after })))?.at ?? undefined;
      });
    },

    sawAllCards: () => turns.sawAll(),
  };
}

async function recordShown(tx: Tx, { id, message }: Charge, changesAt?: number): Promise<void> {
  const revision = message?.revision ?? 0;
  const shown = await cardShows(tx).execute({ chargeId: id, revision, changesAt: changesAt ?? null });
  if (shown.length > 0) return;
  const card = and(isIts(id), isNotNull(chargeMessages.cardMessageId));
  await tx.update(chargeMessages).set({ cardDueAt: 0 }).where(card);
}

async function retryCard(tx: Tx, { id, message }: Charge, at: number): Promise<void> {
  await tx
    .update(chargeMessages)
    .set({ cardDueAt: at, cardAttempts: (message?.cardAttempts ?? 0) + 1 })
    .where(and(isIts(id), isNotNull(chargeMessages.cardDueAt)));
}

async function forgetCard(tx: Tx, { id }: Charge): Promise<void> {
  await tx.update(chargeMessages).set({ cardDueAt: null, cardMessageId: null }).where(isIts(id));
}

const cardShows = preparedOnce((tx) =>
  tx
    .update(chargeMessages)
    .set({ cardDueAt: sql`${sql.placeholder('changesAt')}`, cardAttempts: 0 })
    .where(and(eq(chargeMessages.chargeId, CHARGE), eq(chargeMessages.revision, sql.placeholder('revision'))))
    .returning({ id: chargeMessages.chargeId }),
);

const isIts = (chargeId: number): SQL => eq(chargeMessages.chargeId, chargeId);
