import { asErased, isErased, type ErasedPhone, type Msisdn } from '../domain/msisdn.ts';
import type { Keyring } from '../security/keyring.ts';

/** A form in which a number is stored: whole, or as its hash where it was erased. */
export type StoredPhone = Msisdn | ErasedPhone;

/**
 * Every form in which a number may be stored, the whole one first, then its hash under each key. What is to find a number
 * compares with all of them, or erasing the number would hide it.
 */
export type PhoneForms = (phone: StoredPhone) => readonly [StoredPhone, ...ErasedPhone[]];

/** @param keyring of every key under which a number was erased; undefined where none can have been */
export const phoneForms =
  (keyring: Pick<Keyring, 'hashes'> | undefined): PhoneForms =>
  (phone) =>
    isErased(phone) ? [phone] : [phone, ...(keyring?.hashes(phone) ?? []).map(asErased)];
