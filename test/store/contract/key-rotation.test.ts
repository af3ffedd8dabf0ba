import { expect, test } from 'vitest';
import { keyring, newSecretKey, SealError } from '../../../src/security/keyring.ts';
import type { NewDraft } from '../../../src/domain/draft.ts';
import { bosmiAccount } from '../../support/accounts.ts';
import { connectShop, currentAccounts } from '../../support/connected.ts';
import { ACCOUNT } from '../../support/live.ts';
import { effectsOf } from '../../support/store.ts';
import { newDatabase, newStore, onEveryEngine } from './engines.ts';

const OLD = newSecretKey();
const NEW = newSecretKey();
const oldKeys = keyring([OLD]);
const newKeys = keyring([NEW]);
const bothKeys = keyring([NEW, OLD]);

const JUMA = { userId: 502, name: 'Juma' };
const SHOP = { name: 'Duka la Juma', account: ACCOUNT };

/** A draft of somebody who connects a shop. */
const aDraft = (keys: typeof oldKeys, chatId: number): NewDraft => ({
  chatId,
  userId: chatId,
  merchantId: null,
  answers: keys.seal('{}', `draft:${chatId}:${chatId}`),
  token: `token-${chatId}`,
  step: 'shop-name',
  msisdn: null,
  amountKes: null,
  note: null,
  shownReasons: [],
  threadId: null,
  commandMessageId: null,
  askedAt: 10,
  expiresAt: 1_000,
});

/** Makes a store with a connected shop under the old key, and with a waiting update and a draft under each key. */
async function usedStore() {
  const database = await newDatabase();
  const former = await database.open(oldKeys);
  const id = await connectShop(former, oldKeys, SHOP, JUMA);
  const put = async (keys: typeof oldKeys, chatId: number) => {
    const draft = { kind: 'put', draft: aDraft(keys, chatId) } as const;
    await former.inbox.finish(await effectsOf(former, 10, { draft }));
  };
  await put(oldKeys, 601);
  await put(newKeys, 602);
  await former.inbox.receive([{ updateId: 9_001, chatId: 100, payload: { text: 'from before' } }], 20);
  former.close();
  const store = await database.open(bothKeys);
  await store.inbox.receive([{ updateId: 9_002, chatId: 101, payload: { text: 'from after' } }], 21);
  const reopened = async (keys: typeof oldKeys) => {
    store.close();
    return await database.open(keys);
  };
  return { store, id, reopened };
}

