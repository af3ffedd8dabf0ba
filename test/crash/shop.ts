import type { BosmiCredentials } from '../../src/sandbox/bosmi/accounts.ts';
import type { SimUser } from '../../src/sandbox/bot-api/types.ts';

/** A shop: its people, its group, and its account at the gateway. */
export interface Shop {
  /** As the database has it. */
  readonly merchantId: number;
  readonly name: string;
  readonly account: BosmiCredentials;
  /** The group in which its people charge. They also charge in their private chats. */
  readonly group: number;
  readonly owners: readonly [SimUser, ...SimUser[]];
  readonly cashiers: readonly SimUser[];
}

const people = (firstId: number, names: readonly [string, ...string[]]): [SimUser, ...SimUser[]] => {
  const [first, ...others] = names.map((name, n) => ({
    id: firstId + n,
    is_bot: false,
    first_name: name,
    language_code: 'en',
  }));
  if (first === undefined) throw new Error('a shop needs people');
  return [first, ...others];
};

/** Its account and its owners are in the environment. */
export const FIRST: Shop = {
  merchantId: 1,
  name: 'Mama Duka',
  account: { apiKey: 'crash-Key#1', username: 'mamaduka', email: 'mama@duka.example' },
  group: -4600,
  owners: people(601, ['Asha', 'Juma', 'Neema', 'Kamau', 'Amina', 'Baraka']),
  cashiers: [],
};

/** Its account is sealed in the database. Nobody works at both. */
export const SECOND: Shop = {
  merchantId: 2,
  name: 'Duka la Pili',
  account: { apiKey: 'crash-Key#2', username: 'wanjiru', email: 'wanjiru@duka.example' },
  group: -4700,
  owners: people(701, ['Wanjiru']),
  cashiers: people(711, ['Otieno', 'Achieng', 'Mutua', 'Zawadi', 'Njoki']),
};

export const SHOPS: readonly [Shop, Shop] = [FIRST, SECOND];

export const peopleOf = ({ owners, cashiers }: Shop): readonly SimUser[] => [...owners, ...cashiers];

/** The chats of a shop: its group and the private chats of its people. */
export const chatsOf = (shop: Shop): readonly number[] => [
  shop.group,
  // A private chat has its person's id.
  ...peopleOf(shop).map(({ id }) => id),
];
