import type { z } from 'zod';
import type { GatewayAddress } from '../config/config.ts';
import type { Setting, SettingWithDefault } from '../config/setting.ts';
import type { Gateway } from './gateway.ts';

/**
 * A provider of payments as the rest of the program sees it: how it is named, what it asks of a merchant, and how its gateway is
 * opened. The settings and `/connect` follow from this description.
 *
 * @typeParam Name as it is stored with an account: it never changes
 * @typeParam Names of the credentials, as they are stored with an account: they never change
 */
export interface Provider<Name extends string = string, Names extends string = string> {
  readonly name: Name;
  /** As people write it. */
  readonly title: string;
  /** In the order in which a person is asked for them. */
  readonly credentials: Readonly<Record<Names, Credential>>;
  /** The setting that says where its API is. */
  readonly baseUrl: SettingWithDefault<string>;
  /**
   * Returns the texts that name an account at the provider, whichever keys it has. Two accounts with the same identity are the same
   * account: what was charged through one is asked about through the other. A hash of the identity is stored, so the texts of an
   * account never change.
   */
  identityOf(credentials: Readonly<Record<Names, string>>): readonly string[];
  /** Opens the gateway of an account. It sends nothing. */
  open(credentials: Readonly<Record<Names, string>>, address: GatewayAddress): Gateway;
}

/** One thing that a provider asks of a merchant. `telegram/locales/` has the words that ask for it. */
export interface Credential {
  /** What an answer in a chat must look like. */
  readonly answer: z.ZodType<string, string>;
  /** The same for the first merchant, whose account is in the settings. A secret is one that its `secretsIn` names. */
  readonly setting: Setting<string>;
  /**
   * Whether it lets whoever has it charge in the merchant's name. The message in which a key is typed is deleted, and no more than
   * its last characters are ever shown.
   */
  readonly isKey: boolean;
}
