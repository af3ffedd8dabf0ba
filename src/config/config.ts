import { dirname, join } from 'node:path';
import { MAX_SHOP_NAME } from '../domain/shop-name.ts';
import { oneLine } from '../domain/one-line.ts';
import type { Account } from '../domain/account.ts';
import type { VelocityLimit } from '../domain/velocity-limit.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import type { DatabaseAddress } from './database-address.ts';
import { proxyFor } from './proxy.ts';
import { defaultOf, settingsReader, type SettingsReader } from './setting.ts';
import { readAccount } from './read-account.ts';
import { accountSettings, type ProviderSettings } from './settings.ts';
import * as network from './settings/network.ts';
import * as operation from './settings/operation.ts';
import * as program from './settings/program.ts';
import * as shop from './settings/shop.ts';

/** Where Telegram brings updates, below the public address. */
export const WEBHOOK_PATH = '/telegram';

/** How the program runs, from the environment. Nothing else reads `process.env`. */
export type Config =
  | SandboxConfig
  | { readonly mode: 'live'; readonly live: LiveConfig; readonly common: CommonConfig };

export interface SandboxConfig {
  readonly mode: 'sandbox';
  readonly sandboxPort: number;
  readonly common: CommonConfig;
}

export interface CommonConfig {
  readonly database: DatabaseAddress;
  /** The database's file. Where PostgreSQL has the database, files that are being made stand beside this path. */
  readonly databasePath: string;
  readonly logLevel: (typeof program.LOG_LEVELS)[number];
  /** The file that shows that the program does not hang; undefined for none. */
  readonly healthFile: string | undefined;
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
  /** The first shop's name; empty if it has none. */
  readonly shopName: string;
}

export interface LiveConfig {
  readonly telegramToken: string;
  readonly telegramApiRoot: string;
  /** The address of the proxy through which Telegram is reached (http, https, socks5, socks5h); undefined for none. */
  readonly telegramProxy: string | undefined;
  /** The first merchant's account. */
  readonly account: Account;
  /** Where the API of each provider is, by the provider's name. */
  readonly gateways: Readonly<Record<string, GatewayAddress>>;
  /** Where the HTTP server listens; undefined for no server. */
  readonly http: HttpAddress | undefined;
  /** Where Telegram brings updates; undefined for long polling. With it there is an HTTP server. */
  readonly webhookUrl: string | undefined;
  /** Who may bring updates; undefined for whoever knows the secret. */
  readonly webhookCallers?: WebhookCallers | undefined;
  /** The backups that the running bot makes; undefined for none. */
  readonly backups: BackupConfig | undefined;
  /** What no log line may show of all these settings. */
  readonly secrets: readonly string[];
}

export interface BackupConfig {
  readonly everyMs: number;
  /** How many are kept. */
  readonly keep: number;
  readonly folder: string;
}

/** Only Telegram's networks may bring updates. */
export interface WebhookCallers {
  /** In which header a proxy names the address that it was called from; undefined where there is no proxy. */
  readonly header: string | undefined;
}

export interface HttpAddress {
  /** An IP address of this machine. */
  readonly host: string;
  readonly port: number;
}

