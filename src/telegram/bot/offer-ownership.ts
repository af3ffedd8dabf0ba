import { hashOfCode, newCode } from '../../security/keyring.ts';
import type { Store } from '../../store/port/store.ts';

/** The operator has time to open the link that the program prints at its start. The next start makes another. */
const FIRST_LINK_LIFE_MS = 30 * 24 * 3_600_000;

/**
 * Makes the one-time code that lets the first owner in. Codes of earlier starts end.
 *
 * @param at now, in epoch milliseconds
 * @returns the code, for `https://t.me/<bot>?start=<code>`; the store keeps only its hash
 */
export async function offerOwnership(store: Store, at: number): Promise<string> {
  const code = newCode();
  await store.members.offerOwnership(hashOfCode(code), at, at + FIRST_LINK_LIFE_MS);
  return code;
}
