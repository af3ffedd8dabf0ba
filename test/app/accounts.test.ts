import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { configuredAccount, keyringOf, openAccounts } from '../../src/app/accounts.ts';
import { keyring, newSecretKey } from '../../src/security/keyring.ts';
import type { Sealed } from '../../src/domain/sealed.ts';
import { OperatorError } from '../../src/runtime/operator-error.ts';
import { placeOfAccount } from '../../src/gateway/sealed-accounts.ts';
import { bosmiAccount } from '../support/accounts.ts';
import { connectShop, currentAccounts } from '../support/connected.ts';
import { tempStore } from '../support/store.ts';

const OLD = newSecretKey();
const NEW = newSecretKey();
const oldKeys = keyring([OLD]);
const newKeys = keyring([NEW]);
const bothKeys = keyring([NEW, OLD]);
const mama = { apiKey: 'key-of-Mama', username: 'mama', email: 'mama@duka.example' };
const juma = { apiKey: 'key-of-Juma', username: 'juma', email: 'juma@duka.example' };

/** A store in which Mama is connected under the old key and Juma under the new one. */
async function twoShops() {
  const store = tempStore();
  const mamas = await connectShop(
    store,
    oldKeys,
    { name: 'Mama', account: mama },
    { userId: 501, name: 'M' },
  );
  const jumas = await connectShop(
    store,
    newKeys,
    { name: 'Juma', account: juma },
    { userId: 502, name: 'J' },
  );
  return { store, mamas, jumas };
}

/** A store that returns exactly these sealed accounts. */
const holding = (...accounts: readonly { readonly merchantId: number; readonly sealed: Sealed }[]) => {
  const { merchants } = tempStore();
  return {
    merchants: {
      ...merchants,
      keyIds: () => Promise.resolve([...new Set(accounts.map(({ sealed }) => sealed.keyId))]),
      accounts: () =>
        Promise.resolve(
          accounts.map(({ merchantId, sealed }, id) => ({ id, merchantId, sealed, isCurrent: true })),
        ),
    },
  };
};

async function messageOf(opening: Promise<unknown>): Promise<string> {
  const error: unknown = await opening.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(OperatorError);
  return (error as OperatorError).message;
}

describe('the accounts of connected shops', () => {
  test('open with the key that sealed each, and do not include the first shop', async () => {
    const { store, mamas, jumas } = await twoShops();
    expect([...(await currentAccounts(store, bothKeys))]).toEqual([
      [mamas, mama],
      [jumas, juma],
    ]);
  });

  test('open in the form of the former version, which knew only BOSMI', async () => {
    const sealed = oldKeys.seal(JSON.stringify(mama), placeOfAccount(2));
    const [opened] = await openAccounts(holding({ merchantId: 2, sealed }), oldKeys);
    expect(opened?.account).toEqual({ provider: 'bosmi', credentials: mama });
  });

  test('of an unknown provider stop the start with a message that shows no credential', async () => {
    const text = JSON.stringify({ provider: 'paymoja', credentials: mama });
    const sealed = oldKeys.seal(text, placeOfAccount(2));
    const message = await messageOf(openAccounts(holding({ merchantId: 2, sealed }), oldKeys));
    expect(message).toMatch(
      /^The account of merchant 2 does not open: it is at the provider paymoja, which this version does not know\./,
    );
    for (const secret of Object.values(mama)) expect(message).not.toContain(secret);
  });

  test('are empty when no shop is connected, with a key or without one', async () => {
    expect((await openAccounts(tempStore(), undefined)).length).toBe(0);
    expect((await openAccounts(tempStore(), newKeys)).length).toBe(0);
  });

  test('do not include a shop whose account was removed', async () => {
    const { store, mamas, jumas } = await twoShops();
    await store.merchants.removeAccount(mamas, 5);
    expect([...(await currentAccounts(store, newKeys)).keys()]).toEqual([jumas]);
  });

  test('without a key stop the start with a message that names each missing key by its id and says what to do', async () => {
    const { store } = await twoShops();
    const message = await messageOf(openAccounts(store, undefined));
    for (const id of bothKeys.keyIds) expect(message).toContain(id);
    expect(message).toMatch(/SECRET_KEY=new,old.*npm run merchants -- forget-key/);
  });

  test('with one of two keys stop the start with a message that names the other', async () => {
    const { store } = await twoShops();
    const message = await messageOf(openAccounts(store, newKeys));
    expect(message).toContain(`lacks the key ${oldKeys.currentKeyId},`);
    expect(message).not.toContain(newKeys.currentKeyId);
    for (const secret of [OLD, NEW, mama.apiKey, mama.email]) expect(message).not.toContain(secret);
  });

  test('stop the start when one was moved from another shop', async () => {
    const sealed = oldKeys.seal(JSON.stringify(mama), placeOfAccount(2));
    expect(await messageOf(openAccounts(holding({ merchantId: 3, sealed }), oldKeys))).toMatch(
      /^The account of merchant 3 does not open: .* was changed or moved\..*npm run merchants -- disconnect 3$/,
    );
  });

  test('stop the start when one was changed, with a message that shows nothing of the others', async () => {
    const whole = oldKeys.seal(JSON.stringify(mama), placeOfAccount(2));
    const cut = { ...whole, sealed: `${whole.sealed.slice(0, -8)}AAAAAAAA` };
    const message = await messageOf(
      openAccounts(holding({ merchantId: 2, sealed: whole }, { merchantId: 4, sealed: cut }), oldKeys),
    );
    expect(message).toMatch(/^The account of merchant 4 does not open/);
    for (const secret of Object.values(mama)) expect(message).not.toContain(secret);
  });
});

test('the account in the settings keeps the identity that the former version gave it', () => {
  const former = JSON.stringify(['tillbot account', 'mama', 'mama@duka.example']);
  const kept = configuredAccount(bosmiAccount({ ...mama, email: 'Mama@Duka.example' }), undefined);
  expect(kept).toEqual({
    identities: [createHash('sha256').update(former).digest('base64url')],
    sealed: undefined,
  });
});

test('a keyring is made with a SECRET_KEY, and none without one', () => {
  expect(keyringOf([])).toBeUndefined();
  expect(keyringOf([NEW, OLD])?.keyIds).toEqual(bothKeys.keyIds);
});