export interface GatewayAddress {
  readonly baseUrl: string;
  /** The address of the proxy through which the gateway is reached (http, https); undefined for none. */
  readonly proxy: string | undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Reads the configuration. If the bot token and the settings of accounts are all absent, it is a sandbox, except in production.
 *
 * @param providers who may move the money; the first is the one whose settings are missed where none is set
 * @throws OperatorError that names every variable that is wrong or missing, what is wrong and an example
 */
export function readConfig(
  variables: NodeJS.ProcessEnv,
  providers: readonly [ProviderSettings, ...ProviderSettings[]],
): Config {
  // Other programs read these in small letters, too. A file with the address of a proxy goes before them.
  const { https_proxy: smallProxy, no_proxy: NO_PROXY, HTTPS_PROXY_FILE = '' } = variables;
  const HTTPS_PROXY = HTTPS_PROXY_FILE.trim() === '' ? smallProxy : undefined;
  const reader = settingsReader({ HTTPS_PROXY, NO_PROXY, ...variables });

  const needed = [network.TELEGRAM_BOT_TOKEN, ...providers.flatMap(accountSettings)];
  const isLive = needed.some(reader.isSet) || variables['NODE_ENV'] === 'production';
  const common = readCommon(reader, isLive ? 'live' : 'sandbox');
  const sandboxPort = reader.withDefault(program.SANDBOX_PORT, 'sandbox');
  // In a sandbox, too: a wrong address is told before somebody goes live with it.
  const addresses = {
    telegramApiRoot: reader.withDefault(network.TELEGRAM_API_ROOT, 'live'),
    gateways: providers.map(({ name, baseUrl }) => [name, reader.withDefault(baseUrl, 'live')] as const),
    http: readHttp(reader),
    backups: readBackups(reader, common),
    webhookUrl: readWebhookUrl(reader),
    webhookCallers: readWebhookCallers(reader),
  };
  const live = isLive ? readLive(reader, providers, addresses) : undefined;

  refuse(reader.problems);
  return live === undefined ? { mode: 'sandbox', sandboxPort, common } : { mode: 'live', live, common };
}

/**
 * Reads the configuration of the sandbox, also where a bot and an account are configured.
 *
 * @throws OperatorError as `readConfig`
 */
export function readSandboxConfig(variables: NodeJS.ProcessEnv): SandboxConfig {
  const reader = settingsReader(variables);
  const common = readCommon(reader, 'sandbox');
  const sandboxPort = reader.withDefault(program.SANDBOX_PORT, 'sandbox');
  refuse(reader.problems);
  return { mode: 'sandbox', sandboxPort, common };
}

/** @throws OperatorError if there is a problem */
function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new OperatorError(
    ['The configuration is not complete:', ...problems.map((problem) => `  ${problem}`)].join('\n'),
  );
}

function readCommon(reader: SettingsReader, mode: 'live' | 'sandbox'): CommonConfig {
  const retentionDays = reader.optional(shop.RETENTION_DAYS);
  if (retentionDays !== undefined && !reader.isSet(shop.SECRET_KEY))
    reader.problems.push(
      'RETENTION_DAYS needs a SECRET_KEY: erased numbers are kept as hashes under it. Make one: npm run keygen',
    );
  return {
    ...readDatabase(reader, mode),
    logLevel: reader.withDefault(program.LOG_LEVEL, mode),
    healthFile: reader.optional(program.HEALTH_FILE),
    confirmMs: reader.withDefault(program.CHARGE_TIMEOUT_SECONDS, mode) * 1_000,
    watchMs: reader.withDefault(program.WATCH_HOURS, mode) * HOUR_MS,
    timeZone: reader.withDefault(program.TIME_ZONE, mode),
    ownerIds: reader.optional(shop.OWNER_IDS) ?? [],
    shopName: oneLine(reader.optional(shop.SHOP_NAME) ?? '', MAX_SHOP_NAME),
    secretKeys: reader.optional(shop.SECRET_KEY) ?? [],
    retentionMs: retentionDays === undefined ? undefined : retentionDays * DAY_MS,
    velocityLimits: readVelocityLimits(reader, mode),
  };
}

function readDatabase(
  reader: SettingsReader,
  mode: 'live' | 'sandbox',
): Pick<CommonConfig, 'database' | 'databasePath'> {
  const database = reader.withDefault(program.DATABASE_URL, mode);
  const usual = defaultOf(program.DATABASE_URL, mode);
  const databasePath = 'path' in database ? database.path : 'path' in usual ? usual.path : '';
  return { database, databasePath };
}

function readVelocityLimits(reader: SettingsReader, mode: 'live' | 'sandbox'): readonly VelocityLimit[] {
  const count = (setting: typeof shop.PHONE_CHARGES_PER_DAY): number => reader.withDefault(setting, mode);
  return [
    { of: 'phone', count: count(shop.PHONE_CHARGES_PER_10_MINUTES), withinMs: 10 * MINUTE_MS },
    { of: 'phone', count: count(shop.PHONE_CHARGES_PER_DAY), withinMs: DAY_MS },
    { of: 'member', count: count(shop.MEMBER_CHARGES_PER_HOUR), withinMs: HOUR_MS },
    { of: 'merchant', count: count(shop.MERCHANT_CHARGES_PER_HOUR), withinMs: HOUR_MS },
  ];
}

