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
const HERS = bosmiAccount(MAMA);
const PAYMOJA = { provider: 'paymoja', credentials: { till: 'mama', secret: 'pm-secret-1' } };

describe('the text of an account', () => {
  test.each([['BOSMI', HERS] as const, ['another provider', PAYMOJA] as const])(
    'is read as it was written, at %s',
    (_where, account) => {
      expect(parseAccount(formatAccount(account))).toEqual(account);
    },
  );

  test('of the version that knew BOSMI alone is an account at BOSMI', () => {
    expect(parseAccount(JSON.stringify(MAMA))).toEqual(HERS);
  });

  test('of a provider that is not known does not open, and says which, without a credential', () => {
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
  test('is its name at BOSMI, with which accounts were hashed before there could be several providers', () => {
    expect(identityOf(HERS)).toEqual(['mama', 'mama@duka.example']);
  });

  test('is the same with another key, and another with another name', () => {
    expect(identityOf(bosmiAccount({ ...MAMA, apiKey: 'another' }))).toEqual(identityOf(HERS));
    expect(identityOf(bosmiAccount({ ...MAMA, username: 'juma' }))).not.toEqual(identityOf(HERS));
  });

  test('is never that of an account at another provider', () => {
    expect(identityOf(PAYMOJA)).toEqual([{ provider: 'paymoja' }, 'mama']);
  });
});

test('what no log line may show is the key and the e-mail address at BOSMI, and what another provider says', () => {
  expect(secretsOf(HERS)).toEqual([MAMA.email, MAMA.apiKey]);
  expect(secretsOf(PAYMOJA)).toEqual(['pm-secret-1']);
});

test('a gateway is opened by the provider of the account, at its address', async () => {
  const bosmi = { baseUrl: 'https://bosmi.example', proxy: undefined };
  const address = { baseUrl: 'https://paymoja.example', proxy: undefined };
  const open = vi.spyOn(paymoja, 'open').mockReturnValue(disconnected);
  expect(openGateway(PAYMOJA, { bosmi, paymoja: address })).toBe(disconnected);
  expect(open).toHaveBeenCalledWith(PAYMOJA.credentials, address);
  const gateway = openGateway(HERS, { bosmi, paymoja: address });
  expect(gateway).not.toBe(disconnected);
  await gateway.close();
});

test('there is no provider of another name', () => {
  expect(providerNamed('bosmi')?.title).toBe('BOSMI');
  expect(providerNamed('Bosmi')).toBeUndefined();
});
