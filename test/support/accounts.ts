import type { Account } from '../../src/domain/account.ts';
import type { bosmi } from '../../src/gateway/bosmi/provider.ts';

/** The credentials that BOSMI gives a merchant. */
export type BosmiCredentials = Parameters<typeof bosmi.identityOf>[0];

/** An account at BOSMI. */
export const bosmiAccount = (credentials: BosmiCredentials): Account => ({ provider: 'bosmi', credentials });
