import { and, eq, isNotNull, lt } from 'drizzle-orm';
import { SealError, type Keyring } from '../security/keyring.ts';
import { senderLimits } from './sender-limits.ts';
import type { Db } from './engines/sqlite/database.ts';
import { isDue } from './prepared.ts';
import { inboxQueries, type WaitingUpdate } from './inbox-queries.ts';
import { FEW, fairQueue, waitingRows } from './fair-queue.ts';
import { parkedNotices } from './parked.ts';
import {
  addToOutbox,
  applyEffects,
  writing,
  type UpdateEffects,
  type OutgoingMessage,
} from './update-effects.ts';
import { drafts, inbox, isForgettable, outbox, strangers, type InboxRow, type Language } from './schema.ts';
import { isSealed, placeOfUpdate } from './key-rotation.ts';

/** An update as Telegram gave it. */
export interface ReceivedUpdate {
  readonly updateId: number;
  /** The chat it belongs to, or 0: updates of one chat are handled one after the other. */
  readonly chatId: number;
  /** Who sent it, where that is known. */
  readonly userId?: number | undefined;
  /** The hash of the one-time code that it bears, if it bears one. */
  readonly codeHash?: string | undefined;
  /** A button was pressed. */
  readonly isPress?: boolean;
  /** It is said to the bot. People in a group talk to each other. */
  readonly isAddressed?: boolean;
  /** The bot may not speak to the chat any more. */
  readonly isFarewell?: boolean;
  readonly payload: unknown;
}

/** What is said in the chat of an update that is not taken because there were too many, to somebody of that language. */
export type SayTooMuch = (update: ReceivedUpdate, language: Language | undefined) => OutgoingMessage;

export type Inbox = ReturnType<typeof inboxStore>;