onEveryEngine(() => {
  test('after a rotation the new key opens accounts and waiting updates without the old one', async () => {
    const { store, id, reopened } = await usedStore();
    expect((await store.merchants.keyIds()).toSorted()).toEqual(bothKeys.keyIds.toSorted());
    expect(await store.merchants.rotateKey(bothKeys, 30)).toBe(1);
    expect(await store.merchants.keyIds()).toEqual([newKeys.currentKeyId]);
    const [rotated] = await store.merchants.history(id, 1);
    expect(rotated).toMatchObject({
      at: 30,
      actor: 'operator',
      what: 'key-rotated',
      detail: { from: oldKeys.currentKeyId, to: newKeys.currentKeyId },
    });

    const later = await reopened(newKeys);
    expect((await currentAccounts(later, newKeys)).get(id)).toEqual(ACCOUNT);
    const due = await later.inbox.due(50, 10, []);
    expect(due.map(({ payload }) => payload)).toEqual([{ text: 'from before' }, { text: 'from after' }]);
  });

  test('an account that the former version sealed opens after a rotation, and stays the same account with another API key', async () => {
    const store = await newStore(oldKeys);
    const asBefore = {
      ...oldKeys,
      seal: (_text: string, place: string) => oldKeys.seal(JSON.stringify(ACCOUNT), place),
    };
    const id = await connectShop(store, asBefore, SHOP, JUMA);
    const [before] = await store.merchants.accounts();
    expect((await currentAccounts(store, oldKeys)).get(id)).toEqual(ACCOUNT);

    expect(await store.merchants.rotateKey(bothKeys, 30)).toBe(1);
    expect((await currentAccounts(store, newKeys)).get(id)).toEqual(ACCOUNT);
    const other = bosmiAccount({ ...ACCOUNT, apiKey: 'another-key' });
    const effects = await effectsOf(store, 40);
    expect(await store.merchants.changeAccount(id, other, JUMA.userId, bothKeys, 40, effects)).toBe(
      before?.id,
    );
  });

  test('a rotation does not change what the new key has sealed', async () => {
    const { store } = await usedStore();
    await store.merchants.rotateKey(bothKeys, 30);
    const once = await store.merchants.accounts();
    expect(await store.users.draft(601, 601, 50)).toBeUndefined();
    expect(await store.users.draft(602, 602, 50)).toMatchObject({ step: 'shop-name' });
    expect(await store.merchants.rotateKey(bothKeys, 40)).toBe(0);
    expect(await store.merchants.accounts()).toEqual(once);
    expect(await store.users.draft(602, 602, 50)).toMatchObject({ step: 'shop-name' });
  });

  test('a rotation without the old key fails and changes nothing', async () => {
    const { store, id } = await usedStore();
    const before = await store.merchants.accounts();
    await expect(store.merchants.rotateKey(newKeys, 30)).rejects.toThrow(SealError);
    expect(await store.merchants.accounts()).toEqual(before);
    expect(await store.users.draft(601, 601, 50)).toBeDefined();
    expect((await store.merchants.history(id, 1))[0]?.what).toBe('connected');
  });

  test('a rotation in which one of several accounts does not open changes none', async () => {
    const { store, id } = await usedStore();
    const second = await connectShop(store, oldKeys, SHOP, { userId: 503, name: 'Wanjiru' });
    const before = await store.merchants.accounts();
    expect(before.map(({ merchantId }) => merchantId)).toEqual([id, second]);
    // Sealed for another place, as if the row had been moved.
    const moved = oldKeys.seal(JSON.stringify(ACCOUNT), `merchant:${id}`);
    await connectShop(store, { ...oldKeys, seal: () => moved }, SHOP, { userId: 504, name: 'Otieno' });
    await expect(store.merchants.rotateKey(bothKeys, 30)).rejects.toThrow(/was changed or moved/);
    expect((await store.merchants.accounts()).slice(0, 2)).toEqual(before);
  });

  test('the key of a removed account is still needed: an update and a draft are sealed under it too', async () => {
    const { store, id } = await usedStore();
    expect(await store.merchants.removeAccount(id, 30)).toBe(true);
    expect(await store.merchants.removeAccount(id, 31)).toBe(false);
    expect(await store.merchants.keyIds()).toContain(oldKeys.currentKeyId);
    await expect(currentAccounts(store, newKeys)).rejects.toThrow(/lacks the key .* forget-key/);
  });

  test('giving up a lost key removes the accounts, waiting updates and drafts under it, and nothing else', async () => {
    const { store, id, reopened } = await usedStore();
    const other = await connectShop(store, newKeys, SHOP, { userId: 503, name: 'Wanjiru' });
    const lost = oldKeys.currentKeyId;
    expect(await store.merchants.forgetKey(lost, 30)).toEqual({ merchantIds: [id], updates: 1, drafts: 1 });
    expect(await store.merchants.keyIds()).toEqual([newKeys.currentKeyId]);
    const [last] = await store.merchants.history(id, 1);
    expect(last).toMatchObject({
      at: 30,
      actor: 'operator',
      what: 'account-removed',
      detail: { lostKey: lost },
    });

    const later = await reopened(newKeys);
    expect([...(await currentAccounts(later, newKeys)).keys()]).toEqual([other]);
    const due = await later.inbox.due(50, 10, []);
    expect(due.map(({ payload }) => payload)).toEqual([{ text: 'from after' }]);
    expect(await later.users.draft(602, 602, 50)).toBeDefined();
  });
});
