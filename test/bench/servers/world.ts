import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyringOf } from '../../../src/app/accounts.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import type { BosmiCredentials } from '../../../src/sandbox/bosmi/accounts.ts';
import { startBosmi, type BosmiServer } from '../../../src/sandbox/bosmi/server.ts';
import { startTelegram, type TelegramServer } from '../../../src/sandbox/bot-api/server.ts';
import type { SimUser } from '../../../src/sandbox/bot-api/types.ts';
import { openStore } from '../../../src/store/store.ts';
import { connectShop } from '../../support/connected.ts';
import { letIn } from '../../support/store.ts';
import { enforceLimits } from './telegram-limits.ts';

const TOKEN = '700000004:AABench-token-that-opens-nothing-real-00004';
const SECRET_KEY = Buffer.alloc(32, 9).toString('base64');
/** The highest limit that can be set: no limit refuses a charge. */
const MANY = '100000';
const DATABASE = 'till.db';

/** A chat in which somebody charges: the private chat of a merchant's owner. */
export interface BenchChat {
  readonly person: SimUser;
  readonly account: BosmiCredentials;
}

/** The simulated Telegram and gateway, and a folder with a database for the program that is measured. */
export interface BenchWorld {
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
  readonly chats: readonly BenchChat[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** How many merchants there are. Each has an account of its own. */
  readonly merchants: number;
  /** How many chats are charged in: each is the private chat of an owner. The merchants have them in turn. */
  readonly chats: number;
  /** A database to begin with, instead of an empty one. It is copied. */
  readonly database?: string;
  /** Whether Telegram enforces its limits. Default: it does. */
  readonly isLimited?: boolean;
}

/** The Telegram id of the first person. The others follow. */
export const FIRST_PERSON = 501;
const personAt = (place: number): SimUser => ({
  id: FIRST_PERSON + place,
  is_bot: false,
  first_name: `Owner ${place + 1}`,
  language_code: 'en',
});
const accountOf = (merchant: number): BosmiCredentials => ({
  apiKey: `bench-Key#${merchant}`,
  username: `duka${merchant}`,
  email: `duka${merchant}@duka.example`,
});

export async function openWorld({
  merchants,
  chats: count,
  database,
  isLimited = true,
}: WorldOptions): Promise<BenchWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-bench-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  const bosmi = await startBosmi({ clock: systemClock, random: Math.random, account: accountOf(1) });
  bosmi.behave('everyone', { kind: 'never' });
  if (isLimited) enforceLimits(telegram);
  const chats = Array.from({ length: count }, (_, place) => ({
    person: personAt(place),
    account: accountOf(1 + (place % merchants)),
  }));
  for (const { person } of chats) telegram.openPrivateChat(person);
  for (let merchant = 2; merchant <= merchants; merchant += 1) bosmi.addAccount(accountOf(merchant));
  if (database !== undefined) copyFileSync(database, join(folder, DATABASE));
  if (merchants > 1) await connectMerchants(join(folder, DATABASE), merchants, count);
  // Those of the first merchant. The owners of the others are in the database.
  const owners = chats.filter((_, place) => place % merchants === 0).map(({ person }) => person.id);
  return {
    telegram,
    bosmi,
    chats,
    folder,
    environment: environmentOf(telegram, bosmi, owners),
    async close() {
      await Promise.all([telegram.close(), bosmi.close()]);
      removeFolder();
      process.removeListener('exit', removeFolder);
    },
  };
}

/** Connects every merchant but the first, whose account is in the settings, and lets in its people. */
async function connectMerchants(path: string, merchants: number, people: number): Promise<void> {
  const keyring = keyringOf([SECRET_KEY]);
  if (keyring === undefined) throw new Error('there is no key to seal an account with');
  const store = openStore(path, keyring);
  try {
    for (let merchant = 2; merchant <= merchants; merchant += 1) {
      const { id: userId, first_name: name } = personAt(merchant - 1);
      const shop = { name: `Duka ${merchant}`, account: accountOf(merchant) };
      const merchantId = await connectShop(store, keyring, shop, { userId, name });
      for (let place = merchant - 1 + merchants; place < people; place += merchants) {
        const { id, first_name } = personAt(place);
        await letIn(store, id, first_name, 'owner', userId, merchantId);
      }
    }
  } finally {
    store.close();
  }
}

const environmentOf = (
  telegram: TelegramServer,
  bosmi: BosmiServer,
  owners: readonly number[],
): BenchWorld['environment'] => ({
  TELEGRAM_BOT_TOKEN: TOKEN,
  TELEGRAM_API_ROOT: telegram.url,
  BOSMI_API_KEY: accountOf(1).apiKey,
  BOSMI_USERNAME: accountOf(1).username,
  BOSMI_EMAIL: accountOf(1).email,
  BOSMI_BASE_URL: bosmi.url,
  DATABASE_URL: `file:${DATABASE}`,
  SECRET_KEY,
  SHOP_NAME: 'Duka 1',
  OWNER_IDS: owners.join(','),
  PHONE_CHARGES_PER_10_MINUTES: MANY,
  PHONE_CHARGES_PER_DAY: MANY,
  MEMBER_CHARGES_PER_HOUR: MANY,
  MERCHANT_CHARGES_PER_HOUR: MANY,
});
