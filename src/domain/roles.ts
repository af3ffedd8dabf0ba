/** Who works at a shop, and what each may do. Pure; who somebody is, is asked of the store at the moment of the deed. */
export const ROLES = ['owner', 'manager', 'cashier'] as const;

/**
 * `owner`: everything. `manager`: charges, all the shop's charges, blocked numbers, and inviting cashiers. `cashier`: charges,
 * and sees their own.
 */
export type Role = (typeof ROLES)[number];

/** The longest name of a shop, in characters: it stands in one line with what is said about it. */
export const MAX_SHOP_NAME = 40;

const RANK: Readonly<Record<Role, number>> = { owner: 2, manager: 1, cashier: 0 };

/** Whether a role may do what this one may. */
export const isAtLeast = (role: Role, least: Role): boolean => RANK[role] >= RANK[least];

/** Whether somebody may see a charge of their own shop, and act on it. */
export const maySee = (role: Role, userId: number, charge: { readonly userId: number | null }): boolean =>
  isAtLeast(role, 'manager') || charge.userId === userId;

/** Whether a role may invite people as another, and remove them: an owner anybody, a manager cashiers. */
export const mayAppoint = (role: Role, other: Role): boolean =>
  role === 'owner' || (role === 'manager' && other === 'cashier');
