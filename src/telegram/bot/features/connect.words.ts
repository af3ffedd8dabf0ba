import type { AccountCheck } from '../../../payments/check-account.ts';
import type { CredentialKey } from '../../../gateway/providers.ts';

/** The words of `/connect`. */
export interface ConnectWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'connect', string>>;
  readonly letIn: string;
  readonly notLetIn: string;
  readonly accountInSettings: string;
  readonly askShopName: string;
  readonly wrongShopName: (limit: number) => string;
  /** `titles`: the providers of payments, as people write them, separated by commas. */
  readonly askProvider: (titles: string) => string;
  readonly wrongProvider: string;
  /** How each credential of a provider is asked for, and what is said of an answer that cannot be one. */
  readonly credentials: Readonly<Record<CredentialKey, { readonly ask: string; readonly wrong: string }>>;
  readonly keyTooLate: string;
  readonly leftConnect: string;
  /** `key` is the part of the key that may be shown. */
  readonly connected: (shop: string, key: string) => string;
  readonly accountChanged: (key: string) => string;
  /** What the gateway says of an account that was just entered; `unchecked` if it gives no clear answer. */
  readonly accountChecked: Readonly<Record<AccountCheck, (key: string) => string>>;
  readonly hasConnected: (name: string, shop: string) => string;
}
