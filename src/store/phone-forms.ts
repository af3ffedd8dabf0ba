import { asErased, isErased, type ErasedPhone, type Msisdn } from '../domain/msisdn.ts';
import type { Keyring } from '../security/keyring.ts';

/** A form in which a number is stored: whole, or as a hash if it was erased. */
export type StoredPhone = Msisdn | ErasedPhone;

/**
 * Returns every form in which a number may be stored: whole, then its hash under each key. A search for a number compares with
 * all of them, so that it finds erased ones.
 */
export type PhoneForms = (phone: StoredPhone) => readonly [StoredPhone, ...ErasedPhone[]];

/** @param keyring has every key under which a number was erased; undefined if none can have been */
export const phoneForms =
  (keyring: Pick<Keyring, 'hashes'> | undefined): PhoneForms =>
  (phone) =>
    isErased(phone) ? [phone] : [phone, ...(keyring?.hashes(phone) ?? []).map(asErased)];
