import { z } from 'zod';
import type { Account } from '../domain/account.ts';
import type { LiveConfig } from '../config/config.ts';
import { SealError } from '../security/keyring.ts';
import type { Gateway } from './gateway.ts';
import type { Provider } from './provider.ts';
import { PROVIDERS } from './providers.ts';

/** The provider of every account that was sealed before there could be several. */
const FIRST_PROVIDER = 'bosmi';

const accountShape = z.object({ provider: z.string(), credentials: z.record(z.string(), z.string()) });
/** What was sealed before there could be several providers. */
const formerShape = z.object({ username: z.string(), email: z.string(), apiKey: z.string() });

/** The text of an account that is sealed. `parseAccount` reads it. */
export const formatAccount = ({ provider, credentials }: Account): string =>
  JSON.stringify({ provider, credentials });

/**
 * Reads the text of an account, of this version or a former one.
 *
 * @throws SealError if the account's provider is not known, or a credential is missing: a newer version sealed it
 */
export function parseAccount(text: string): Account {
  const json: unknown = JSON.parse(text);
  const former = formerShape.safeParse(json);
  const account: Account = former.success
    ? { provider: FIRST_PROVIDER, credentials: former.data }
    : accountShape.parse(json);
  const provider = providerNamed(account.provider);
  if (provider === undefined)
    throw new SealError(`it is at the provider ${account.provider}, which this version does not know`);
  const missing = Object.keys(provider.credentials).filter(
    (name) => !Object.hasOwn(account.credentials, name),
  );
  if (missing.length > 0)
    throw new SealError(`it has no ${missing.join(', ')}, which ${provider.title} needs now`);
  return account;
}

/**
 * Returns what names an account, whichever keys it has. Accounts of two providers never have the same identity. The first
 * provider's stands alone, as it was hashed before there could be several.
 */
export function identityOf({ provider, credentials }: Account): readonly unknown[] {
  const texts = providerOf(provider).identityOf(credentials);
  return provider === FIRST_PROVIDER ? texts : [{ provider }, ...texts];
}

/** Returns the credentials of an account that no log line may show. */
export const secretsOf = ({ provider, credentials }: Account): readonly string[] =>
  Object.entries(providerOf(provider).credentials).flatMap(
    ([name, { setting }]) => setting.secretsIn?.(credentials[name] ?? '') ?? [],
  );

/** Opens the gateway of an account. */
export function openGateway({ provider, credentials }: Account, addresses: LiveConfig['gateways']): Gateway {
  const address = addresses[provider];
  if (address === undefined) throw new Error(`no address for the provider ${provider}`);
  return providerOf(provider).open(credentials, address);
}

/** Returns a provider by its name, or undefined if there is none. */
export const providerNamed = (name: string): Provider | undefined =>
  PROVIDERS.find((provider) => provider.name === name);

/** Returns the provider of an account that was read with `parseAccount` or made from its description. */
function providerOf(name: string): Provider {
  const provider = providerNamed(name);
  if (provider === undefined) throw new Error(`no provider ${name}`);
  return provider;
}
