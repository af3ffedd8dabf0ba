import { expect, test } from 'vitest';
import { isAtLeast, mayAppoint, maySee, ROLES } from '../../src/domain/roles.ts';

/** Written by hand: the roles that each role includes, and those that it may appoint. */
const LEAST = {
  owner: ['owner', 'manager', 'cashier'],
  manager: ['manager', 'cashier'],
  cashier: ['cashier'],
};
const APPOINTS = { owner: ['owner', 'manager', 'cashier'], manager: ['cashier'], cashier: [] };

test.each(ROLES)('a %s includes exactly these roles, and may appoint exactly these', (role) => {
  expect(ROLES.filter((least) => isAtLeast(role, least))).toEqual(LEAST[role]);
  expect(ROLES.filter((other) => mayAppoint(role, other))).toEqual(APPOINTS[role]);
});

test('a cashier sees only their own charges, and the other roles see all charges', () => {
  const sees = (userId: number) => ROLES.filter((role) => maySee(role, 7, { userId }));
  expect(sees(7)).toEqual(['owner', 'manager', 'cashier']);
  expect(sees(8)).toEqual(['owner', 'manager']);
});
