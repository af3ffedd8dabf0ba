import { z } from 'zod';
import { MAX_SHOP_NAME } from '../domain/roles.ts';
import {
  databasePath,
  NOT_SECURE_URL,
  proxyUrl,
  secretKeys,
  secureUrl,
  timeZone,
  userIds,
  wholeNumber,
} from './parsers.ts';
import { proxySecrets } from './proxy.ts';
import type { Setting, SettingSection, SettingWithDefault } from './setting.ts';

/** The program's own settings. What a provider of payments needs is described in its folder under `gateway/`. */

const withDefault = <T>(setting: SettingWithDefault<T>): SettingWithDefault<T> => setting;
const optional = <T>(setting: Setting<T>): Setting<T> => setting;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

export const TELEGRAM_BOT_TOKEN = optional({
  name: 'TELEGRAM_BOT_TOKEN',
  parser: z.string().regex(/^\d{5,}:[\w-]{30,}$/),
  wrong: 'is not a bot token',
  example: '123456789:AAExampleTokenFromBotFather-1234567',
  help: "The bot's token, from @BotFather in Telegram (`/newbot`). Whoever has it can speak as your bot.",
  secretsIn: (token) => [token],
  mode: 'live',
  isRequired: true,
});

export const OWNER_IDS = optional({
  name: 'OWNER_IDS',
  parser: userIds,
  wrong: 'is not a list of Telegram user ids',
  example: '123456789,987654321',
  withoutIt: "whoever opens the first start's link",
  help:
    'The Telegram user ids of the owners of your own shop, separated by commas. If it is empty, the first start prints a link ' +
    '(on standard error), and whoever opens it becomes the owner. The bot shows people their id when they write to it without ' +
    'having been let in.',
  mode: 'live',
});

export const SHOP_NAME = optional({
  name: 'SHOP_NAME',
  parser: z.string().max(MAX_SHOP_NAME),
  wrong: `is longer than ${MAX_SHOP_NAME} characters`,
  example: "'Mama Duka'",
  withoutIt: 'it has no name',
  help: `The name of your own shop, at most ${MAX_SHOP_NAME} characters. People who work at several shops see it.`,
  mode: 'live',
});

export const SECRET_KEY = optional({
  name: 'SECRET_KEY',
  parser: secretKeys,
  wrong: 'is not a key as `npm run keygen` makes it (or several, separated by commas)',
  example: 'what `npm run keygen` prints',
  withoutIt: 'no shop connects, no number is erased',
  help:
    'The key that seals the accounts of shops that connect to this bot, and that hashes the numbers that are erased. ' +
    '`npm run keygen` makes one. Keep a copy of it, apart from the backups of the database. To change it, put the old key ' +
    'behind the new one with a comma between, and run `npm run rotate-key`.',
  secretsIn: (keys) => keys,
  mode: 'live',
});

export const RETENTION_DAYS = optional({
  name: 'RETENTION_DAYS',
  parser: wholeNumber(1, 3_650),
  wrong: 'is not a whole number from 1 to 3650',
  example: '400',
  withoutIt: 'numbers are kept until somebody erases them',
  help:
    "The days after which the customers' numbers in finished charges are erased (1 to 3650). Sums and receipts stay. It needs a " +
    '`SECRET_KEY`.',
  mode: 'live',
});

const limit = (row: Pick<SettingWithDefault<number>, 'name' | 'default' | 'help'>) =>
  withDefault({
    ...row,
    parser: wholeNumber(1, 100_000),
    wrong: 'is not a whole number from 1 to 100000',
    example: row.default,
    mode: 'live',
  });

export const PHONE_CHARGES_PER_10_MINUTES = limit({
  name: 'PHONE_CHARGES_PER_10_MINUTES',
  default: '3',
  help: 'The most charges to one phone in ten minutes, by all shops together.',
});
export const PHONE_CHARGES_PER_DAY = limit({
  name: 'PHONE_CHARGES_PER_DAY',
  default: '10',
  help: 'The most charges to one phone in a day, by all shops together.',
});
export const MEMBER_CHARGES_PER_HOUR = limit({
  name: 'MEMBER_CHARGES_PER_HOUR',
  default: '120',
  help: 'The most charges by one person for one shop in an hour.',
});
export const MERCHANT_CHARGES_PER_HOUR = limit({
  name: 'MERCHANT_CHARGES_PER_HOUR',
  default: '1000',
  help: 'The most charges by one shop in an hour.',
});

export const DATABASE_URL = withDefault({
  name: 'DATABASE_URL',
  parser: databasePath,
  wrong: 'is not a file address',
  example: 'file:data/tillbot.db',
  default: 'file:data/tillbot.db',
  help: 'The file of the database. A relative path begins in the folder that the program is started in.',
  mode: 'live',
});

export const CHARGE_TIMEOUT_SECONDS = withDefault({
  name: 'CHARGE_TIMEOUT_SECONDS',
  parser: wholeNumber(30, 3_600),
  wrong: 'is not a whole number from 30 to 3600',
  example: '180',
  default: '180',
  // Whoever tries it out does not wait three minutes to see a charge that is not confirmed.
  sandboxDefault: '45',
  help: 'The seconds after which an unpaid charge is told as "not confirmed" (30 to 3600).',
  mode: 'both',
});

export const WATCH_HOURS = withDefault({
  name: 'WATCH_HOURS',
  parser: wholeNumber(1, 168),
  wrong: 'is not a whole number from 1 to 168',
  example: '24',
  default: '24',
  help:
    'The hours for which a charge is still watched after it was told as "not confirmed" (1 to 168). A payment that arrives in ' +
    'this time is announced as late.',
  mode: 'both',
});

