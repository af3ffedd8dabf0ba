import type { Keyring } from '../security/keyring.ts';
import { first, type Engine, type Tx } from './engine.ts';
import type { inboxQueries } from './inbox-queries.ts';
import { makeParkedDue } from './parked.ts';
import type { Inbox, ReceivedUpdate, SayTooMuch } from './port/inbox.ts';
import { sealedPayload } from './sealed-updates.ts';
import { senderLimits, type Batch } from './sender-limits.ts';
import { turns } from './turns.ts';
import { addToOutbox } from './update-effects.ts';

/** The most updates of strangers that wait at once. */
export const STRANGERS_WAITING = 20;

/** Commits received updates: see `Inbox.receive`. */
export function updateReceiver(
  engine: Engine,
  prepared: ReturnType<typeof inboxQueries>,
  keyring: Keyring | undefined,
): Inbox['receive'] {
  const beginBatch = senderLimits();
  const isKnown = knownSenders(prepared);
  const insert = async (
    update: ReceivedUpdate,
    merchantId: number | null,
    isStranger: boolean,
    at: number,
  ): Promise<void> => {
    const { updateId, chatId, payload: open } = update;
    const payload = sealedPayload(updateId, open, keyring);
    await prepared.insert.execute({ updateId, chatId, merchantId, isStranger, payload, receivedAt: at });
  };

  /** Stores a stranger's update, if few wait. Returns whether it is a press, which is not stored. */
  const receiveStranger = async (update: ReceivedUpdate, at: number): Promise<boolean> => {
    if (update.isPress === true) return true;
    const waiting = (await first(prepared.strangersWaiting.execute()))?.n ?? 0;
    if (waiting < STRANGERS_WAITING) await insert(update, null, true, at);
    return false;
  };

  /** Stores an update of somebody who is known, within the sender limits. */
  const receiveKnown = async (
    tx: Tx,
    update: ReceivedUpdate,
    at: number,
    batch: Batch | undefined,
    sayTooMuch: SayTooMuch | undefined,
  ): Promise<void> => {
    const { chatId, userId = 0, isAddressed = false } = update;
    if (update.isFarewell !== true) await makeParkedDue(tx, { userId, chatId }, at);
    const merchantId = (await first(prepared.merchantOf.execute({ chatId, userId })))?.merchantId ?? null;
    const admission = batch?.admit({ userId, chatId, tenant: merchantId ?? 0, isAddressed }) ?? 'take';
    if (admission === 'take') await insert(update, merchantId, false, at);
    if (admission !== 'drop and tell' || sayTooMuch === undefined) return;
    const language = (await first(prepared.language.execute({ userId })))?.language;
    await addToOutbox(tx, [sayTooMuch(update, language)], at);
  };

  const receiveAll: Inbox['receive'] = async (updates, at, bounds) => {
    const { presses, batch } = await engine.write(
      async (tx) => {
        // It begins with the transaction: one that is tried again counts once.
        const batch = bounds === undefined ? undefined : beginBatch(bounds.steadyAt);
        const presses: ReceivedUpdate[] = [];
        for (const update of updates) {
          const { updateId, userId, codeHash } = update;
          if ((await first(prepared.known.execute({ updateId }))) !== undefined) continue;
          // An update without a known sender, such as a change of a chat, is no stranger's.
          const isStranger = userId !== undefined && !(await isKnown(userId, codeHash, at));
          if (!isStranger) await receiveKnown(tx, update, at, batch, bounds?.sayTooMuch);
          else if (await receiveStranger(update, at)) presses.push(update);
        }
        return { presses, batch };
      },
      { locks: ['strangers'] },
    );
    batch?.count();
    return presses;
  };

  // The limits count what is committed, so the next batch waits for that.
  const inTurn = turns();
  return async (...received) => (received[0].length === 0 ? [] : await inTurn(() => receiveAll(...received)));
}

/** Returns whether somebody works for a merchant, or is being let in. */
const knownSenders =
  (prepared: ReturnType<typeof inboxQueries>) =>
  async (userId: number, codeHash: string | undefined, at: number): Promise<boolean> =>
    (await first(prepared.member.execute({ userId }))) !== undefined ||
    (await first(prepared.applicant.execute({ userId }))) !== undefined ||
    (codeHash !== undefined && (await first(prepared.invite.execute({ codeHash, now: at }))) !== undefined);
