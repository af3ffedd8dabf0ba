import type { Sealed } from '../domain/sealed.ts';
import type { QueuedUpdate } from '../domain/updates.ts';
import { SealError, type Keyring } from '../security/keyring.ts';

/** Returns the place to which a sealed update is bound. */
export const placeOfUpdate = (updateId: number): string => `update:${updateId}`;

/** Returns whether what the inbox holds is sealed. */
export const isSealed = (payload: unknown): payload is Sealed =>
  typeof payload === 'object' && payload !== null && 'keyId' in payload && 'sealed' in payload;

/** Returns an update's payload as it is stored: sealed if there is a keyring, because it may hold a gateway's credentials. */
export const sealedPayload = (updateId: number, payload: unknown, keyring: Keyring | undefined): unknown =>
  keyring === undefined ? payload : keyring.seal(JSON.stringify(payload), placeOfUpdate(updateId));

/**
 * Returns an update's payload as it was received. Of one that was altered only the id is left: other updates must not wait for
 * it.
 */
export function openedPayload({ updateId, payload }: QueuedUpdate, keyring: Keyring | undefined): unknown {
  if (keyring === undefined || !isSealed(payload)) return payload;
  try {
    return JSON.parse(keyring.open(payload, placeOfUpdate(updateId)));
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return { update_id: updateId };
  }
}
