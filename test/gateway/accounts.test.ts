import { describe, expect, test, vi } from 'vitest';
import {
  formatAccount,
  identityOf,
  openGateway,
  parseAccount,
  providerNamed,
  secretsOf,
} from '../../src/gateway/accounts.ts';
import { disconnected } from '../../src/gateway/disconnected.ts';
import type { Provider } from '../../src/gateway/provider.ts';
import { SealError } from '../../src/security/keyring.ts';
import { bosmiAccount } from '../support/accounts.ts';
import { paymoja } from '../support/paymoja.ts';

vi.mock('../../src/gateway/providers.ts', async (original) => {
  const { PROVIDERS } = await original<{ readonly PROVIDERS: readonly Provider[] }>();
  return { PROVIDERS: [...PROVIDERS, (await import('../support/paymoja.ts')).paymoja] };
});

const MAMA = { apiKey: 'Sd4#k[HFS', username: 'mama', email: 'Mama@Duka.example' };
const BOSMI_ACCOUNT = bosmiAccount(MAMA);
const PAYMOJA_ACCOUNT = { provider: 'paymoja', credentials: { till: 'mama', secret: 'pm-secret-1' } };

describe('the text of an account', () => {
  test.each([['BOSMI', BOSMI_ACCOUNT] as const, ['another provider', PAYMOJA_ACCOUNT] as const])(
    'is read back unchanged, at %s',
    (_where, account) => {
      expect(parseAccount(formatAccount(account))).toEqual(account);
    },
  );

  test('without a provider is an account at BOSMI: an earlier version knew no other', () => {
    expect(parseAccount(JSON.stringify(MAMA))).toEqual(BOSMI_ACCOUNT);
  });

  test('of an unknown provider does not open, and the error names the provider and no credential', () => {
    const text = formatAccount({ provider: 'paymbili', credentials: MAMA });
    expect(() => parseAccount(text)).toThrow(SealError);
    expect(() => parseAccount(text)).toThrow(/the provider paymbili, which this version does not know$/);
  });

  test('without a credential that its provider needs does not open', () => {
    const { apiKey: _, ...others } = MAMA;
    expect(() => parseAccount(formatAccount({ provider: 'bosmi', credentials: others }))).toThrow(
      /it has no apiKey, which BOSMI needs now$/,
    );
  });
});

describe('the identity of an account', () => {
  test('at BOSMI is the username and the e-mail address, which earlier versions hashed, too', () => {
    expect(identityOf(BOSMI_ACCOUNT)).toEqual(['mama', 'mama@duka.example']);
  });

  test('changes with the username, and does not change with the key', () => {
    expect(identityOf(bosmiAccount({ ...MAMA, apiKey: 'another' }))).toEqual(identityOf(BOSMI_ACCOUNT));
    expect(identityOf(bosmiAccount({ ...MAMA, username: 'juma' }))).not.toEqual(identityOf(BOSMI_ACCOUNT));
  });

  test('at another provider starts with the provider, so that it differs from every one at BOSMI', () => {
    expect(identityOf(PAYMOJA_ACCOUNT)).toEqual([{ provider: 'paymoja' }, 'mama']);
  });
});

test('the secrets of an account are the key and the e-mail address at BOSMI, and what another provider declares', () => {
  expect(secretsOf(BOSMI_ACCOUNT)).toEqual([MAMA.email, MAMA.apiKey]);
  expect(secretsOf(PAYMOJA_ACCOUNT)).toEqual(['pm-secret-1']);
});

test('a gateway is opened by the provider of the account, at its address', async () => {
  const bosmi = { baseUrl: 'https://bosmi.example', proxy: undefined };
  const address = { baseUrl: 'https://paymoja.example', proxy: undefined };
  const open = vi.spyOn(paymoja, 'open').mockReturnValue(disconnected);
  expect(openGateway(PAYMOJA_ACCOUNT, { bosmi, paymoja: address })).toBe(disconnected);
  expect(open).toHaveBeenCalledWith(PAYMOJA_ACCOUNT.credentials, address);
  const gateway = openGateway(BOSMI_ACCOUNT, { bosmi, paymoja: address });
  expect(gateway).not.toBe(disconnected);
  await gateway.close();
});

test('a provider is found by its exact name only', () => {
  expect(providerNamed('bosmi')?.title).toBe('BOSMI');
  expect(providerNamed('Bosmi')).toBeUndefined();
});
