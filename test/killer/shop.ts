import { systemClock } from '../../src/clock.ts';
import { startTelegram, type TelegramServer } from '../../src/sandbox/bot-api/server.ts';
import type { SimMessage, SimUser } from '../../src/sandbox/bot-api/types.ts';
import type { Behaviour } from '../../src/sandbox/bosmi/customers.ts';
import { startBosmi, type BosmiServer } from '../../src/sandbox/bosmi/server.ts';
import { chance, type Chance } from '../simulation/chance.ts';

const TOKEN = '700000003:AAKiller-token-that-opens-nothing-real-003';
const ACCOUNT = { apiKey: 'killer-Key#1', username: 'mamaduka', email: 'mama@duka.example' };
const GROUP = -4600;
/** The highest cap that can be set: a run charges as much as it likes. */
const MANY = '100000';
const LINKED = 'This group is linked';
const MERCHANTS: readonly SimUser[] = Array.from({ length: 12 }, (_, i) => ({
  id: 601 + i,
  is_bot: false,
  first_name: `Merchant ${i + 1}`,
  language_code: 'en',
}));

/** A command that a merchant sent. Its phone and amount are no other's, so that whatever bears them is about it. */
export interface Command {
  readonly chatId: number;
  readonly messageId: number;
  /** `07XXXXXXXX`. */
  readonly phone: string;
  readonly amount: number;
  readonly behaviour: Behaviour;
  /** The bot asks before it charges this phone. */
  readonly isAsked: boolean;
}

/** `brief`: customers who are done with within seconds. */
export type Customers = 'brief' | 'all';

/** Merchants, customers, and the two servers that stand for the world outside. */
export interface Shop {
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
  readonly environment: Readonly<Record<string, string>>;
  readonly commands: readonly Command[];
  command(customers: Customers): Command;
  /** An owner links the group. Resolves when the bot says that it is. */
  link(): Promise<void>;
  /** Delivers one of the latest updates again. */
  redeliver(): void;
  close(): Promise<void>;
}

export async function openShop(seed: number): Promise<Shop> {
  const luck = chance(seed);
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  // Of its own, so that what the merchants do does not depend on who pays when.
  const bosmi = await startBosmi({ clock: systemClock, random: chance(seed + 1).random, account: ACCOUNT });
  for (const merchant of MERCHANTS) telegram.openPrivateChat(merchant);
  telegram.addGroup({ id: GROUP, type: 'group', title: 'Mama Duka' });
  telegram.onChange((message) => pressTwice(telegram, message));
  const commands: Command[] = [];

  return {
    telegram,
    bosmi,
    commands,
    environment: {
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
      BOSMI_API_KEY: ACCOUNT.apiKey,
      BOSMI_USERNAME: ACCOUNT.username,
      BOSMI_EMAIL: ACCOUNT.email,
      BOSMI_BASE_URL: bosmi.url,
      DATABASE_URL: 'file:till.db',
      OWNER_IDS: MERCHANTS.map(({ id }) => id).join(','),
      CHARGE_TIMEOUT_SECONDS: '30',
      PHONE_CHARGES_PER_10_MINUTES: MANY,
      PHONE_CHARGES_PER_DAY: MANY,
      MEMBER_CHARGES_PER_HOUR: MANY,
      MERCHANT_CHARGES_PER_HOUR: MANY,
    },
    command(customers) {
      const n = commands.length + 1;
      const behaviour = behaviourOf(luck, customers);
      const isAsked = luck.is(0.1);
      // An Airtel number is asked about first.
      const phone = `${isAsked ? '0733' : '0712'}${String(n).padStart(6, '0')}`;
      const amount = 10 + n;
      const merchant = luck.pick(MERCHANTS);
      const chatId = luck.is(0.1) ? GROUP : merchant.id;
      bosmi.behave(phone, behaviour);
      const { message_id: messageId } = telegram.sendText(merchant, chatId, `/charge ${phone} ${amount}`);
      const command = { chatId, messageId, phone, amount, behaviour, isAsked };
      commands.push(command);
      return command;
    },
    async link() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const stopListening = telegram.onChange(({ chat, from, text = '' }) => {
        if (chat.id === GROUP && from.id === telegram.me.id && text.startsWith(LINKED)) resolve();
      });
      telegram.sendText(luck.pick(MERCHANTS), GROUP, '/link');
      await promise;
      stopListening();
    },
    redeliver() {
      const latest = telegram.delivered.slice(-5);
      if (latest.length > 0) telegram.redeliver(luck.pick(latest));
    },
    async close() {
      await Promise.all([telegram.close(), bosmi.close()]);
    },
  };
}

function behaviourOf(luck: Chance, customers: Customers): Behaviour {
  const soon: Behaviour = { kind: 'pays', afterMs: [200, 2_000] };
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

/** A merchant taps twice on every question that the bot asks. */
function pressTwice(telegram: TelegramServer, message: SimMessage): void {
  const label = 'Charge anyway';
  const isQuestion = message.reply_markup?.inline_keyboard?.flat().some(({ text }) => text === label);
  if (message.from.id !== telegram.me.id || isQuestion !== true) return;
  const asked = message.reply_to_message?.from ?? MERCHANTS.find(({ id }) => id === message.chat.id);
  if (asked === undefined) return;
  for (let tap = 0; tap < 2; tap += 1) {
    // Whether the tap is answered does not matter: the bot may be dead by then.
    void telegram.press(asked, message.chat.id, message.message_id, label);
  }
}