export const TIME_ZONE = withDefault({
  name: 'TIME_ZONE',
  parser: timeZone,
  wrong: 'is not a time zone',
  example: 'Africa/Nairobi',
  default: 'Africa/Nairobi',
  help: "The shop's time zone (IANA): it decides when a day begins and which times the chat shows.",
  mode: 'both',
});

export const LOG_LEVEL = withDefault({
  name: 'LOG_LEVEL',
  parser: z.enum(LOG_LEVELS),
  wrong: `is not one of ${LOG_LEVELS.join(', ')}`,
  example: 'info',
  default: 'info',
  help:
    'The least level that is logged: `fatal`, `error`, `warn`, `info`, `debug` or `silent`. Logs are JSON lines on standard ' +
    'output, without secrets or whole numbers. Of warnings that repeat, five a minute are logged whole, and then how many ' +
    'more there were.',
  mode: 'both',
});

export const TELEGRAM_API_ROOT = withDefault({
  name: 'TELEGRAM_API_ROOT',
  parser: secureUrl,
  wrong: NOT_SECURE_URL,
  example: 'https://api.telegram.org',
  default: 'https://api.telegram.org',
  help: "The address of Telegram's Bot API. https only, except on this machine.",
  mode: 'live',
});

export const HTTPS_PROXY = optional({
  name: 'HTTPS_PROXY',
  parser: proxyUrl('http:', 'https:'),
  wrong: 'is not the address of a proxy (http or https; a socks5 one can be TELEGRAM_PROXY)',
  example: 'http://127.0.0.1:3128',
  withoutIt: 'no proxy',
  help:
    'A proxy (http or https) for Telegram and the gateway. A name and a password go before the address: ' +
    '`http://name:password@proxy.example:3128`. `https_proxy` in the environment is read, too.',
  secretsIn: proxySecrets,
  secretPart: 'the password in it',
  mode: 'live',
});

export const NO_PROXY = optional({
  name: 'NO_PROXY',
  parser: z.string().max(2_000),
  wrong: 'is too long',
  example: 'api.bosmi.org',
  withoutIt: 'none',
  help:
    'The names that are reached without `HTTPS_PROXY`, separated by commas; `*` for all. `no_proxy` in the environment is ' +
    'read, too.',
  mode: 'live',
});

export const TELEGRAM_PROXY = optional({
  name: 'TELEGRAM_PROXY',
  parser: proxyUrl('http:', 'https:', 'socks5:', 'socks5h:'),
  wrong: 'is not the address of a proxy (http, https, socks5 or socks5h)',
  example: 'socks5h://127.0.0.1:1080',
  withoutIt: '`HTTPS_PROXY`',
  help:
    'A proxy for Telegram alone, whatever `HTTPS_PROXY` and `NO_PROXY` say: http, https, socks5 or, if the proxy is to look names up, socks5h. ' +
    "Telegram's own kind of proxy (MTProto) is for its apps and does not serve bots.",
  secretsIn: proxySecrets,
  secretPart: 'the password in it',
  mode: 'live',
});

export const SANDBOX_PORT = withDefault({
  name: 'SANDBOX_PORT',
  parser: wholeNumber(0, 65_535),
  wrong: 'is not a port number',
  example: '4545',
  default: '4545',
  help: "The port of the sandbox's page on 127.0.0.1.",
  mode: 'sandbox',
});

/** What the rest of the program knows of a provider's settings. */
export interface ProviderSettings {
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  readonly credentials: Readonly<Record<string, { readonly setting: Setting<string> }>>;
  /** Where its API is. */
  readonly baseUrl: SettingWithDefault<string>;
}

/** The settings of a provider's account. */
export const accountSettings = ({ credentials }: ProviderSettings): readonly Setting<string>[] =>
  Object.values(credentials).map(({ setting }) => setting);

/** Every setting, in the order in which people read them. */
export const settingSections = (providers: readonly ProviderSettings[]): readonly SettingSection[] => [
  {
    title: 'Needed to take real payments',
    settings: [TELEGRAM_BOT_TOKEN, ...providers.flatMap(accountSettings)],
  },
  { title: 'Who may use the till', settings: [OWNER_IDS] },
  {
    title: "Many shops, and customers' numbers",
    settings: [SHOP_NAME, SECRET_KEY, RETENTION_DAYS],
  },
  {
    title: 'Limits',
    intro:
      'The most charges that are sent. They end what somebody with a stolen Telegram account, or a shop that means harm, can do ' +
      'to customers. Each is a whole number from 1 to 100000.',
    settings: [
      PHONE_CHARGES_PER_10_MINUTES,
      PHONE_CHARGES_PER_DAY,
      MEMBER_CHARGES_PER_HOUR,
      MERCHANT_CHARGES_PER_HOUR,
    ],
  },
  {
    title: 'Usually left as they are',
    settings: [
      DATABASE_URL,
      CHARGE_TIMEOUT_SECONDS,
      WATCH_HOURS,
      TIME_ZONE,
      LOG_LEVEL,
      TELEGRAM_API_ROOT,
      ...providers.map(({ baseUrl }) => baseUrl),
    ],
  },
  {
    title: 'Proxies',
    intro: 'For a machine that reaches nothing without one.',
    settings: [HTTPS_PROXY, NO_PROXY, TELEGRAM_PROXY],
  },
  { title: 'The sandbox', settings: [SANDBOX_PORT] },
];
