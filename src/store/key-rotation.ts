import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import type { Sealed } from '../domain/sealed.ts';
import { openSealedAccount, sealAccount } from '../gateway/sealed-accounts.ts';
import type { Keyring } from '../security/keyring.ts';
import { forgetIdle, identitiesOf, isNeeded, loseAccount } from './account-rows.ts';
import type { Engine, Tx } from './engine.ts';
import { addEvent } from './merchant-events.ts';
import type { Forgotten, KeyRotation, SealedAccount } from './port/key-rotation.ts';
import { accounts, drafts, inbox } from './schema.ts';
import { isSealed, placeOfUpdate } from './sealed-updates.ts';

/** What is sealed, and the keys that it needs. */
export function sealedStore(engine: Engine): KeyRotation {
  return {
    async accounts(): Promise<readonly SealedAccount[]> {
      return await engine.read(async (db) => {
        return sealedAccounts(db);
      });
    },

    keyIds: () => engine.read((db) => neededKeyIds(db)),
    rotateKey: (...args) => engine.write((tx) => rotateKey(tx, ...args)),
    async forgetKey(keyId: string, at: number): Promise<Forgotten> {
      const isUnder = ({ sealed }: { readonly sealed: Sealed }): boolean => sealed.keyId === keyId;
      return await engine.write(async (tx) => {
        const lost = (await sealedAccounts(tx)).filter(isUnder);
        // Former accounts under the lost key are of no use, either.
        for (const { id, merchantId } of lost) await loseAccount(tx, id, merchantId, at, { lostKey: keyId });
        const updates = (await sealedUpdates(tx)).filter(isUnder);
        for (const { seq } of updates)
          await tx
            .update(inbox)
            .set({ settledAt: at, dueAt: null, payload: null, failure: 'its key was lost' })
            .where(eq(inbox.seq, seq));
        const dropped = await dropDrafts(tx, (sealed) => sealed.keyId === keyId);
        return {
          merchantIds: lost.filter(({ isCurrent }) => isCurrent).map(({ merchantId }) => merchantId),
          updates: updates.length,
          drafts: dropped,
        };
      });
    },
  };
}

async function neededKeyIds(db: Tx): Promise<string[]> {
  // The first merchant's account is in the environment, and is sealed again from there.
  const needed = (await sealedAccounts(db)).filter(
    ({ merchantId, isCurrent }) => merchantId !== FIRST_MERCHANT || !isCurrent,
  );
  const found = [...needed, ...(await sealedDrafts(db)), ...(await sealedUpdates(db))];
  return [...new Set(found.map(({ sealed }) => sealed.keyId))];
}

async function rotateKey(tx: Tx, keyring: Keyring, at: number): Promise<number> {
  await forgetIdle(tx);
  const old = (await sealedAccounts(tx)).filter(({ sealed }) => sealed.keyId !== keyring.currentKeyId);
  for (const { id, merchantId, isCurrent, sealed } of old) {
    const account = openSealedAccount(sealed, merchantId, keyring);
    // The first merchant's identity is hashed without a key.
    const named = merchantId === FIRST_MERCHANT ? {} : { identity: identitiesOf(account, keyring)[0] };
    await tx
      .update(accounts)
      .set({ ...sealAccount(account, merchantId, keyring), ...named })
      .where(eq(accounts.id, id));
    if (isCurrent)
      await addEvent(tx, merchantId, at, 'operator', 'key-rotated', {
        from: sealed.keyId,
        to: keyring.currentKeyId,
      });
  }
  // A draft is at most a few minutes old: the person begins again.
  await dropDrafts(tx, ({ keyId }) => keyId !== keyring.currentKeyId);
  for (const { seq, updateId, sealed } of await sealedUpdates(tx)) {
    if (sealed.keyId === keyring.currentKeyId) continue;
    const place = placeOfUpdate(updateId);
    await tx
      .update(inbox)
      .set({ payload: keyring.seal(keyring.open(sealed, place), place) })
      .where(eq(inbox.seq, seq));
  }
  return old.filter(({ isCurrent }) => isCurrent).length;
}

const sealedAccounts = async (tx: Tx): Promise<readonly SealedAccount[]> =>
  (
    await tx
      .select()
      .from(accounts)
      .where(and(isNotNull(accounts.sealed), isNeeded))
      .orderBy(asc(accounts.merchantId), asc(accounts.id))
  ).map(({ id, merchantId, endedAt, keyId, sealed }) => ({
    id,
    merchantId,
    isCurrent: endedAt === null,
    sealed: { keyId: keyId ?? '', sealed: sealed ?? '' },
  }));

/** Returns the waiting updates that are sealed. */
const sealedUpdates = async (
  tx: Tx,
): Promise<{ readonly seq: number; readonly updateId: number; readonly sealed: Sealed }[]> =>
  (
    await tx
      .select({ seq: inbox.seq, updateId: inbox.updateId, payload: inbox.payload })
      .from(inbox)
      .where(isNotNull(inbox.dueAt))
  ).flatMap(({ payload, ...row }) => (isSealed(payload) ? [{ ...row, sealed: payload }] : []));

/** Returns the sealed answers of drafts in which a shop is being connected. */
const sealedDrafts = async (tx: Tx): Promise<{ readonly id: number; readonly sealed: Sealed }[]> =>
  (await tx.select({ id: drafts.id, sealed: drafts.answers }).from(drafts)).flatMap(({ id, sealed }) =>
    sealed === null ? [] : [{ id, sealed }],
  );

async function dropDrafts(tx: Tx, which: (sealed: Sealed) => boolean): Promise<number> {
  const found = (await sealedDrafts(tx)).filter(({ sealed }) => which(sealed));
  for (const { id } of found) await tx.delete(drafts).where(eq(drafts.id, id));
  return found.length;
}
