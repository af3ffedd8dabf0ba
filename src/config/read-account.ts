import type { Account } from '../domain/account.ts';
import type { SettingsReader } from './setting.ts';
import { accountSettings, type ProviderSettings } from './settings.ts';

/** Reads the first merchant's account: the one provider whose settings are there. */
export function readAccount(
  reader: SettingsReader,
  providers: readonly [ProviderSettings, ...ProviderSettings[]],
): Account {
  const configured = providers.filter((provider) => accountSettings(provider).some(reader.isSet));
  const [{ name, credentials } = providers[0], ...others] = configured;
  if (others.length > 0) {
    const titles = configured.map(({ title }) => title).join(', ');
    reader.problems.push(
      `These settings hold accounts at several gateways (${titles}). Keep one of them: a shop connects another account with /connect.`,
    );
  }
  return {
    provider: name,
    credentials: Object.fromEntries(
      Object.entries(credentials).map(([credential, { setting }]) => [credential, reader.required(setting)]),
    ),
  };
}
