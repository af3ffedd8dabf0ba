/** The roles of a merchant's people, the highest first. The store looks up who has which role in the transaction that acts. */
export const ROLES = ['owner', 'manager', 'cashier'] as const;

/**
 * `owner`: everything. `manager`: charges, all the shop's charges, blocked numbers, and inviting cashiers. `cashier`: charges,
 * and sees their own.
 */
export type Role = (typeof ROLES)[number];

const RANK: Readonly<Record<Role, number>> = { owner: 2, manager: 1, cashier: 0 };

/** Returns whether a role may do everything that the role `least` may. */
export const isAtLeast = (role: Role, least: Role): boolean => RANK[role] >= RANK[least];

/** Returns whether somebody may see a charge of their merchant and act on it: cashiers only their own. */
export const maySee = (role: Role, userId: number, charge: { readonly userId: number | null }): boolean =>
  isAtLeast(role, 'manager') || charge.userId === userId;

/** Returns whether a role may invite and remove people of another role: an owner anybody, a manager cashiers. */
export const mayAppoint = (role: Role, other: Role): boolean =>
  role === 'owner' || (role === 'manager' && other === 'cashier');
