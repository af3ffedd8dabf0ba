import { expect, test } from 'vitest';
import { configuredAccount } from '../../src/app/accounts.ts';
import { keyring } from '../../src/security/keyring.ts';
import { identitiesOf } from '../../src/store/account-rows.ts';
import { openSealedAccount } from '../../src/gateway/sealed-accounts.ts';
import { bosmiAccount } from '../support/accounts.ts';

/** The key of the rows below, which the version that knew only BOSMI wrote into its database. */
const KEYS = keyring([Buffer.alloc(32, 5).toString('base64')]);
const CONNECTED = {
  account: bosmiAccount({ apiKey: 'Sd4#k[HFS', username: 'mama', email: 'Mama@Duka.example' }),
  identity: '2c67ff50.h9bRtP8BGLw2lfR6nyapSQ',
  sealed:
    'v1.NnkcYJjfaHDp2Xht.LmeDmWT84UHJ_W2HlZmub_VxZY48LiBAGw-UzJQ0rIGRLO3hv1Z5mDGewm45cLXmBQTjBm1gntsrL-vqe-azsH3tnVkj1M5l7Mt0-3DSvu4fb6Xx',
};
const IN_SETTINGS = {
  account: bosmiAccount({ apiKey: 'own-key', username: 'own', email: 'Own@duka.example' }),
  identity: 'eT9FD6we_uBj-nOqTT_gmmB9_3HpDgkbb5jNeE69iz8',
  sealed:
    'v1.g9pqcPXqYqDVsuVW.Hgu8x25UIh_KH0xEj8on1z_d8tMzvGaEcxgDD6nX_Dgxahne5gXCTKVP0uzz1vomTla1gUB_bIaG7JwcOO3DdnlUF8WmLZevPQwJj--apH4',
};

test('the accounts in a database of the former version open', () => {
  const open = (merchantId: number, sealed: string) =>
    openSealedAccount({ keyId: '2c67ff50', sealed }, merchantId, KEYS);
  expect(open(2, CONNECTED.sealed)).toEqual(CONNECTED.account);
  expect(open(1, IN_SETTINGS.sealed)).toEqual(IN_SETTINGS.account);
});

test('the accounts in a database of the former version keep their identities, so that their charges are queried through them', () => {
  expect(identitiesOf(CONNECTED.account, KEYS)).toEqual([CONNECTED.identity]);
  expect(identitiesOf(CONNECTED.account, KEYS)).toEqual(KEYS.hashes('account ["mama","mama@duka.example"]'));
  expect(configuredAccount(IN_SETTINGS.account, KEYS).identities).toEqual([IN_SETTINGS.identity]);
});
