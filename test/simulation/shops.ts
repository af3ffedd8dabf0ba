import { keyring } from '../../src/security/keyring.ts';
import { announcements, applicants, chats, inbox, members } from '../../src/store/schema.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import type { Role } from '../../src/domain/roles.ts';
import type { Account } from '../../src/domain/account.ts';
import { bosmiAccount } from '../support/accounts.ts';
import { memoryStore, type MemoryStore, type PowerCuts } from './memory-store.ts';

/** A shop: its people and its chats. A private chat has its person's id. */
export interface Shop {
  readonly merchantId: number;
  readonly owners: readonly number[];
  readonly staff: readonly { readonly userId: number; readonly role: Role }[];
  readonly group: number;
  /** Its accounts at the gateway, by name. The first is connected when a run begins. */
  readonly accounts: readonly string[];
  /** The chats that every payment is announced in. */
  readonly announcing: readonly number[];
  /** No other shop charges these amounts. A push does not name its shop, so the test recognizes the shop by the amount. */
  readonly amounts: readonly number[];
}

/** A cashier of both shops. */
const BOTH = { userId: 30, role: 'cashier' } as const;
export const SHOPS: readonly Shop[] = [
  {
    merchantId: FIRST_MERCHANT,
    owners: [7, 9],
    staff: [{ userId: 8, role: 'cashier' }, BOTH],
    group: -200,
    accounts: ['1'],
    announcing: [7],
    amounts: [1, 500, 1_500, 250_000],
  },
  {
    merchantId: FIRST_MERCHANT + 1,
    owners: [17],
    staff: [{ userId: 18, role: 'manager' }, BOTH],
    group: -300,
    accounts: ['2', '2b'],
    announcing: [-300, 17],
    amounts: [2, 600, 1_600, 249_999],
  },
];

/** Everybody who works at a shop when a run begins. */
export const peopleOf = ({ owners, staff }: Shop): readonly number[] => [
  ...owners,
  ...staff.map(({ userId }) => userId),
];

export function shopOf(merchantId: number): Shop {
  const shop = SHOPS.find((one) => one.merchantId === merchantId);
  if (shop === undefined) throw new Error(`there is no merchant ${merchantId}`);
  return shop;
}

/** The keyring of a run. */
export const KEYRING = keyring([Buffer.alloc(32, 7).toString('base64')]);

/** An account at the gateway. */
export const accountNamed = (username: string): Account =>
  bosmiAccount({ apiKey: `key-of-${username}`, username, email: 'kiosk@duka.example' });

let opening: Promise<Buffer> | undefined;

/** Returns the database of both shops at the beginning of a run. */
export async function openingStore(cuts?: PowerCuts): Promise<MemoryStore> {
  opening ??= founded();
  return memoryStore(await opening, KEYRING, cuts);
}

async function founded(): Promise<Buffer> {
  const memory = memoryStore(undefined, KEYRING);
  await found(memory);
  const bytes = memory.db.$client.serialize();
  memory.close();
  return bytes;
}

/** Opens both shops in a database without rows. */
export async function found(memory: Pick<MemoryStore, 'db' | 'store'>): Promise<void> {
  const { db, store } = memory;
  await store.members.configureOwners(shopOf(FIRST_MERCHANT).owners, 0);
  for (const shop of SHOPS) {
    const { merchantId, owners, staff, group, announcing } = shop;
    const [founder] = owners;
    if (merchantId !== FIRST_MERCHANT && founder !== undefined) await connect(memory, merchantId, founder);
    for (const { userId, role } of staff)
      db.insert(members)
        .values({ merchantId, userId, role, name: `${userId}`, origin: 'invite', addedAt: 0 })
        .run();
    db.insert(chats).values({ chatId: group, merchantId, linkedAt: 0 }).run();
    for (const chatId of announcing)
      db.insert(announcements).values({ merchantId, chatId, threadId: null, language: 'en' }).run();
  }
}

/** Connects a shop as its owner does in the conversation. */
async function connect(
  { db, store }: Pick<MemoryStore, 'db' | 'store'>,
  merchantId: number,
  userId: number,
): Promise<void> {
  const person = { userId, name: `${userId}` };
  db.insert(applicants)
    .values({ ...person, letInAt: 0 })
    .run();
  await store.inbox.receive([{ updateId: 0, chatId: userId, payload: {} }], 0);
  const account = accountNamed(`${merchantId}`);
  const effects = { updateId: 0, at: 0, messages: [], draft: { kind: 'keep' } } as const;
  const shop = { name: 'Kiosk', account };
  const connected = await store.merchants.connect(shop, person, KEYRING, 0, effects);
  if (connected?.merchantId !== merchantId) throw new Error(`connected as ${connected?.merchantId}`);
  db.delete(inbox).run();
}
