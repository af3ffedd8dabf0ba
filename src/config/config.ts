import { z } from 'zod';
import { MAX_SHOP_NAME } from '../domain/roles.ts';
import { oneLine } from '../domain/one-line.ts';
import { proxyFor } from './proxy.ts';
import { isSecretKey } from '../security/keyring.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import type { VelocityLimit } from '../domain/velocity-limit.ts';

/** How the program runs, from the environment. Nothing else reads `process.env`. */
export type Config =
  | { readonly mode: 'sandbox'; readonly sandboxPort: number; readonly common: CommonConfig }
  | { readonly mode: 'live'; readonly live: LiveConfig; readonly common: CommonConfig };

export interface CommonConfig {
  /** The database's file. */
  readonly databasePath: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly confirmMs: number;
  readonly watchMs: number;
  /** An IANA time zone. */
  readonly timeZone: string;
  /** Telegram user ids; empty to let the first person in by a one-time link. */
  readonly ownerIds: readonly number[];
  /** Keys that seal, the current one first; empty without a SECRET_KEY. */
  readonly secretKeys: readonly string[];
  /** How long the numbers of finished charges are kept; undefined for ever. */
  readonly retentionMs: number | undefined;
  readonly velocityLimits: readonly VelocityLimit[];
  /** What the first shop is called; empty to call it nothing. */
  readonly shopName: string;
}

export interface LiveConfig {
  readonly telegramToken: string;
  readonly telegramApiRoot: string;
  /** The address of the proxy through which Telegram is reached (http, https, socks5, socks5h); undefined for none. */
  readonly telegramProxy: string | undefined;
  readonly bosmi: {
    readonly baseUrl: string;
    readonly apiKey: string;
    readonly username: string;
    readonly email: string;
    /** The address of the proxy through which the gateway is reached (http, https); undefined for none. */
    readonly proxy: string | undefined;
  };
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
/** Whoever tries it out need not wait three minutes to see what is not confirmed. */
const SANDBOX_CONFIRM_S = 45;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_DATABASE = 'file:data/tillbot.db';
const DEFAULT_TIME_ZONE = 'Africa/Nairobi';

/** A variable that is set to nothing is not set. */
const set = (environment: NodeJS.ProcessEnv, name: string): string | undefined => {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
};

/** What a wrong value is told with. The value itself is never repeated: it may be a secret in the wrong place. */
interface Setting<T> {
  readonly schema: z.ZodType<T, string>;
  readonly wrong: string;
  readonly example: string;
}

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);

/** Secrets travel to these addresses: only over TLS, or within this machine. A method's name is put behind them. */
const secureUrl = z.string().refine((text) => {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const { protocol, hostname } = new URL(text);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && local);
});

const timeZone = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
});

/** The address of a proxy, perhaps with a name and a password in it. */
const proxyUrl = (...protocols: readonly string[]) =>
  z.string().refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
    const isBare = ['', '/'].includes(pathname) && search === '' && hash === '';
    return protocols.includes(protocol) && hostname !== '' && isBare && decodes(username + password);
  });

function decodes(text: string): boolean {
  try {
    return typeof decodeURIComponent(text) === 'string';
  } catch {
    return false;
  }
}

const capSetting = {
  schema: wholeNumber(1, 100_000),
  wrong: 'is not a whole number from 1 to 100000',
} as const;

