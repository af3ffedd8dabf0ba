import { eq } from 'drizzle-orm';
import { first, type Lock, type Tx, type WriteOptions } from './engine.ts';
import { CHARGE, preparedOnce } from './prepared.ts';
import { charges } from './schema.ts';

/** For a transaction whose statements rely on nothing that was read before: each is right on its own, whatever runs meanwhile. */
export const NO_LOCKS = { locks: [] } as const satisfies WriteOptions;

export const merchantLock = (merchantId: number): Lock => `merchant:${merchantId}`;

/** For a transaction about a merchant's charges, customers or books. */
export const ofMerchant = (merchantId: number): Pick<WriteOptions, 'locks'> => ({
  locks: [merchantLock(merchantId)],
});

/** The same, for a charge of the merchant. */
export const ofCharge = (chargeId: number): Pick<WriteOptions, 'locks'> => ({
  async locks(tx: Tx) {
    const charge = await first(merchantOfCharge(tx).execute({ chargeId }));
    return charge === undefined ? [] : [merchantLock(charge.merchantId)];
  },
});

const merchantOfCharge = preparedOnce((tx) =>
  tx.select({ merchantId: charges.merchantId }).from(charges).where(eq(charges.id, CHARGE)),
);
