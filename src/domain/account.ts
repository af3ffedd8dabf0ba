/** A merchant's account at a provider of payments: what the provider asks for to move money in the merchant's name. */
export interface Account {
  /** The name of the provider in the registry (`gateway/providers.ts`). */
  readonly provider: string;
  /** By the provider's names for them. Some are secret: an account is sealed where it is kept and is never logged. */
  readonly credentials: Credentials;
}

export type Credentials = Readonly<Record<string, string>>;