const SETTINGS = {
  TELEGRAM_BOT_TOKEN: {
    schema: z.string().regex(/^\d{5,}:[\w-]{30,}$/),
    wrong: 'is not a bot token',
    example: '123456789:AAExampleTokenFromBotFather-1234567',
  },
  TELEGRAM_API_ROOT: {
    schema: secureUrl,
    wrong: 'is not an https address (http only for this machine)',
    example: 'https://api.telegram.org',
  },
  BOSMI_API_KEY: {
    schema: z.string().min(4).max(200),
    wrong: 'is not an API key (4 to 200 characters)',
    example: "'the key from your BOSMI portal'",
  },
  BOSMI_USERNAME: { schema: z.string().max(100), wrong: 'is too long', example: 'admin' },
  BOSMI_EMAIL: { schema: z.email(), wrong: 'is not an e-mail address', example: 'you@example.com' },
  BOSMI_BASE_URL: {
    schema: secureUrl,
    wrong: 'is not an https address (http only for this machine)',
    example: 'https://api.bosmi.org/bsmpay/stkpushquery/v3',
  },
  TELEGRAM_PROXY: {
    schema: proxyUrl('http:', 'https:', 'socks5:', 'socks5h:'),
    wrong: 'is not the address of a proxy (http, https, socks5 or socks5h)',
    example: 'socks5h://127.0.0.1:1080',
  },
  HTTPS_PROXY: {
    schema: proxyUrl('http:', 'https:'),
    wrong: 'is not the address of a proxy (http or https; a socks5 one can be TELEGRAM_PROXY)',
    example: 'http://127.0.0.1:3128',
  },
  NO_PROXY: { schema: z.string().max(2_000), wrong: 'is too long', example: 'api.bosmi.org' },
  DATABASE_URL: {
    schema: z.string().regex(/^file:(?!\/\/)[^?#]+$/),
    wrong: 'is not a file address',
    example: DEFAULT_DATABASE,
  },
  OWNER_IDS: {
    schema: z
      .string()
      .regex(/^\d{1,15}(?:\s*,\s*\d{1,15})*$/)
      .transform((text) => text.split(',').map(Number)),
    wrong: 'is not a list of Telegram user ids',
    example: '123456789,987654321',
  },
  LOG_LEVEL: { schema: z.enum(LOG_LEVELS), wrong: `is not one of ${LOG_LEVELS.join(', ')}`, example: 'info' },
  CHARGE_TIMEOUT_SECONDS: {
    schema: wholeNumber(30, 3_600),
    wrong: 'is not a whole number from 30 to 3600',
    example: '180',
  },
  WATCH_HOURS: { schema: wholeNumber(1, 168), wrong: 'is not a whole number from 1 to 168', example: '24' },
  TIME_ZONE: { schema: timeZone, wrong: 'is not a time zone', example: DEFAULT_TIME_ZONE },
  SHOP_NAME: {
    schema: z.string().max(MAX_SHOP_NAME),
    wrong: `is longer than ${MAX_SHOP_NAME} characters`,
    example: "'Mama Duka'",
  },
  SECRET_KEY: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((key) => key.trim()))
      .refine((keys) => keys.every(isSecretKey)),
    wrong: 'is not a key as `npm run keygen` makes it (or several, separated by commas)',
    example: 'what `npm run keygen` prints',
  },
  RETENTION_DAYS: {
    schema: wholeNumber(1, 3_650),
    wrong: 'is not a whole number from 1 to 3650',
    example: '400',
  },
  PHONE_CHARGES_PER_10_MINUTES: { ...capSetting, example: '3' },
  PHONE_CHARGES_PER_DAY: { ...capSetting, example: '10' },
  MEMBER_CHARGES_PER_HOUR: { ...capSetting, example: '120' },
  MERCHANT_CHARGES_PER_HOUR: { ...capSetting, example: '1000' },
  SANDBOX_PORT: { schema: wholeNumber(0, 65_535), wrong: 'is not a port number', example: '4545' },
} satisfies Record<string, Setting<unknown>>;

type Name = keyof typeof SETTINGS;
/** Every variable that is read. */
export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS);

type Value<N extends Name> = z.output<(typeof SETTINGS)[N]['schema']>;

const LIVE_NAMES = [
  'TELEGRAM_BOT_TOKEN',
  'BOSMI_API_KEY',
  'BOSMI_USERNAME',
  'BOSMI_EMAIL',
] as const satisfies Name[];

const pathOf = (databaseUrl: string | undefined): string =>
  (databaseUrl ?? DEFAULT_DATABASE).replace(/^file:/, '');

/** What is said of a wrong value, with an example. */
const wrongValue = (name: Name): string =>
  `${name} ${SETTINGS[name].wrong}. Example: ${name}=${SETTINGS[name].example}`;

/** One setting, whatever else is configured. */
function readOne<N extends Name>(environment: NodeJS.ProcessEnv, name: N): Value<N> | undefined {
  const text = set(environment, name);
  if (text === undefined) return undefined;
  const result = (SETTINGS[name] as unknown as Setting<Value<N>>).schema.safeParse(text);
  if (!result.success) throw new OperatorError(wrongValue(name));
  return result.data;
}

/**
 * The keys that seal, whatever else is configured; none without a SECRET_KEY.
 *
 * @throws OperatorError when SECRET_KEY is wrong
 */
export const readSecretKeys = (environment: NodeJS.ProcessEnv): readonly string[] =>
  readOne(environment, 'SECRET_KEY') ?? [];

/**
 * The keys that seal, for what cannot be done without one.
 *
 * @throws OperatorError when there is none, or SECRET_KEY is wrong
 */
export function needSecretKeys(environment: NodeJS.ProcessEnv): readonly string[] {
  const keys = readSecretKeys(environment);
  if (keys.length === 0) throw new OperatorError('SECRET_KEY is missing. Make one: npm run keygen');
  return keys;
}

/**
 * Where the database is, whatever else is configured: a backup needs no more.
 *
 * @throws OperatorError when DATABASE_URL is wrong
 */
export const readDatabasePath = (environment: NodeJS.ProcessEnv): string =>
  pathOf(readOne(environment, 'DATABASE_URL'));