/** @param keyring seals what waits: it may hold a gateway's key */
export function inboxStore(db: Db, keyring: Keyring | undefined) {
  const prepared = inboxQueries(db);
  const parked = parkedNotices(db);
  const beginBatch = senderLimits();
  const turns = fairQueue<WaitingUpdate>();
  const waiting = {
    tenantAfter: (after: number) => prepared.tenantAfter.get({ after })?.tenant,
    chatAfter: (tenant: number, after: number) => prepared.chatAfter.get({ tenant, after })?.chatId,
    first: (chatId: number) => prepared.first.get({ chatId }),
  };
  const sealed = (updateId: number, payload: unknown): unknown =>
    keyring === undefined ? payload : keyring.seal(JSON.stringify(payload), placeOfUpdate(updateId));
  /** Whether somebody works at a shop, or is being let in. */
  const isKnown = (userId: number, codeHash: string | undefined, at: number): boolean =>
    prepared.member.get({ userId }) !== undefined ||
    prepared.applicant.get({ userId }) !== undefined ||
    (codeHash !== undefined && prepared.invite.get({ codeHash, now: at }) !== undefined);
  const opened = ({ updateId, payload }: InboxRow): unknown => {
    if (keyring === undefined || !isSealed(payload)) return payload;
    try {
      return JSON.parse(keyring.open(payload, placeOfUpdate(updateId)));
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      // Somebody has changed it, so nobody knows what it said; the others must not wait for it.
      return { update_id: updateId };
    }
  };
  const insert = (
    update: ReceivedUpdate,
    merchantId: number | null,
    isStranger: boolean,
    at: number,
  ): void => {
    const { updateId, chatId } = update;
    const payload = sealed(updateId, update.payload);
    prepared.insert.run({ updateId, chatId, merchantId, isStranger, payload, receivedAt: at });
  };

  return {
    /**
     * Commits updates before they are confirmed to Telegram. One that is known already is not taken again. Of strangers only a
     * few wait at a time, and what they press is not kept at all, so that a flood of them keeps nobody waiting and fills no
     * disk. Notices that wait for one of the people who are heard of here become due.
     *
     * @param bounds with it, no more is taken of anybody than the limits of chatter allow
     * @returns the presses of strangers
     */
    async receive(
      updates: readonly ReceivedUpdate[],
      at: number,
      bounds?: { readonly steadyAt: number; readonly sayTooMuch: SayTooMuch },
    ): Promise<readonly ReceivedUpdate[]> {
      if (updates.length === 0) return [];
      const batch = bounds === undefined ? undefined : beginBatch(bounds.steadyAt);
      const turnedAway = writing(db, (tx) => {
        const presses: ReceivedUpdate[] = [];
        for (const update of updates) {
          const { updateId, chatId, userId = 0, codeHash, isPress, isAddressed = false } = update;
          if (prepared.known.get({ updateId }) !== undefined) continue;
          const isStranger = update.userId !== undefined && !isKnown(userId, codeHash, at);
          if (isStranger) {
            if (isPress === true) presses.push(update);
            else if ((prepared.strangersWaiting.get()?.n ?? 0) < STRANGERS_WAITING)
              insert(update, null, isStranger, at);
            continue;
          }
          if (update.isFarewell !== true) parked.makeDue(tx, { userId, chatId }, at);
          const merchantId = prepared.merchantOf.get({ chatId, userId })?.merchantId ?? null;
          const speaker = { userId, chatId, tenant: merchantId ?? 0, isAddressed };
          const admission = batch?.admit(speaker) ?? 'take';
          if (admission === 'take') insert(update, merchantId, isStranger, at);
          if (admission === 'drop and tell' && bounds !== undefined)
            addToOutbox(tx, [bounds.sayTooMuch(update, prepared.language.get({ userId })?.language)], at);
        }
        return presses;
      });
      batch?.count();
      return turnedAway;
    },

    /**
     * The first waiting update of each chat, where it is due: of each merchant in turn, and of each of a merchant's chats.
     * `exceptChats`: those being handled at the moment. `isFree`: whether a merchant's is taken then; 0 is nobody's.
     */
    async due(
      now: number,
      limit: number,
      exceptChats: readonly number[],
      isFree: (tenant: number) => boolean = () => true,
    ): Promise<InboxRow[]> {
      if (!isDue(prepared.nextDueAt.get(), now)) return [];
      const except = new Set(exceptChats);
      const all = prepared.few.all({ limit: FEW + 1 }).toSorted((a, b) => a.seq - b.seq);
      const work = all.length > FEW ? waiting : waitingRows(all);
      const found = turns.take(work, limit, ({ chatId, tenant, dueAt }) => {
        if (except.has(chatId) || dueAt > now || !isFree(tenant)) return false;
        except.add(chatId);
        return true;
      });
      return found
        .flatMap(({ seq }) => prepared.update.get({ seq }) ?? [])
        .map((row) => Object.assign(row, { payload: opened(row) }));
    },

    /** Commits what handling an update left behind; does nothing if that was committed before. */
    async finish(effects: UpdateEffects): Promise<void> {
      writing(db, (tx) => applyEffects(tx, effects));
    },

    /** Handling it failed: it is tried again at `at` (steady time), and its chat waits for it. */
    async retryAt(row: InboxRow, failure: string, at: number): Promise<void> {
      writing(db, (tx) =>
        tx
          .update(inbox)
          .set({ dueAt: at, failure, attempts: row.attempts + 1 })
          .where(and(eq(inbox.seq, row.seq), isNotNull(inbox.dueAt)))
          .run(),
      );
    },

    async nextDueAt(): Promise<number | undefined> {
      return prepared.nextDueAt.get()?.at ?? undefined;
    },

    /** How many updates wait: taking more is pointless while there are many. */
    async waiting(): Promise<number> {
      return prepared.waiting.get()?.n ?? 0;
    },

    /**
     * Forgets what is only kept to know a redelivery, and everything else of no further use, from before `before`.
     * Notices stay: they are part of a charge's history.
     */
    async prune(before: number): Promise<void> {
      writing(db, (tx) => {
        tx.delete(inbox)
          .where(and(isNotNull(inbox.settledAt), lt(inbox.settledAt, before)))
          .run();
        tx.delete(outbox)
          .where(and(isForgettable, lt(outbox.settledAt, before)))
          .run();
        tx.delete(strangers).where(lt(strangers.toldAt, before)).run();
        tx.delete(drafts).where(lt(drafts.expiresAt, before)).run();
      });
    },
  };
}

/** The most updates of strangers that wait at once. */
export const STRANGERS_WAITING = 20;
