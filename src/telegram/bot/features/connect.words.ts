/** The words of `/connect`. */
export interface ConnectWords {
  readonly letIn: string;
  readonly notLetIn: string;
  readonly accountInSettings: string;
  readonly connect: Readonly<Record<`shop-${'name' | 'username' | 'email' | 'key'}`, string>>;
  readonly wrongShopName: (limit: number) => string;
  readonly wrongUsername: string;
  readonly wrongEmail: string;
  readonly wrongKey: string;
  readonly keyTooLate: string;
  readonly leftConnect: string;
  /** `key` is the part of the key that may be shown. */
  readonly connected: (shop: string, key: string) => string;
  readonly accountChanged: (key: string) => string;
  readonly hasConnected: (name: string, shop: string) => string;
}
