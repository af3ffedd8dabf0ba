import type { Inbox } from './port/inbox.ts';
import type { ReceivedUpdate } from './port/inbox.ts';
import type { SayTooMuch } from './port/inbox.ts';
import { and, eq, isNotNull, lt } from 'drizzle-orm';
import { SealError, type Keyring } from '../security/keyring.ts';
import { senderLimits } from './sender-limits.ts';
import { first, type Engine } from './engine.ts';
import { isDue } from './prepared.ts';
import { inboxQueries, type WaitingUpdate } from './inbox-queries.ts';
import { FEW, fairQueue, waitingRows } from './fair-queue.ts';
import { parkedNotices } from './parked.ts';
import { addToOutbox, applyEffects } from './update-effects.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { drafts, inbox, isForgettable, outbox, strangers } from './schema.ts';
import type { QueuedUpdate } from '../domain/updates.ts';

import { isSealed, placeOfUpdate } from './key-rotation.ts';

/** @param keyring seals what waits: it may hold a gateway's key */
export function inboxStore(engine: Engine, keyring: Keyring | undefined): Inbox {
  const prepared = inboxQueries(engine.db);
  const parked = parkedNotices(engine);
  const beginBatch = senderLimits();
  const turns = fairQueue<WaitingUpdate>();
  const waiting = {
    tenantAfter: async (after: number) => (await first(prepared.tenantAfter.execute({ after })))?.tenant,
    chatAfter: async (tenant: number, after: number) =>
      (await first(prepared.chatAfter.execute({ tenant, after })))?.chatId,
    first: async (chatId: number) => await first(prepared.first.execute({ chatId })),
  };
  const sealed = (updateId: number, payload: unknown): unknown =>
    keyring === undefined ? payload : keyring.seal(JSON.stringify(payload), placeOfUpdate(updateId));
  /** Whether somebody works at a shop, or is being let in. */
  const isKnown = async (userId: number, codeHash: string | undefined, at: number): Promise<boolean> =>
    (await first(prepared.member.execute({ userId }))) !== undefined ||
    (await first(prepared.applicant.execute({ userId }))) !== undefined ||
    (codeHash !== undefined && (await first(prepared.invite.execute({ codeHash, now: at }))) !== undefined);
  const opened = ({ updateId, payload }: QueuedUpdate): unknown => {
    if (keyring === undefined || !isSealed(payload)) return payload;
    try {
      return JSON.parse(keyring.open(payload, placeOfUpdate(updateId)));
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      // Somebody has changed it, so nobody knows what it said; the others must not wait for it.
      return { update_id: updateId };
    }
  };
  const insert = async (
    update: ReceivedUpdate,
    merchantId: number | null,
    isStranger: boolean,
    at: number,
  ): Promise<void> => {
    const { updateId, chatId } = update;
    const payload = sealed(updateId, update.payload);
    await prepared.insert.execute({ updateId, chatId, merchantId, isStranger, payload, receivedAt: at });
  };

  return {
    async receive(
      updates: readonly ReceivedUpdate[],
      at: number,
      bounds?: { readonly steadyAt: number; readonly sayTooMuch: SayTooMuch },
    ): Promise<readonly ReceivedUpdate[]> {
      if (updates.length === 0) return [];
      const batch = bounds === undefined ? undefined : beginBatch(bounds.steadyAt);
      const turnedAway = await engine.write(async (tx) => {
        const presses: ReceivedUpdate[] = [];
        for (const update of updates) {
          const { updateId, chatId, userId = 0, codeHash, isPress, isAddressed = false } = update;
          if ((await first(prepared.known.execute({ updateId }))) !== undefined) continue;
          const isStranger = update.userId !== undefined && !(await isKnown(userId, codeHash, at));
          if (isStranger) {
            if (isPress === true) presses.push(update);
            else if (((await first(prepared.strangersWaiting.execute()))?.n ?? 0) < STRANGERS_WAITING)
              await insert(update, null, isStranger, at);
            continue;
          }
          if (update.isFarewell !== true) await parked.makeDue(tx, { userId, chatId }, at);
          const merchantId =
            (await first(prepared.merchantOf.execute({ chatId, userId })))?.merchantId ?? null;
          const speaker = { userId, chatId, tenant: merchantId ?? 0, isAddressed };
          const admission = batch?.admit(speaker) ?? 'take';
          if (admission === 'take') await insert(update, merchantId, isStranger, at);
          if (admission === 'drop and tell' && bounds !== undefined)
            await addToOutbox(
              tx,
              [bounds.sayTooMuch(update, (await first(prepared.language.execute({ userId })))?.language)],
              at,
            );
        }
        return presses;
      });
      batch?.count();
      return turnedAway;
    },

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
            rows.push(Object.assign(row, { payload: opened(row) }));
        return rows;
      });
    },

    async finish(effects: UpdateEffects): Promise<void> {
      await engine.write(async (tx) => applyEffects(tx, effects));
    },

    async retryAt(row: QueuedUpdate, failure: string, at: number): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .update(inbox)
            .set({ dueAt: at, failure, attempts: row.attempts + 1 })
            .where(and(eq(inbox.seq, row.seq), isNotNull(inbox.dueAt))),
      );
    },

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

    async prune(before: number): Promise<void> {
      await engine.write(async (tx) => {
        await tx.delete(inbox).where(and(isNotNull(inbox.settledAt), lt(inbox.settledAt, before)));
        await tx.delete(outbox).where(and(isForgettable, lt(outbox.settledAt, before)));
        await tx.delete(strangers).where(lt(strangers.toldAt, before));
        await tx.delete(drafts).where(lt(drafts.expiresAt, before));
      });
    },
  };
}

/** The most updates of strangers that wait at once. */
export const STRANGERS_WAITING = 20;