/**
 * The time zone of what is shown, whatever else is configured.
 *
 * @throws OperatorError when TIME_ZONE is wrong
 */
export const readTimeZone = (environment: NodeJS.ProcessEnv): string =>
  readOne(environment, 'TIME_ZONE') ?? DEFAULT_TIME_ZONE;

/**
 * Reads the configuration. With none of the live settings it is a sandbox, except in production.
 *
 * @throws OperatorError naming every variable that is wrong or missing, what is wrong and an example
 */
export function readConfig(variables: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  // As other programs read them: in small letters, too.
  const { https_proxy: HTTPS_PROXY, no_proxy: NO_PROXY } = variables;
  const environment: NodeJS.ProcessEnv = { HTTPS_PROXY, NO_PROXY, ...variables };

  const optional = <N extends Name>(name: N): Value<N> | undefined => {
    const text = set(environment, name);
    if (text === undefined) return undefined;
    const setting = SETTINGS[name] as unknown as Setting<Value<N>>;
    const result = setting.schema.safeParse(text);
    if (result.success) return result.data;
    problems.push(wrongValue(name));
    return undefined;
  };
  const required = (name: (typeof LIVE_NAMES)[number]): string => {
    if (set(environment, name) === undefined) {
      problems.push(`${name} is missing. Example: ${name}=${SETTINGS[name].example}`);
    }
    return optional(name) ?? '';
  };

  const isLive =
    LIVE_NAMES.some((name) => set(environment, name) !== undefined) ||
    environment['NODE_ENV'] === 'production';
  const retentionDays = optional('RETENTION_DAYS');
  const common: CommonConfig = {
    databasePath: pathOf(optional('DATABASE_URL')),
    logLevel: optional('LOG_LEVEL') ?? 'info',
    confirmMs: (optional('CHARGE_TIMEOUT_SECONDS') ?? (isLive ? 180 : SANDBOX_CONFIRM_S)) * 1_000,
    watchMs: (optional('WATCH_HOURS') ?? 24) * HOUR_MS,
    timeZone: optional('TIME_ZONE') ?? DEFAULT_TIME_ZONE,
    ownerIds: optional('OWNER_IDS') ?? [],
    shopName: oneLine(optional('SHOP_NAME') ?? '', MAX_SHOP_NAME),
    secretKeys: optional('SECRET_KEY') ?? [],
    retentionMs: retentionDays === undefined ? undefined : retentionDays * DAY_MS,
    velocityLimits: [
      { of: 'phone', count: optional('PHONE_CHARGES_PER_10_MINUTES') ?? 3, withinMs: 10 * 60_000 },
      { of: 'phone', count: optional('PHONE_CHARGES_PER_DAY') ?? 10, withinMs: DAY_MS },
      { of: 'member', count: optional('MEMBER_CHARGES_PER_HOUR') ?? 120, withinMs: HOUR_MS },
      { of: 'merchant', count: optional('MERCHANT_CHARGES_PER_HOUR') ?? 1_000, withinMs: HOUR_MS },
    ],
  };
  if (retentionDays !== undefined && set(environment, 'SECRET_KEY') === undefined)
    problems.push(
      'RETENTION_DAYS needs a SECRET_KEY: erased numbers are kept as hashes under it. Make one: npm run keygen',
    );
  const sandboxPort = optional('SANDBOX_PORT') ?? 4545;
  const telegramApiRoot = optional('TELEGRAM_API_ROOT') ?? SETTINGS.TELEGRAM_API_ROOT.example;
  const baseUrl = optional('BOSMI_BASE_URL') ?? SETTINGS.BOSMI_BASE_URL.example;
  const proxies = {
    https: isLive ? optional('HTTPS_PROXY') : undefined,
    telegram: isLive ? optional('TELEGRAM_PROXY') : undefined,
    none: isLive ? (optional('NO_PROXY') ?? '') : '',
  };
  const live: LiveConfig | undefined = isLive
    ? {
        telegramToken: required('TELEGRAM_BOT_TOKEN'),
        telegramApiRoot,
        telegramProxy: proxies.telegram ?? proxyFor(telegramApiRoot, proxies.https, proxies.none),
        bosmi: {
          baseUrl,
          proxy: proxyFor(baseUrl, proxies.https, proxies.none),
          apiKey: required('BOSMI_API_KEY'),
          username: required('BOSMI_USERNAME'),
          email: required('BOSMI_EMAIL'),
        },
      }
    : undefined;

  if (problems.length > 0) {
    throw new OperatorError(
      ['The configuration is not complete:', ...problems.map((problem) => `  ${problem}`)].join('\n'),
    );
  }
  return live === undefined ? { mode: 'sandbox', sandboxPort, common } : { mode: 'live', live, common };
}