function readHttp(reader: SettingsReader): HttpAddress | undefined {
  const port = reader.optional(operation.HTTP_PORT);
  const host = reader.withDefault(operation.HTTP_HOST, 'live');
  return port === undefined ? undefined : { host, port };
}

/** Returns where Telegram brings updates; undefined for long polling. */
function readWebhookUrl(reader: SettingsReader): string | undefined {
  const url = reader.optional(network.PUBLIC_URL);
  if (reader.withDefault(network.TELEGRAM_UPDATES, 'live') === 'polling') return undefined;
  if (!reader.isSet(network.PUBLIC_URL))
    reader.problems.push(
      `PUBLIC_URL is missing: TELEGRAM_UPDATES=webhook needs it. Example: PUBLIC_URL=${network.PUBLIC_URL.example}`,
    );
  if (!reader.isSet(operation.HTTP_PORT))
    reader.problems.push(
      `HTTP_PORT is missing: TELEGRAM_UPDATES=webhook needs it. Example: HTTP_PORT=${operation.HTTP_PORT.example}`,
    );
  return url === undefined ? undefined : url.replace(/\/+$/, '') + WEBHOOK_PATH;
}

/** Returns who may bring updates; undefined for whoever knows the secret. */
function readWebhookCallers(reader: SettingsReader): WebhookCallers | undefined {
  const from = reader.withDefault(network.WEBHOOK_FROM, 'live');
  const header = reader.optional(network.WEBHOOK_ADDRESS_HEADER);
  if (header !== undefined && from === 'anyone')
    reader.problems.push(
      'WEBHOOK_ADDRESS_HEADER has no effect without WEBHOOK_FROM=telegram. Set that, too, or remove WEBHOOK_ADDRESS_HEADER.',
    );
  return from === 'anyone' ? undefined : { header };
}

function readBackups(
  reader: SettingsReader,
  { database, databasePath }: Pick<CommonConfig, 'database' | 'databasePath'>,
): BackupConfig | undefined {
  const everyMs = reader.optional(operation.BACKUP_EVERY);
  if (everyMs !== undefined && 'url' in database)
    reader.problems.push(
      'BACKUP_EVERY is for a file, and PostgreSQL has the database. Its own tools copy it: see "PostgreSQL" in docs/operating.md. Remove BACKUP_EVERY.',
    );
  const keep = reader.withDefault(operation.BACKUP_KEEP, 'live');
  const folder = reader.optional(operation.BACKUP_FOLDER) ?? join(dirname(databasePath), 'backups');
  return everyMs === undefined ? undefined : { everyMs, keep, folder };
}

/** What is checked in the sandbox, too. */
interface Addresses {
  readonly telegramApiRoot: string;
  /** The base URL of each provider's API, by the provider's name. */
  readonly gateways: readonly (readonly [provider: string, baseUrl: string])[];
  readonly http: HttpAddress | undefined;
  readonly backups: BackupConfig | undefined;
  readonly webhookUrl: string | undefined;
  readonly webhookCallers: WebhookCallers | undefined;
}

function readLive(
  reader: SettingsReader,
  providers: readonly [ProviderSettings, ...ProviderSettings[]],
  { telegramApiRoot, gateways, http, backups, webhookUrl, webhookCallers }: Addresses,
): LiveConfig {
  const httpsProxy = reader.optional(network.HTTPS_PROXY);
  const telegramProxy = reader.optional(network.TELEGRAM_PROXY);
  const noProxy = reader.optional(network.NO_PROXY) ?? '';
  return {
    telegramToken: reader.required(network.TELEGRAM_BOT_TOKEN),
    telegramApiRoot,
    telegramProxy: telegramProxy ?? proxyFor(telegramApiRoot, httpsProxy, noProxy),
    account: readAccount(reader, providers),
    gateways: Object.fromEntries(
      gateways.map(([provider, baseUrl]) => [
        provider,
        { baseUrl, proxy: proxyFor(baseUrl, httpsProxy, noProxy) },
      ]),
    ),
    http,
    backups,
    webhookUrl,
    webhookCallers,
    secrets: reader.secrets,
  };
}
