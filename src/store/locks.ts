import { eq, sql } from 'drizzle-orm';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import { first, type Lock, type Tx, type WriteOptions } from './engine.ts';
import { CHARGE, ID, preparedOnce } from './prepared.ts';
import { charges, collections, invites, refunds } from './schema.ts';

type Locks = Pick<WriteOptions, 'locks'>;

/** For a transaction whose statements rely on nothing that was read before: each is right on its own, whatever runs meanwhile. */
export const NO_LOCKS = { locks: [] } as const satisfies WriteOptions;

export const merchantLock = (merchantId: number): Lock => `merchant:${merchantId}`;

/** For a transaction about a merchant's charges, customers, books, people, chats, account or settings. */
export const ofMerchant = (merchantId: number): Locks => ({ locks: [merchantLock(merchantId)] });

/** For a transaction about the people who let in new merchants, and about those whom they let in. */
export const ofOperators = (): Locks => ofMerchant(FIRST_MERCHANT);

/**
 * For a transaction after which somebody, or a group, hears nothing of the merchant any more. Somebody who is heard of gets the notices that
 * were parked: that must not go on with what was read before.
 */
export const ofLeaving = (merchantId: number): Locks => ({ locks: [merchantLock(merchantId), 'strangers'] });

/** The lock of the merchant that a row belongs to for good; none if there is no such row. */
const ofRow = (find: (tx: Tx) => PromiseLike<readonly { readonly merchantId: number | null }[]>): Locks => ({
  async locks(tx: Tx) {
    const row = await first(find(tx));
    // What belongs to no merchant is the operators'.
    return row === undefined ? [] : [merchantLock(row.merchantId ?? FIRST_MERCHANT)];
  },
});

/** For a transaction about a charge. */
export const ofCharge = (chargeId: number): Locks =>
  ofRow((tx) => merchantOfCharge(tx).execute({ chargeId }));

const merchantOfCharge = preparedOnce((tx) =>
  tx.select({ merchantId: charges.merchantId }).from(charges).where(eq(charges.id, CHARGE)),
);

export const ofRefund = (id: number): Locks => ofRow((tx) => merchantOfRefund(tx).execute({ id }));

const merchantOfRefund = preparedOnce((tx) =>
  tx.select({ merchantId: refunds.merchantId }).from(refunds).where(eq(refunds.id, ID)),
);

export const ofCollection = (id: number): Locks => ofRow((tx) => merchantOfCollection(tx).execute({ id }));

const merchantOfCollection = preparedOnce((tx) =>
  tx.select({ merchantId: collections.merchantId }).from(collections).where(eq(collections.id, ID)),
);

/** For a transaction about a link that lets in. Nobody knows of it before it is committed, so it is found. */
export const ofInvite = (which: { readonly codeHash: string } | { readonly ref: string }): Locks =>
  ofRow((tx) =>
    'ref' in which
      ? merchantOfRef(tx).execute({ value: which.ref })
      : merchantOfCode(tx).execute({ value: which.codeHash }),
  );

const VALUE = sql.placeholder('value');
const merchantOfRef = preparedOnce((tx) =>
  tx.select({ merchantId: invites.merchantId }).from(invites).where(eq(invites.ref, VALUE)),
);
const merchantOfCode = preparedOnce((tx) =>
  tx.select({ merchantId: invites.merchantId }).from(invites).where(eq(invites.codeHash, VALUE)),
);

/** For a transaction that calls a turn back (`react`): see `WriteOptions.runsOnce`. */
export const once = ({ locks }: Locks): Pick<WriteOptions, 'locks' | 'runsOnce'> => ({
  ...(locks === undefined ? {} : { locks }),
  runsOnce: true,
});
