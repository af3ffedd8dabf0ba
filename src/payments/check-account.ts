import { randomUUID } from 'node:crypto';
import type { Gateway, QueryOutcome } from '../gateway/gateway.ts';
import type { Msisdn } from '../domain/msisdn.ts';

/** What the gateway says of an account. */
export type AccountCheck =
  | 'accepted'
  | 'refused'
  /** The gateway gave no clear answer. */
  | 'unchecked';

/** The query sends no phone. The gateway needs one only to mask it in what it keeps of the answer. */
const NO_PHONE = '254700000000' as Msisdn;

/**
 * Asks the gateway about a transaction that does not exist. Nothing is charged. An account that the gateway knows gets the answer that
 * every unfinished transaction gets.
 */
export const askAboutNothing = (gateway: Pick<Gateway, 'query'>): Promise<QueryOutcome> =>
  gateway.query({ transactionId: `check-${randomUUID()}`, msisdn: NO_PHONE });

/** Asks the gateway whether it takes an account. Nothing is charged. */
export async function checkAccount(gateway: Pick<Gateway, 'query'>): Promise<AccountCheck> {
  const { kind } = await askAboutNothing(gateway);
  switch (kind) {
    case 'pending':
      return 'accepted';
    case 'account':
      return 'refused';
    case 'no-answer':
    // A payment of a transaction that does not exist says nothing about the account.
    case 'reported':
      return 'unchecked';
  }
}
