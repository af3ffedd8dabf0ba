import { and, eq, isNotNull, lt } from 'drizzle-orm';
import type { QueuedUpdate } from '../domain/updates.ts';
import type { Keyring } from '../security/keyring.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { NO_LOCKS } from './locks.ts';
import { FEW, fairQueue, waitingRows } from './fair-queue.ts';
import { inboxQueries, type WaitingUpdate } from './inbox-queries.ts';
import type { Inbox } from './port/inbox.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { isDue } from './prepared.ts';
import { updateReceiver } from './received-updates.ts';
import { drafts, inbox, isForgettable, outbox, strangers } from './schema.ts';
import { openedPayload } from './sealed-updates.ts';
import { applyEffects } from './update-effects.ts';

/** @param keyring seals the payload of updates, which may hold a gateway's credentials; undefined without a `SECRET_KEY` */
export function inboxStore(engine: Engine, keyring: Keyring | undefined): Inbox {
  const prepared = inboxQueries(engine.db);
  const turns = fairQueue<WaitingUpdate>();
  const waiting = {
    tenantAfter: async (after: number) => (await first(prepared.tenantAfter.execute({ after })))?.tenant,
    chatAfter: async (tenant: number, after: number) =>
      (await first(prepared.chatAfter.execute({ tenant, after })))?.chatId,
    first: async (chatId: number) => await first(prepared.first.execute({ chatId })),
  };
  return {
    receive: updateReceiver(engine, prepared, keyring),

    async due(
      now: number,
      limit: number,
      exceptChats: readonly number[],
      isFree: (tenant: number) => boolean = () => true,
    ): Promise<QueuedUpdate[]> {
      return await engine.read(async () => {
        if (!isDue(await first(prepared.nextDueAt.execute()), now)) return [];
        const except = new Set(exceptChats);
        const all = (await prepared.few.execute({ limit: FEW + 1 })).toSorted((a, b) => a.seq - b.seq);
        const work = all.length > FEW ? waiting : waitingRows(all);
        const found = await turns.take(work, limit, ({ chatId, tenant, dueAt }) => {
          if (except.has(chatId) || dueAt > now || !isFree(tenant)) return false;
          except.add(chatId);
          return true;
        });
        const rows: QueuedUpdate[] = [];
        for (const { seq } of found)
          for (const row of await prepared.update.execute({ seq }))
            rows.push(Object.assign(row, { payload: openedPayload(row, keyring) }));
        return rows;
      });
    },

    async finish(effects: UpdateEffects): Promise<void> {
      await engine.write(async (tx) => applyEffects(tx, effects), { durability: 'delayed', ...NO_LOCKS });
    },

    retryAt: (...args) =>
      engine.write((tx) => retryUpdate(tx, ...args), { durability: 'delayed', ...NO_LOCKS }),

    async nextDueAt(): Promise<number | undefined> {
      return await engine.read(async () => {
        return (await first(prepared.nextDueAt.execute()))?.at ?? undefined;
      });
    },

    async waiting(): Promise<number> {
      return await engine.read(async () => {
        return (await first(prepared.waiting.execute()))?.n ?? 0;
      });
    },

    prune: (...args) => engine.write((tx) => prune(tx, ...args), NO_LOCKS),
  };
}

async function retryUpdate(tx: Tx, row: QueuedUpdate, failure: string, at: number): Promise<void> {
  await tx
    .update(inbox)
    .set({ dueAt: at, failure, attempts: row.attempts + 1 })
    .where(and(eq(inbox.seq, row.seq), isNotNull(inbox.dueAt)));
}

async function prune(tx: Tx, before: number): Promise<void> {
  await tx.delete(inbox).where(and(isNotNull(inbox.settledAt), lt(inbox.settledAt, before)));
  await tx.delete(outbox).where(and(isForgettable, lt(outbox.settledAt, before)));
  await tx.delete(strangers).where(lt(strangers.toldAt, before));
  await tx.delete(drafts).where(lt(drafts.expiresAt, before));
}
