import { bosmi } from './bosmi/provider.ts';
import type { Provider } from './provider.ts';

/**
 * Every provider of payments. Another one is a folder beside `bosmi/`, one entry here, and the words that ask for its credentials
 * (the type of the locales says which). The first is the one whose settings are missed where none is set.
 */
export const PROVIDERS = [bosmi] as const satisfies readonly [Provider, ...Provider[]];

/** A credential of a provider: `bosmi.apiKey`. */
export type CredentialKey = KeyOf<(typeof PROVIDERS)[number]>;
type KeyOf<P> = P extends Provider<infer Name, infer Names> ? `${Name}.${Names}` : never;
