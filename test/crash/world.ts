import { systemClock } from '../../src/runtime/clock.ts';
import { startTelegram, type TelegramServer } from '../../src/sandbox/bot-api/server.ts';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import type { Behaviour } from '../../src/sandbox/bosmi/customers.ts';
import { startBosmi, type BosmiServer } from '../../src/sandbox/bosmi/server.ts';
import { newSecretKey } from '../../src/security/keyring.ts';
import { chance, type Chance } from '../simulation/chance.ts';
import type { CrashDatabase } from './database.ts';
import { openShops } from './opening.ts';
import { FIRST, peopleOf, SECOND, SHOPS, type Shop } from './shop.ts';

const TOKEN = '700000003:AACrash-token1-that-opens-nothing-real-003';
/** The highest limit that can be set, so that no limit refuses a charge. */
const MANY = '100000';

/** A command that somebody of a shop sent. No other command has its phone or its amount, so they identify it. */
export interface Command {
  readonly shop: Shop;
  readonly chatId: number;
  readonly messageId: number;
  /** `07XXXXXXXX`. */
  readonly phone: string;
  readonly amount: number;
  readonly behaviour: Behaviour;
  /** The bot asks before it charges this phone. */
  readonly isAsked: boolean;
  /** It is a line of a `/collect`: its end is told on a board. */
  readonly isCollected: boolean;
}

/** `brief`: customers whose charges end within seconds. `soon`: customers who pay within two seconds. */
export type Customers = 'soon' | 'brief' | 'all';

/** Two shops, their customers, and the simulated Telegram and gateway. */
export interface World {
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
  readonly environment: Readonly<Record<string, string>>;
  readonly database: CrashDatabase;
  readonly commands: readonly Command[];
  /** Somebody of this shop, or of either, sends a command. */
  command(customers: Customers, shop?: Shop): Command;
  /** Somebody asks two customers at once. Each line is a command. */
  collect(customers: Customers): void;
  /** Delivers one of the latest updates again. */
  redeliver(): void;
  close(): Promise<void>;
}

/** @param database an empty one */
export async function openWorld(seed: number, database: CrashDatabase): Promise<World> {
  const luck = chance(seed);
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  // The gateway has its own source of chance, so that the commands do not depend on the payments.
  const { random } = chance(seed + 1);
  const bosmi = await startBosmi({ clock: systemClock, random, account: FIRST.account });
  bosmi.addAccount(SECOND.account);
  for (const shop of SHOPS) {
    for (const person of peopleOf(shop)) telegram.openPrivateChat(person);
    telegram.addGroup({ id: shop.group, type: 'group', title: shop.name }, { admins: shop.owners });
  }
  telegram.onChange((message) => pressTwice(telegram, message));
  const secretKey = newSecretKey();
  await openShops(database, secretKey);
  const commands: Command[] = [];

  return {
    telegram,
    bosmi,
    commands,
    database,
    environment: environmentFor(telegram, bosmi, database, secretKey),
    command(customers, shop = luck.pick(SHOPS)) {
      const n = commands.length + 1;
      const behaviour = behaviourOf(luck, customers);
      const isAsked = customers !== 'soon' && luck.is(0.1);
      // An Airtel number needs a confirmation.
      const phone = `${isAsked ? '0733' : '0712'}${String(n).padStart(6, '0')}`;
      const amount = 10 + n;
      const person = luck.pick(peopleOf(shop));
      const chatId = luck.is(0.1) ? shop.group : person.id;
      bosmi.behave(phone, behaviour);
      const { message_id: messageId } = telegram.sendText(person, chatId, `/charge ${phone} ${amount}`);
      const command = { shop, chatId, messageId, phone, amount, behaviour, isAsked, isCollected: false };
      commands.push(command);
      return command;
    },
    collect(customers) {
      const shop = luck.pick(SHOPS);
      const person = luck.pick(peopleOf(shop));
      const payers = [1, 2].map((nth) => {
        const n = commands.length + nth;
        const phone = `0712${String(n).padStart(6, '0')}`;
        const behaviour = behaviourOf(luck, customers);
        bosmi.behave(phone, behaviour);
        // A sum of two of these is not the amount of anybody else.
        return { phone, amount: 10_000 + n, behaviour };
      });
      const list = payers.map(({ phone, amount }) => `${phone} KES ${amount}`).join('\n');
      const { message_id: messageId } = telegram.sendText(person, person.id, `/collect 9 rent\n${list}`);
      const asked = { shop, chatId: person.id, messageId, isAsked: true, isCollected: true };
      commands.push(...payers.map((payer) => Object.assign(payer, asked)));
    },
    redeliver() {
      const latest = telegram.delivered.slice(-5);
      if (latest.length > 0) telegram.redeliver(luck.pick(latest));
    },
    async close() {
      await Promise.all([telegram.close(), bosmi.close()]);
      await database.close();
    },
  };
}

const environmentFor = (
  telegram: TelegramServer,
  bosmi: BosmiServer,
  database: CrashDatabase,
  secretKey: string,
): World['environment'] => ({
  TELEGRAM_BOT_TOKEN: TOKEN,
  TELEGRAM_API_ROOT: telegram.url,
  BOSMI_API_KEY: FIRST.account.apiKey,
  BOSMI_USERNAME: FIRST.account.username,
  BOSMI_EMAIL: FIRST.account.email,
  BOSMI_BASE_URL: bosmi.url,
  DATABASE_URL: database.url,
  SECRET_KEY: secretKey,
  SHOP_NAME: FIRST.name,
  OWNER_IDS: FIRST.owners.map(({ id }) => id).join(','),
  CHARGE_TIMEOUT_SECONDS: '30',
  PHONE_CHARGES_PER_10_MINUTES: MANY,
  PHONE_CHARGES_PER_DAY: MANY,
  MEMBER_CHARGES_PER_HOUR: MANY,
  MERCHANT_CHARGES_PER_HOUR: MANY,
});

function behaviourOf(luck: Chance, customers: Customers): Behaviour {
  const soon: Behaviour = { kind: 'pays', afterMs: [200, 2_000] };
  if (customers === 'soon') return soon;
  const brief: readonly Behaviour[] = [soon, soon, soon, { kind: 'refused' }, { kind: 'garbage' }];
  const lasting: readonly Behaviour[] = [
    { kind: 'pays', afterMs: [4_000, 15_000] },
    { kind: 'cancels' },
    { kind: 'never' },
    { kind: 'hangs' },
    { kind: 'other-amount' },
    { kind: 'garbled-queries' },
  ];
  return luck.pick(customers === 'brief' ? brief : [...brief, ...lasting]);
}

/** What goes on with a question. */
const YES = /^(?:Charge anyway|Send to \d+)$/;

/** The person who is asked a question presses its button twice. */
function pressTwice(telegram: TelegramServer, message: SimMessage): void {
  const label = message.reply_markup?.inline_keyboard?.flat().find(({ text }) => YES.test(text))?.text;
  if (message.from.id !== telegram.me.id || label === undefined) return;
  const everybody = SHOPS.flatMap(peopleOf);
  const asked = message.reply_to_message?.from ?? everybody.find(({ id }) => id === message.chat.id);
  if (asked === undefined) return;
  for (let tap = 0; tap < 2; tap += 1) {
    // Whether the tap is answered does not matter: the bot may be dead by then.
    void telegram.press(asked, message.chat.id, message.message_id, label);
  }
}
