import { expect, test } from 'vitest';
import { isAtLeast, mayAppoint, maySee, ROLES } from '../../src/domain/roles.ts';

/** By hand: what the first may do to, or is no less than, the others. */
const LEAST = {
  owner: ['owner', 'manager', 'cashier'],
  manager: ['manager', 'cashier'],
  cashier: ['cashier'],
};
const APPOINTS = { owner: ['owner', 'manager', 'cashier'], manager: ['cashier'], cashier: [] };

test.each(ROLES)('a %s is no less than just these roles, and lets in and puts out just these', (role) => {
  expect(ROLES.filter((least) => isAtLeast(role, least))).toEqual(LEAST[role]);
  expect(ROLES.filter((other) => mayAppoint(role, other))).toEqual(APPOINTS[role]);
});

test('a cashier sees their own charges, and the others everybody’s', () => {
  const sees = (userId: number) => ROLES.filter((role) => maySee(role, 7, { userId }));
  expect(sees(7)).toEqual(['owner', 'manager', 'cashier']);
  expect(sees(8)).toEqual(['owner', 'manager']);
});
