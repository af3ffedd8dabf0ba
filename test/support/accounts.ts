import type { Account } from '../../src/domain/account.ts';
import type { BosmiCredentials } from '../../src/sandbox/bosmi/server.ts';

/** An account at BOSMI. */
export const bosmiAccount = (credentials: BosmiCredentials): Account => ({
  provider: 'bosmi',
  credentials: { ...credentials },
});
