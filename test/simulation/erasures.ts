import { desc } from 'drizzle-orm';
import { asErased, isErased, type ErasedPhone, type Msisdn } from '../../src/domain/msisdn.ts';
import { charges } from '../../src/store/schema.ts';
import type { Chance } from './chance.ts';
import type { Setting } from './setting.ts';
import { KEYRING, shopOf } from './shops.ts';

/** An owner erases a customer, whatever has become of the charges: some of them may be open, and paid later. */
export function eraseOne({ people, memory }: Setting, chance: Chance): void {
  const rows = memory.db.select().from(charges).orderBy(desc(charges.id)).limit(9).all();
  if (rows.length === 0) return;
  const { merchantId, msisdn } = chance.pick(rows);
  if (!isErased(msisdn)) people.act(shopOf(merchantId).owners[0] ?? 0, { kind: 'erase', merchantId, msisdn });
}

/** Whether a number is that of a charge, which may be erased. */
export const isPhoneOf = (msisdn: string, charge: { readonly msisdn: Msisdn | ErasedPhone }): boolean =>
  [msisdn, asErased(KEYRING.hash(msisdn))].includes(charge.msisdn);
